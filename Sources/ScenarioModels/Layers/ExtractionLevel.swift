import Tensors

/// What a level of PLE hands to the next: x_i for the scenarios, and x_shared, [n, d].
public struct Extraction {
  /// Into the first level, [n, d]: the same for all scenarios. Into the last, [n, d]: of each row's own scenario. Between,
  /// [M · n, d]: of every scenario for every row, stacked by scenario.
  public let own: Value
  public let shared: Value

  public init(own: Value, shared: Value) { (self.own, self.shared) = (own, shared) }
}

/// One level of progressive layered extraction (Tang et al. 2020, section 4.2). Rows are sorted by scenario.
///
///     x_i' = Σ_e g_ie f_e over scenario i's own expert and the shared ones,  g_i = softmax(x_i G_i)
///     x_shared' = Σ_e g_e f_e over all experts,                              g = softmax(x_shared G)
public struct ExtractionLevel: Sendable {
  public let own: Experts
  public let shared: Experts
  public let gate: GroupedLayer
  /// None in the last level: nothing comes after it.
  public let sharedGate: DenseLayer?
  private let isFirst: Bool
  /// Whether the next level runs all scenarios' experts on every row, and so needs every x_i'.
  private let feedsEveryScenario: Bool

  /// - Parameters:
  ///   - scenarios: M.
  ///   - shared: S, the shared experts.
  ///   - widths: of the level's inputs, then of each hidden layer of its experts.
  public init(
    _ level: Int, of levels: Int, scenarios m: Int, shared s: Int, widths: [Int], dropout: Double,
    in parameters: Parameters
  ) {
    let isLast = level == levels - 1
    let scenarios = GroupAxis(.scenarios, m, start: .largest)
    own = parameters.grouped(by: scenarios) {
      Experts("level.\(level).own", count: m, widths: widths, dropout: dropout, in: parameters)
    }
    shared = Experts("level.\(level).shared", count: s, widths: widths, dropout: dropout, role: .shared, in: parameters)
    gate = parameters.grouped(by: scenarios) {
      GroupedLayer("level.\(level).gate", groups: m, widths[0], 1 + s, .identity, role: .other, in: parameters)
    }
    // What is shared does not change where a later scenario's expert comes in.
    sharedGate =
      isLast
      ? nil
      : parameters.grouped(by: GroupAxis(.scenarios, m, along: .last, start: .closed)) {
        DenseLayer("level.\(level).sharedGate", widths[0], m + s, .identity, role: .other, in: parameters)
      }
    isFirst = level == 0
    feedsEveryScenario = level < levels - 2
  }

  public var cost: Cost {
    let mixed = gate.cost + .mixture(experts: 1 + shared.count, width: own.outputs)
    let mixtures = (feedsEveryScenario ? own.count : 1) * mixed
    guard let sharedGate else { return own.cost + shared.count * shared.cost + mixtures }
    let all = own.count + shared.count
    // Experts' results are mixed twice, so that there are two gradients of each for a while; and each row's own is picked.
    let again = Cost(activations: .saturatingProduct([all + 1, own.outputs]))
    return all * own.cost + mixtures + sharedGate.cost + .mixture(experts: all, width: own.outputs) + again
  }

  public func callAsFunction(_ x: Extraction, in groups: Groups, on tape: Tape) -> Extraction {
    let ofShared = ExpertStack(shared.toEach(x.shared, on: tape), count: shared.count)
    guard let sharedGate else {
      let ofOwn = ExpertStack(own(x.own, in: groups, on: tape))
      let gates = tape.softmax(gate(x.own, in: groups, on: tape))
      return Extraction(own: tape.mixture(gates, [ofOwn, ofShared]), shared: x.shared)
    }
    let all = isFirst ? own.toEach(x.own, on: tape) : own.stacked(x.own, on: tape)
    let forShared = tape.mixture(
      tape.softmax(sharedGate(x.shared, on: tape)), [ExpertStack(all, count: own.count), ofShared])
    if feedsEveryScenario {
      let gates = tape.softmax(isFirst ? gate.toEach(x.own, on: tape) : gate.stacked(x.own, on: tape))
      return Extraction(own: tape.mixture(gates, [ExpertStack(all), ofShared]), shared: forShared)
    }
    let input = isFirst ? x.own : tape.own(x.own, in: groups)
    let gates = tape.softmax(gate(input, in: groups, on: tape))
    return Extraction(own: tape.mixture(gates, [ExpertStack(tape.own(all, in: groups)), ofShared]), shared: forShared)
  }
}
