import Evaluation
import ScenarioModels
import Tensors

/// A model opened for inference: what follows from its parameters alone (the products W_shared ⊗ W_j of all clusters or
/// scenarios) is computed at first use and serves every batch, so that a row costs what one network costs, however many
/// clusters there are. Scores have the same bits as `Learner.predict`'s.
///
/// The parameters must stay as they are as long as this is used.
public struct Predictor {
  package let model: any ScenarioModel
  package let parameters: Parameters
  package let workspace: Workspace
  private let generator: RandomGenerator
  private let derived = DerivedMatrices()
  /// What corrects the logits of each scenario's rows, those of unknown scenarios last; empty where nothing does.
  private var lines: [PlattLine] = []

  package init(
    _ model: any ScenarioModel, _ parameters: Parameters, generator: RandomGenerator, in workspace: Workspace
  ) {
    (self.model, self.parameters, self.generator, self.workspace) = (model, parameters, generator, workspace)
  }

  /// Threads at work.
  public var threads: Int { workspace.workers.threads }

  /// The same with its logits corrected.
  ///
  /// - Parameter scenarios: the names, by their indices.
  package func calibrated(by calibration: ScenarioCalibration, scenarios: [String]) -> Predictor {
    var predictor = self
    predictor.lines = calibration.isIdentity ? [] : scenarios.map(calibration.line) + [calibration.overall]
    return predictor
  }

  /// Logits and routing of a batch, of one row or many.
  public func callAsFunction(_ input: ModelInput) -> ModelOutput {
    let tape = tape
    let output = model(input, on: tape)
    return lines.isEmpty ? output : corrected(output, input.scenarios, on: tape)
  }

  private func corrected(_ output: ModelOutput, _ scenarios: [Int32], on tape: Tape) -> ModelOutput {
    var logits = output.logits.matrix.copy()
    for (row, scenario) in scenarios.enumerated() {
      let line = lines.indices.dropLast().contains(Int(scenario)) ? lines[Int(scenario)] : lines[lines.count - 1]
      logits[row, 0] = Float(line(Double(logits[row, 0])))
    }
    return ModelOutput(
      logits: tape.constant(logits), routings: output.routings, pruned: output.pruned, penalty: output.penalty)
  }

  /// What each perspective's router sees of a batch, and where it sends it, without the rest of the network.
  /// Nothing for a model that does not route.
  public func routes(_ input: ModelInput) -> [(inputs: Matrix, routing: Routing)] {
    model.routingModel?.route(input, on: tape) ?? []
  }

  private var tape: Tape {
    Tape(parameters: parameters, workspace: workspace, mode: .inference, generator: generator, derived: derived)
  }
}
