import Settings
import Tensors

/// Hybrid of implicit and explicit mixture of experts (Li et al., CIKM 2020).
///
/// In the feature space, experts f_e are mixed by a gate per scenario, and each scenario j scores every row:
/// s_j(x) = w_j · Σ_e g_je(x) f_e(x) + b_j, with g_j = softmax(x W_j). In the label space, a row of scenario i combines
/// all scenarios' predictions: p = Σ_j a_ij(x) σ(s_j(x)), with a_i = softmax(x V_i). Task-constrained back-propagation: the
/// loss of a row of scenario i reaches s_i only.
public struct HMoE: ScenarioModel {
  public static let name = "hmoe"
  public static let title = "HMoE"
  public static let unseenScenario = "gates and tower of the scenario with most training rows"

  public struct Settings: SettingGroup {
    public var experts = 0

    public init() {}

    public static var declared: [Setting<Settings>] {
      [Setting("experts", \.experts, .within(0...4096), help: "HMoE's experts, E; 0 for one per scenario.")]
    }
  }

  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? {
    TowerFormula(text: "P·M", parameters: size.p * size.m)
  }

  let embedding: Embedding
  let scenarios: Scenarios
  let experts: Experts
  /// All scenarios' gates side by side: columns j · E ..< (j + 1) · E are g_j's.
  let gate: DenseLayer
  let tower: GroupedLayer
  /// a_i
  let label: GroupedLayer

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError) {
    guard let width = settings.hidden.last else { throw ModelError("HMoE needs at least one hidden layer") }
    let m = shape.scenarios
    let e = settings[HMoE.self].experts > 0 ? settings[HMoE.self].experts : m
    embedding = Embedding(shape, settings.network, in: parameters)
    scenarios = Scenarios(m, in: parameters)
    let inputs = embedding.outputs
    experts = Experts(
      "expert", count: e, widths: [inputs] + settings.hidden, dropout: settings.dropout, in: parameters)
    let own = GroupAxis(.scenarios, m, start: .largest)
    gate = parameters.grouped(by: GroupAxis(.scenarios, m, along: .last, unit: e, start: .largest)) {
      DenseLayer("gate", inputs, m * e, .identity, role: .other, in: parameters)
    }
    tower = parameters.grouped(by: own) {
      GroupedLayer("tower", groups: m, width, 1, .identity, bias: shape.outputBias, in: parameters)
    }
    // An older scenario does not ask a later one.
    label = parameters.grouped(by: own) {
      parameters.grouped(by: GroupAxis(.scenarios, m, along: .last, start: .closed)) {
        GroupedLayer("label", groups: m, inputs, m, .identity, role: .other, in: parameters)
      }
    }
  }

  public var cost: Cost {
    let mixed = Cost.mixture(experts: experts.count, width: experts.outputs) + tower.cost
    return embedding.cost + experts.count * experts.cost + gate.cost + scenarios.count * mixed + label.cost
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let own = scenarios.partition(input.scenarios, on: tape)
    let x = tape.sorted(embedding(input, on: tape), by: own)
    let (n, m) = (x.rows, scenarios.count)
    // Gates come row by row and within a row scenario by scenario; mixtures scenario by scenario.
    let byScenario = tape.partition(inTurn: n * m, groups: m)

    let f = experts.toEach(x, on: tape)
    let g = tape.softmax(tape.reshaped(gate(x, on: tape), rows: n * m, columns: experts.count))
    let mixed = tape.mixture(tape.sorted(g, by: byScenario), [ExpertStack(f, count: experts.count)])
    let s = tape.reshaped(tape.unsorted(tower.stacked(mixed, on: tape), by: byScenario), rows: n, columns: m)
    let a = tape.softmax(label(x, in: own.groups, on: tape))
    let p = tape.rowDots(a, tape.probabilities(tape.constrained(s, toOwnColumnIn: own.groups)))
    return ModelOutput(logits: tape.unsorted(tape.logits(p), by: own))
  }
}

extension ModelKind {
  public static let hmoe = ModelKind(HMoE.self)
}
