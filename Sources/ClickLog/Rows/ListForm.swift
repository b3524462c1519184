/// How the several values of a cell are joined.
struct ListForm: Sendable, Equatable {
  let separator: UInt8
  /// Whether each value has its weight after a colon.
  let weighted: Bool
  /// Whether anything is read of the column.
  var isUsed = true

  /// Of a column of which nothing is read: its cells may be left empty, and hold what they like.
  static let unused = ListForm(separator: UInt8(ascii: ","), weighted: false, isUsed: false)

  /// What is wrong where a value of a list has the list's separator in it.
  static func separatorInValue(_ separator: UInt8) -> String {
    let shown = separator > 0x20 && separator < 0x7f ? "\(UnicodeScalar(separator))" : "byte \(separator)"
    return "a value of the list has the separator \"\(shown)\" in it; give the feature another separator"
  }
}
