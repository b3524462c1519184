import Tensors

/// Several models of one kind, whose first weights differ: z = mean_i z_i. Each is trained by its own loss on batches of its own, as
/// if it were alone (`Learner`); as one model they are judged, saved and asked.
///
/// What is told of one model (where rows are routed to, how much is pruned) is told of the first. Its weights are those that it
/// would have alone.
struct Ensemble<Member: ScenarioModel>: ScenarioModel {
  static var name: String { Member.name }
  static var title: String { Member.title }
  static var hasTower: Bool { Member.hasTower }
  static var unseenScenario: String { Member.unseenScenario }

  typealias Settings = Member.Settings

  let first: Member
  let others: [Member]

  init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError) {
    first = try Member(shape, settings, in: parameters)
    var others: [Member] = []
    for number in 1..<max(1, settings.network.ensemble) {
      others.append(
        try parameters.prefixed("member\(number + 1).") { () throws(ModelError) in
          try Member(shape, settings, in: parameters)
        })
    }
    self.others = others
  }

  var members: [any ScenarioModel] { [first] + others }

  var cost: Cost { ([first] + others).map(\.cost).total }

  func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let one = first(input, on: tape)
    let outputs = [one] + others.map { $0(input, on: tape) }
    return ModelOutput(
      logits: tape.constant(Self.mean(outputs.map(\.logits.matrix), in: tape.workspace)), routings: one.routings,
      pruned: one.pruned, penalty: outputs.map(\.penalty).reduce(0, +) / Double(outputs.count))
  }

  private static func mean(_ logits: [Matrix], in workspace: Workspace) -> Matrix {
    workspace.matrix(logits[0].rows, 1) { row, mean in
      mean[0] = logits.reduce(0) { $0 + $1[row, 0] / Float(logits.count) }
    }
  }
}

extension ScenarioModel {
  /// Several of this kind as one model.
  static func ensemble(
    _ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters
  ) throws(ModelError) -> any ScenarioModel {
    try Ensemble<Self>(shape, settings, in: parameters)
  }
}

extension Ensemble: RoutingModel where Member: RoutingModel {
  var perspectives: [Perspective] { first.perspectives }
  func routed(_ input: ModelInput, on tape: Tape) -> Matrix { first.routed(input, on: tape) }
  func distances(in parameters: Parameters) -> [[Double]] { first.distances(in: parameters) }
}
