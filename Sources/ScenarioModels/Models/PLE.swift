import Settings
import Tensors

/// Progressive layered extraction (Tang et al., RecSys 2020): levels of experts, some of them shared, some a scenario's
/// own, kept apart; gates mix them for each scenario, and between the levels for the shared experts; then an output unit
/// for each scenario.
///
/// The units are w_i = w_shared + w_own,i: the same functions as with w_i alone, and P·(M+S) parameters, as Table 2 has
/// them. Only what a row of scenario i needs is computed: in the last level its own expert and the shared ones.
public struct PLE: ScenarioModel {
  public static let name = "ple"
  public static let title = "PLE"
  public static let unseenScenario = "gates and tower of the scenario with most training rows"

  public struct Settings: SettingGroup {
    public var levels = 2
    public var sharedExperts = 1

    public init() {}

    public static var declared: [Setting<Settings>] {
      [
        Setting(
          "levels", \.levels, .within(1...64),
          help: "PLE's extraction levels, among which the hidden layers are shared out."),
        Setting("sharedExperts", \.sharedExperts, .within(1...4096), help: "PLE's shared experts in each level, S."),
      ]
    }
  }

  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? {
    TowerFormula(text: "P·(M+S)", parameters: size.p * (size.m + settings[PLE.self].sharedExperts))
  }

  let embedding: Embedding
  let scenarios: Scenarios
  let levels: [ExtractionLevel]
  let unit: SummedUnit

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError) {
    let (m, own, hidden) = (shape.scenarios, settings[PLE.self], settings.hidden)
    let count = own.levels
    guard own.sharedExperts >= 1 else { throw ModelError("PLE needs at least one shared expert") }
    guard count >= 1, count <= hidden.count else {
      throw ModelError("PLE needs 1 to \(hidden.count) levels, as it has hidden layers, not \(count)")
    }
    embedding = Embedding(shape, settings.network, in: parameters)
    scenarios = Scenarios(m, in: parameters)
    let widths = [embedding.outputs] + hidden
    levels = (0..<count).map { level in
      let (first, last) = (hidden.count * level / count, hidden.count * (level + 1) / count)
      return ExtractionLevel(
        level, of: count, scenarios: m, shared: own.sharedExperts, widths: Array(widths[first...last]),
        dropout: settings.dropout, in: parameters)
    }
    unit = parameters.grouped(by: GroupAxis(.scenarios, m, start: .largest)) {
      SummedUnit("tower", groups: m, inputs: widths[hidden.count], bias: shape.outputBias, in: parameters)
    }
  }

  public var cost: Cost { embedding.cost + levels.map(\.cost).total + unit.cost }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let own = scenarios.partition(input.scenarios, on: tape)
    let e = tape.sorted(embedding(input, on: tape), by: own)
    var x = Extraction(own: e, shared: e)
    for level in levels { x = level(x, in: own.groups, on: tape) }
    let z = unit(x.own, in: own.groups, on: tape)
    return ModelOutput(logits: tape.unsorted(z, by: own))
  }
}

extension ModelKind {
  public static let ple = ModelKind(PLE.self)
}
