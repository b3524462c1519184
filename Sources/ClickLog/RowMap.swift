/// Where a feature's column holds the value of a row of the log: at the same place, or in a side table's row.
struct RowMap {
  private let keys: UnsafeBufferPointer<UInt32>?
  private let tableRows: [UInt32]

  /// The identity, for columns of the log itself.
  static var log: RowMap { RowMap(keys: nil, tableRows: []) }

  /// - Parameters:
  ///   - keys: the code of each log row's key.
  ///   - tableRows: the side table's row of each code.
  init(keys: UnsafeBufferPointer<UInt32>?, tableRows: [UInt32]) {
    self.keys = keys
    self.tableRows = tableRows
  }

  @inline(__always)
  subscript(row: UInt32) -> Int {
    if let keys { Int(tableRows[Int(keys[Int(row)])]) } else { Int(row) }
  }
}

extension CodedLog {
  /// One map a side table.
  func tableMaps() throws -> [RowMap] {
    try zip(tables, keys).map { RowMap(keys: try $1.codes.values(), tableRows: $0.rows(of: $1.values)) }
  }
}
