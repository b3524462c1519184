import ScenarioModels
import Tensors

/// A model with its numbers and its optimiser: what one training step changes.
public struct Learner {
  public let model: any ScenarioModel
  public let parameters: Parameters
  public let loss: any Loss
  public var optimiser: Adam
  let workspace: Workspace
  let generator: RandomGenerator

  /// - Parameter generator: first weights and dropout draw from its children.
  public init(
    _ kind: ModelKind, for shape: ModelShape, _ settings: ModelSettings, loss: LossKind = .crossEntropy,
    optimiser: Adam,
    generator: RandomGenerator, in workspace: Workspace
  ) throws(ModelError) {
    parameters = Parameters(generator: generator.child("parameters"))
    model = try kind.model(for: shape, settings, in: parameters)
    self.loss = loss.type.init()
    self.optimiser = optimiser
    self.generator = generator
    self.workspace = workspace
  }

  /// Threads at work.
  public var threads: Int { workspace.workers.threads }

  /// Forward, loss, backward, update.
  ///
  /// - Parameter weights: how much each row counts, 1 in the mean over the training rows; nil where all count the same.
  /// - Returns: the batch's loss before the update, with the model's penalty.
  /// - Throws: `NonFiniteError` within the step in which a loss, gradient, weight or state is no longer a finite number. Of this
  ///   learner nothing is to be used or saved then.
  public mutating func train(on input: ModelInput, labels: [Float], weights: [Float]? = nil) throws(NonFiniteError)
    -> Float
  {
    let before = optimiser.step
    let tape = Tape(
      parameters: parameters, workspace: workspace, mode: .training, generator: generator.child("step", before))
    let (output, loss) = workspace.timed(.forward) {
      let output = model(input, on: tape)
      func loss(_ logits: Value) -> Value { self.loss(logits, labels: labels, weights: weights, on: tape) }
      guard let first = output.members.first else { return (output, loss(output.logits)) }
      // Their sum, so that each member steps as if it were alone.
      return (output, output.members.dropFirst().reduce(loss(first)) { tape.add($0, loss($1)) })
    }
    let total = loss.matrix[0, 0] / Float(max(1, output.members.count)) + Float(output.penalty)
    guard total.isFinite else { throw diagnosis(of: output, input, labels, step: before + 1).ofLoss() }
    workspace.timed(.backward) { tape.backward(from: loss) }
    let isHealthy = workspace.timed(.weightUpdate) {
      optimiser.update(parameters, with: tape.gradients, in: workspace)
    }
    guard isHealthy, tape.stateUpdates.allSatisfy({ $1.isFinite }) else {
      throw diagnosis(of: output, input, labels, step: before + 1).ofUpdate(tape.gradients, tape.stateUpdates)
    }
    for (state, matrix) in tape.stateUpdates { parameters[state] = matrix }
    return total
  }

  private func diagnosis(
    of output: ModelOutput, _ input: ModelInput, _ labels: [Float], step: Int
  ) -> Diagnosis {
    Diagnosis(learner: self, input: input, labels: labels, logits: output.logits.matrix, step: step)
  }

  /// Logits and routing of a batch, without a change to anything. For many batches between two training steps take a `Predictor`.
  public func predict(_ input: ModelInput) -> ModelOutput {
    model(input, on: Tape(parameters: parameters, workspace: workspace, mode: .inference, generator: generator))
  }
}
