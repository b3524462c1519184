import Tensors

/// Which rows are whose: the rows' places put in the order training, validation, test, each part in input order.
struct RowSplit {
  /// Rows of training, validation and test.
  let sizes: [Int]
  private let spool: Spool<UInt32>

  /// The places in the coded log, part after part.
  let order: UnsafeBufferPointer<UInt32>

  /// Splits a log as its schema says. `keep: false` makes every row a test row.
  ///
  /// - Parameter heldOut: a scenario whose rows only the test part is to have, and no others; rest is in no part.
  init(
    _ log: CodedLog, split: Schema.Split, seed: UInt64, keep: Bool, heldOut: String? = nil, spools: SpoolFolder
  ) throws {
    var parts = [UInt8](repeating: UInt8(PartName.test.rawValue), count: log.rows)
    if keep {
      switch split {
      case .column(_, let validation, let test):
        if let column = log.splitValues { try Self.byValue(column, validation, test, &parts) }
      case .random: Self.atRandom(split.shares, RandomGenerator(seed: seed).child("split"), &parts)
      case .order: try Self.byOrder(split.shares, log.times?.times.values(), &parts)
      }
    }
    if let heldOut { try Self.hold(out: heldOut, log, &parts) }
    spool = try spools.make()
    var sizes: [Int] = []
    for part in 0..<UInt8(PartName.allCases.count) {
      let before = spool.count
      for row in parts.indices where parts[row] == part { try spool.append(UInt32(row)) }
      sizes.append(spool.count - before)
    }
    self.sizes = sizes
    order = try spool.values()
  }

  /// Takes a scenario's rows out of training and validation, and all others out of the test part.
  private static func hold(out scenario: String, _ log: CodedLog, _ parts: inout [UInt8]) throws {
    let names = (0..<log.scenarios.names.count).map { log.scenarios.names.text(UInt32($0)) }
    guard names.contains(scenario) else {
      throw LogError("no row of scenario '\(scenario)'; \(NearestNames.hint(for: scenario, among: names))")
    }
    let codes = try log.scenarios.codes.values()
    let nowhere = UInt8(PartName.allCases.count)
    for row in parts.indices where (names[Int(codes[row])] == scenario) != (parts[row] == PartName.test.rawValue) {
      parts[row] = nowhere
    }
  }

  private static func byValue(
    _ column: IDCoder, _ validation: String, _ test: String, _ parts: inout [UInt8]
  ) throws {
    let values = column.values
    let asNumbers = Numbers.read(validation) != nil && Numbers.read(test) != nil
    func below(_ value: String, _ limit: String) -> Bool {
      asNumbers ? Numbers.less(value, limit) : value.utf8.lexicographicallyPrecedes(limit.utf8)
    }
    let partOf = (0..<values.count).map { code -> UInt8 in
      let value = values.text(UInt32(code))
      return below(value, validation) ? 0 : below(value, test) ? 1 : 2
    }
    let codes = try column.codes.values()
    for row in parts.indices { parts[row] = partOf[Int(codes[row])] }
  }

  private static func atRandom(_ shares: [Double], _ generator: RandomGenerator, _ parts: inout [UInt8]) {
    var generator = generator
    for row in parts.indices {
      let draw = generator.uniform()
      parts[row] = draw < shares[0] ? 0 : draw < shares[0] + shares[1] ? 1 : 2
    }
  }

  private static func byOrder(_ shares: [Double], _ times: UnsafeBufferPointer<Double>?, _ parts: inout [UInt8]) {
    var rows = Array(0..<UInt32(parts.count))
    if let times {
      // Rows of one time stay in the file's order.
      rows.sort {
        let (a, b) = (times[Int($0)], times[Int($1)])
        return a != b ? a < b : $0 < $1
      }
    }
    let first = Int((shares[0] * Double(rows.count)).rounded())
    let second = Int(((shares[0] + shares[1]) * Double(rows.count)).rounded())
    for (place, row) in rows.enumerated() { parts[Int(row)] = place < first ? 0 : place < second ? 1 : 2 }
  }
}

/// The parts of a prepared log.
public enum PartName: Int, Sendable, CaseIterable {
  case training = 0
  case validation = 1
  case test = 2
}
