import Tensors

/// Each row's scenario: the one that it came from or, for one that training never saw, the scenario that training saw most
/// of. Every model that looks at the scenario does so through this.
public struct Scenarios: Sendable {
  /// M
  public let count: Int
  /// Rows trained of each scenario, [M].
  private let rows: Parameter

  /// The state that counts rows.
  public static let rowsName = "scenarios.rows"

  /// Adds the state `scenarios.rows`.
  public init(_ count: Int, in parameters: Parameters) {
    self.count = count
    rows = parameters.grouped(by: GroupAxis(.scenarios, count, start: .initial)) {
      parameters.add(Self.rowsName, [count], .state, .constant(0), isGrouped: true)
    }
  }

  /// - Parameter indices: each row's scenario; anything outside 0 ..< M is unseen.
  /// - Returns: each row's scenario, in 0 ..< M.
  public func callAsFunction(_ indices: [Int32], on tape: Tape) -> [Int32] {
    let seen = tape.parameters[rows].row(0)
    let largest = Int32(seen.indices.max { (seen[$0], $1) < (seen[$1], $0) } ?? 0)
    let known = Int32(0)..<Int32(count)
    let own = indices.map { known.contains($0) ? $0 : largest }
    if tape.mode == .training {
      var total = seen
      for scenario in own { total[Int(scenario)] += 1 }
      tape.update(rows, to: Matrix(rows: 1, columns: count, elements: total))
    }
    return own
  }

  /// The batch's rows sorted by scenario.
  public func partition(_ indices: [Int32], on tape: Tape) -> Partition {
    Partition(self(indices, on: tape), count: count)
  }
}
