/// How the several values of a cell are joined.
struct ListForm: Sendable, Equatable {
  let separator: UInt8
  /// Whether each value has its weight after a colon.
  let weighted: Bool
}
