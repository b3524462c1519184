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
    try train(on: [LabelledRows(input: input, labels: labels, weights: weights)])
  }

  /// The same with a batch for each member of an ensemble, in their order; members without one take the last.
  ///
  /// - Returns: the mean of the members' losses.
  public mutating func train(on batches: [LabelledRows]) throws(NonFiniteError) -> Float {
    let before = optimiser.step
    let tape = Tape(
      parameters: parameters, workspace: workspace, mode: .training, generator: generator.child("step", before))
    let passes: [(rows: LabelledRows, output: ModelOutput, loss: Value)] = workspace.timed(.forward) {
      model.members.enumerated().map { place, member in
        let rows = batches[min(place, batches.count - 1)]
        let output = member(rows.input, on: tape)
        return (rows, output, loss(output.logits, labels: rows.labels, weights: rows.weights, on: tape))
      }
    }
    let count = Float(passes.count)
    let total = passes.reduce(0) { $0 + ($1.loss.matrix[0, 0] + Float($1.output.penalty)) / count }
    guard total.isFinite else {
      let broken = passes.first { !$0.loss.matrix[0, 0].isFinite } ?? passes[0]
      throw diagnosis(of: broken.output, broken.rows, step: before + 1).ofLoss()
    }
    // Their sum, so that each member steps as if it were alone.
    let sum = passes.dropFirst().reduce(passes[0].loss) { tape.add($0, $1.loss) }
    workspace.timed(.backward) { tape.backward(from: sum) }
    let isHealthy = workspace.timed(.weightUpdate) {
      optimiser.update(parameters, with: tape.gradients, in: workspace)
    }
    guard isHealthy, tape.stateUpdates.allSatisfy({ $1.isFinite }) else {
      throw diagnosis(of: passes[0].output, passes[0].rows, step: before + 1)
        .ofUpdate(tape.gradients, tape.stateUpdates)
    }
    for (state, matrix) in tape.stateUpdates { parameters[state] = matrix }
    return total
  }

  private func diagnosis(of output: ModelOutput, _ rows: LabelledRows, step: Int) -> Diagnosis {
    Diagnosis(learner: self, input: rows.input, labels: rows.labels, logits: output.logits.matrix, step: step)
  }

  /// Logits and routing of a batch, without a change to anything. For many batches between two training steps take a `Predictor`.
  public func predict(_ input: ModelInput) -> ModelOutput {
    model(input, on: Tape(parameters: parameters, workspace: workspace, mode: .inference, generator: generator))
  }
}

/// Rows to learn from.
public struct LabelledRows {
  public let input: ModelInput
  /// In [0, 1].
  public let labels: [Float]
  /// How much each row counts, 1 in the mean over the training rows; nil where all count the same.
  public let weights: [Float]?

  public init(input: ModelInput, labels: [Float], weights: [Float]? = nil) {
    (self.input, self.labels, self.weights) = (input, labels, weights)
  }
}
