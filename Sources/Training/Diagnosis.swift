import ScenarioModels
import Tensors

/// A training step whose numbers broke, and who did it. Everything here is slow and runs once, when all is over.
struct Diagnosis {
  let learner: Learner
  let input: ModelInput
  let labels: [Float]
  let logits: Matrix
  let step: Int

  /// Of a loss that is not a finite number. Nothing was changed yet.
  func ofLoss() -> NumbersBroke {
    if let broken = ofInput() { return broken }
    if let tensor = learner.parameters.all.first(where: { !learner.parameters[$0].isFinite }) {
      return broke("the tensor \(tensor.name)", "it was none before this step")
    }
    return broke("the loss", "a logit is not one; weights or the numbers between layers have grown too large\(advice)")
  }

  /// Of weights, moments or state after a step.
  ///
  /// - Parameters:
  ///   - gradients: what the step went by, in the order in which the backward pass found them.
  ///   - state: what the pass wanted changed.
  func ofUpdate(_ gradients: [Gradient], _ state: [(Parameter, Matrix)]) -> NumbersBroke {
    if let broken = ofInput() { return broken }
    for gradient in gradients {
      guard let (parameter, group) = gradient.broken(in: learner.workspace) else { continue }
      let part = group.map { " (its part \($0) of \(parameter.shape[0]))" } ?? ""
      return broke("the gradient of \(parameter.name)\(part)", "numbers on the way have grown too large\(advice)")
    }
    if let tensor = learner.parameters.all.first(where: { !learner.parameters[$0].isFinite }) {
      return broke("the tensor \(tensor.name) after the step", "the step was too long\(advice)")
    }
    if let moment = learner.optimiser.state.first(where: { !$0.matrix.isFinite }) {
      return broke(
        "the second moment of \(moment.parameter.name)", "a gradient is so large that its square is not one\(advice)")
    }
    if let (tensor, _) = state.first(where: { !$1.isFinite }) {
      return broke("the state \(tensor.name)", "the rows of this batch led it there\(advice)")
    }
    return broke("the norm of all gradients", "gradients have grown too large\(advice)")
  }

  private func ofInput() -> NumbersBroke? {
    if let row = labels.firstIndex(where: { !$0.isFinite }) {
      return NumbersBroke("a label", step: step, row: row, cause: "the input is wrong")
    }
    guard let weights = input.bags.weights, let entry = weights.firstIndex(where: { !$0.isFinite }) else { return nil }
    let bag = (input.bags.starts.firstIndex { $0 > entry } ?? 1) - 1
    return NumbersBroke(
      "the weight of a value of feature \(bag % input.bags.fields)", step: step, row: bag / input.bags.fields,
      cause: "the input is wrong")
  }

  private func broke(_ what: String, _ cause: String) -> NumbersBroke {
    NumbersBroke(what, step: step, row: guiltyRow, cause: cause)
  }

  /// The first row whose logit is not a finite number, or the one whose logit is the largest.
  private var guiltyRow: Int? {
    let sizes = (0..<logits.rows).map { abs(logits[$0, 0]) }
    return sizes.firstIndex { !$0.isFinite } ?? sizes.indices.max { sizes[$0] < sizes[$1] }
  }

  private var advice: String {
    let rate = learner.optimiser.learningRate
    return
      " (the learning rate is \(rate)); a lower --learning-rate, --warm-up-steps 1000 or --clip-gradients 1 usually helps"
  }
}
