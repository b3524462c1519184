/// Where the rows and scenarios of one encoding are in another that goes back to the same log: grown by later logs, with values
/// forgotten that no log had for long, or an earlier state of it.
public struct Translation: Sendable, Equatable {
  /// For each field, for each of the first encoding's rows the second's, 0 where the second does not know the value; nil
  /// where all rows are the same.
  public let rows: [[Int32]?]
  /// For each of the first encoding's scenarios its place in the second, -1 where that has none of the name; nil where all are
  /// the same.
  public let scenarios: [Int32]?

  /// - Throws: `LogError` naming what differs between two encodings that do not belong together.
  public init(from first: Encoding, to second: Encoding) throws(LogError) {
    guard first.logs.first == second.logs.first else {
      throw LogError("its vocabulary goes back to another log")
    }
    guard first.fields.map(\.name) == second.fields.map(\.name) else {
      throw LogError("it has other features")
    }
    guard first.statistics?.keys == second.statistics?.keys,
      first.statistics?.clickRate == second.statistics?.clickRate
    else { throw LogError("it has other statistics") }
    var rows: [[Int32]?] = []
    for (field, other) in zip(first.fields, second.fields) {
      guard let found = field.coding.rows(in: other.coding) else {
        throw LogError("its feature '\(field.name)' is coded in another way")
      }
      rows.append(found.isIdentity ? nil : found)
    }
    self.rows = rows
    let places = Dictionary(
      second.scenarios.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    let found = first.scenarios.map { places[$0] ?? -1 }
    scenarios = found.isIdentity ? nil : found
  }

  /// Whether every row and scenario of the first encoding is at the same place in the second.
  public var isIdentity: Bool { scenarios == nil && rows.allSatisfy { $0 == nil } }
}

extension Field.Coding {
  /// For each row of this field the other's; nil if they are not of one kind.
  fileprivate func rows(in other: Field.Coding) -> [Int32]? {
    switch (self, other) {
    case (.single(let a), .single(let b)): a.rows(in: b)
    case (.several(let a, let list), .several(let b, let others)): list == others ? a.rows(in: b) : nil
    case (.number(let a), .number(let b)): a == b ? .identity(a.rows) : nil
    default: nil
    }
  }
}

extension Field.Values {
  fileprivate func rows(in other: Field.Values) -> [Int32]? {
    switch (self, other) {
    case (.vocabulary(let a), .vocabulary(let b)):
      [0] + (1..<max(1, a.rows)).map { row in a.withValue(ofRow: row) { Int32(b.row(of: $0)) } }
    case (.hashed(let a), .hashed(let b)): a.count == b.count ? .identity(a.rows) : nil
    default: nil
    }
  }
}

extension [Int32] {
  /// 0, 1, 2, …
  fileprivate static func identity(_ count: Int) -> [Int32] { (0..<count).map(Int32.init) }
  fileprivate var isIdentity: Bool { enumerated().allSatisfy { Int($1) == $0 } }
}
