import Tensors

/// What a level of PLE hands to the next: x_i for the scenarios, and x_shared, [n, d].
struct Extraction {
  enum Own {
    /// The same for all scenarios, [n, d]: the embeddings.
    case common(Value)
    /// Of every scenario for every row, stacked by scenario, [M · n, d].
    case every(Value)
    /// Of each row's own scenario, [n, d].
    case only(Value)

    var value: Value {
      switch self {
      case .common(let value), .every(let value), .only(let value): value
      }
    }
  }

  let own: Own
  let shared: Value
}

/// One level of progressive layered extraction (Tang et al. 2020, section 4.2). Rows lie sorted by scenario.
///
///     x_i' = Σ_e g_ie f_e over scenario i's own expert and the shared ones,  g_i = softmax(x_i G_i)
///     x_shared' = Σ_e g_e f_e over all experts,                              g = softmax(x_shared G)
struct ExtractionLevel: Sendable {
  let own: Experts
  let shared: Experts
  let gate: GroupedLayer
  /// None in the last level: nothing comes after it.
  let sharedGate: DenseLayer?
  /// Whether the level after this one runs all scenarios' experts on every row, and so needs every x_i'.
  private let handsOnEvery: Bool
  let flopsPerRow: Flops

  init(
    _ level: Int, of levels: Int, scenarios m: Int, shared s: Int, widths: [Int], dropout: Double,
    in parameters: Parameters
  ) {
    let (inputs, width) = (widths[0], widths[widths.count - 1])
    let isLast = level == levels - 1
    own = Experts("level.\(level).own", count: m, widths: widths, dropout: dropout, in: parameters)
    shared = Experts("level.\(level).shared", count: s, widths: widths, dropout: dropout, role: .shared, in: parameters)
    gate = GroupedLayer("level.\(level).gate", groups: m, inputs, 1 + s, .identity, role: .other, in: parameters)
    sharedGate =
      isLast ? nil : DenseLayer("level.\(level).sharedGate", inputs, m + s, .identity, role: .other, in: parameters)
    handsOnEvery = level < levels - 2
    let mixtures = (handsOnEvery ? m : 1) * (1 + s) * (inputs + width)
    flopsPerRow = Flops(
      weights: (isLast ? 1 + s : m + s) * own.weights + mixtures + (isLast ? 0 : (m + s) * (inputs + width)))
  }

  func callAsFunction(_ x: Extraction, in groups: Groups, on tape: Tape) -> Extraction {
    let ofShared = ExpertStack(shared.toEach(x.shared, on: tape), count: shared.count)
    guard let sharedGate else {
      let results = [ExpertStack(own(x.own.value, in: groups, on: tape)), ofShared]
      let gates = tape.softmax(gate(x.own.value, in: groups, on: tape))
      return Extraction(own: .only(tape.mixture(gates, results)), shared: x.shared)
    }
    let isCommon = if case .common = x.own { true } else { false }
    let all = isCommon ? own.toEach(x.own.value, on: tape) : own.stacked(x.own.value, on: tape)
    let forShared = tape.mixture(
      tape.softmax(sharedGate(x.shared, on: tape)), [ExpertStack(all, count: own.count), ofShared])
    guard handsOnEvery else {
      let input = isCommon ? x.own.value : tape.own(x.own.value, in: groups)
      let gates = tape.softmax(gate(input, in: groups, on: tape))
      let mixed = tape.mixture(gates, [ExpertStack(tape.own(all, in: groups)), ofShared])
      return Extraction(own: .only(mixed), shared: forShared)
    }
    let logits = isCommon ? gate.toEach(x.own.value, on: tape) : gate.stacked(x.own.value, on: tape)
    return Extraction(own: .every(tape.mixture(tape.softmax(logits), [ExpertStack(all), ofShared])), shared: forShared)
  }
}
