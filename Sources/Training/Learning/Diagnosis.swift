import ClickLog
import ScenarioModels
import Tensors

/// A training step in which a number is no longer finite, and the search for its cause: slow, and run once, after the end.
struct Diagnosis {
  let learner: Learner
  let input: ModelInput
  let labels: [Float]
  let logits: Matrix
  let step: Int

  /// Of a loss that is not a finite number. Nothing was changed yet.
  func ofLoss() -> NonFiniteError {
    if let broken = ofInput() { return broken }
    if let tensor = learner.parameters.all.first(where: { !learner.parameters[$0].isFinite }) {
      return error("the tensor \(tensor.name)", "it was none before this step", remedy: nil)
    }
    return error(
      "the loss", "a logit is not one; weights or the numbers between layers have grown too large\(learningRate)")
  }

  /// Of weights, moments or state after a step.
  ///
  /// - Parameters:
  ///   - gradients: what the step went by, in the order in which the backward pass found them.
  ///   - state: what the pass wanted changed.
  func ofUpdate(_ gradients: [Gradient], _ state: [(Parameter, Matrix)]) -> NonFiniteError {
    if let broken = ofInput() { return broken }
    for gradient in gradients {
      guard let (parameter, group) = gradient.broken(in: learner.workspace) else { continue }
      let part = group.map { " (its part \($0) of \(parameter.shape[0]))" } ?? ""
      return error("the gradient of \(parameter.name)\(part)", "numbers on the way have grown too large\(learningRate)")
    }
    if let tensor = learner.parameters.all.first(where: { !learner.parameters[$0].isFinite }) {
      return error("the tensor \(tensor.name) after the step", "the step was too long\(learningRate)")
    }
    if let moment = learner.optimiser.state.first(where: { !$0.matrix.isFinite }) {
      return error(
        "the second moment of \(moment.parameter.name)",
        "a gradient is so large that its square is not one\(learningRate)")
    }
    if let (tensor, _) = state.first(where: { !$1.isFinite }) {
      return error("the state \(tensor.name)", "the rows of this batch led it there\(learningRate)")
    }
    return error("the norm of all gradients", "gradients have grown too large\(learningRate)")
  }

  private func ofInput() -> NonFiniteError? {
    if let row = labels.firstIndex(where: { !$0.isFinite }) {
      return NonFiniteError("a label", step: step, row: row, cause: "the input is wrong", remedy: nil)
    }
    guard let weights = input.bags.weights, let entry = weights.firstIndex(where: { !$0.isFinite }) else { return nil }
    let bag = (input.bags.starts.firstIndex { $0 > entry } ?? 1) - 1
    return NonFiniteError(
      "the weight of a value of feature \(bag % input.bags.fields)", step: step, row: bag / input.bags.fields,
      cause: "the input is wrong", remedy: nil)
  }

  private func error(_ what: String, _ cause: String, remedy: Remedy? = .smallerSteps) -> NonFiniteError {
    NonFiniteError(what, step: step, row: suspectedRow, cause: cause, remedy: remedy)
  }

  /// The first row whose logit is not a finite number, or the one whose logit is the largest.
  private var suspectedRow: Int? {
    let sizes = (0..<logits.rows).map { abs(logits[$0, 0]) }
    return sizes.firstIndex { !$0.isFinite } ?? sizes.indices.max { sizes[$0] < sizes[$1] }
  }

  private var learningRate: String { " (the learning rate is \(learner.optimiser.learningRate))" }
}
