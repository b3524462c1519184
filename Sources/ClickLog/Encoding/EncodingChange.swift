/// What came to an encoding, and what left it, since an earlier state.
public struct EncodingChange: Sendable, Equatable {
  /// Rows of the embedding table.
  public let newRows: Int
  public let forgottenRows: Int
  public let newScenarios: [String]

  /// - Throws: `LogError` if they do not go back to the same log.
  public init(from earlier: Encoding, to encoding: Encoding) throws(LogError) {
    let rows = try Translation(from: earlier, to: encoding).rows
    // Row 0 of each field is the unknown one.
    forgottenRows = rows.reduce(0) { sum, rows in sum + (rows?.dropFirst().count { $0 == 0 } ?? 0) }
    newRows = encoding.totalRows - (earlier.totalRows - forgottenRows)
    newScenarios = encoding.scenarios.filter { !earlier.scenarios.contains($0) }
  }
}
