import ScenarioModels
import Tensors

/// A model opened for inference: what follows from its parameters alone (the products W_shared ⊗ W_j of all clusters or
/// scenarios) is computed at first use and serves every batch, so that a row costs what one network costs, however many
/// clusters there are. Scores have the same bits as `Learner.predict`'s.
///
/// The parameters must stay as they are as long as this lives; after a training step make a new one.
public struct Predictor {
  let model: any ScenarioModel
  private let parameters: Parameters
  private let workspace: Workspace
  private let generator: RandomGenerator
  private let derived = DerivedMatrices()

  public init(_ learner: Learner) {
    model = learner.model
    parameters = learner.parameters
    workspace = learner.workspace
    generator = learner.generator
  }

  /// Logits and routing of a batch, of one row or many.
  public func callAsFunction(_ input: ModelInput) -> ModelOutput {
    model(
      input,
      on: Tape(
        parameters: parameters, workspace: workspace, mode: .inference, generator: generator, derived: derived))
  }
}
