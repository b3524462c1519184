import ClickLog
import ScenarioModels
import Tensors

extension Learner {
  /// Takes over the weights of an earlier run, of this learner's kind of model or of one whose tensors all have a place in this
  /// one, and the optimiser's moments.
  ///
  /// What the earlier model did not know (values, scenarios, clusters) starts as `Inheritance` has it. A network that groups
  /// share takes over one without groups, and the other way round: ADL goes on from a DNN with clusters that are the DNN.
  ///
  /// - Throws: `LogError` if the earlier one's encoding is no earlier state of this one, or its settings are others.
  mutating func goOn(from run: EarlierRun, as kind: ModelKind, encoding: Encoding) throws {
    let earlier = run.model
    let before = earlier.predictor.parameters
    let inheritance: Inheritance
    do {
      inheritance = try Inheritance(from: earlier.encoding, to: encoding, largest: Self.largestScenario(of: before))
    } catch {
      throw LogError("its vocabulary is not an earlier state of this log's: \(error.problem)", file: earlier.name)
    }
    var rest = Dictionary(before.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var moments: [OptimiserTensor] = []
    for parameter in parameters.all {
      guard let old = [parameter.name, Self.otherName(of: parameter.name)].compactMap({ rest[$0] }).first else {
        guard earlier.kind == kind else { continue }
        throw LogError(
          "expected a run with the same settings: there is no tensor '\(parameter.name)'", file: earlier.name)
      }
      rest[old.name] = nil
      func inherited(_ values: Matrix, initial: Matrix, closed: Float) throws(LogError) -> Matrix {
        if let matrix = inheritance.inherited(
          values, of: old, in: before, by: parameter, in: parameters, initial: initial, closed: closed)
        {
          return matrix
        }
        throw LogError(
          "expected a run with the same settings: tensor '\(old.name)' has shape \(old.shape), not \(parameter.shape)",
          file: earlier.name)
      }
      let weights = parameters[parameter]
      parameters[parameter] = try inherited(
        before[old], initial: weights, closed: parameters.closedValue(of: parameter))
      for kept in try run.moments.map({ try $0.tensors.moments(of: old, $0.url) }) ?? [] {
        let none = Matrix(rows: weights.rows, columns: weights.columns)
        let inherited = try inherited(kept.matrix, initial: none, closed: 0)
        moments.append(OptimiserTensor(kept.name, of: parameter, inherited))
      }
    }
    if let lost = before.all.first(where: { rest[$0.name] != nil && isNeeded($0, of: earlier, by: kind) }) {
      throw LogError("expected a run with the same settings: it has a tensor '\(lost.name)'", file: earlier.name)
    }
    if let kept = run.moments { optimiser.restore(step: kept.step, moments) }
  }

  /// Whether an earlier model's tensor must not be lost: of another kind of model, only what all rows go through.
  private func isNeeded(_ parameter: Parameter, of earlier: TrainedModel, by kind: ModelKind) -> Bool {
    let role = earlier.predictor.parameters.role(of: parameter)
    return earlier.kind == kind || role == .embedding || role == .shared
  }

  /// What a layer's tensor is called where groups have parts of it of their own, or where they have none.
  private static func otherName(of name: String) -> String {
    for end in [".weight", ".bias"] where name.hasSuffix(end) {
      let stem = name.dropLast(end.count)
      return stem.hasSuffix(".shared") ? stem.dropLast(".shared".count) + end : stem + ".shared" + end
    }
    return name
  }

  private static func largestScenario(of parameters: Parameters) -> Int {
    guard let rows = parameters.all.first(where: { $0.name == Scenarios.rowsName }) else { return 0 }
    let seen = parameters[rows].row(0)
    return seen.indices.max { (seen[$0], $1) < (seen[$1], $0) } ?? 0
  }
}
