import ClickLog
import Tensors

extension Predictor {
  /// Of a learner that is not trained as long as this predictor is used; after a training step make a new one.
  public init(_ learner: Learner) {
    self.init(learner.model, learner.parameters, generator: learner.generator, in: learner.workspace)
  }
}

extension Scorer {
  /// Of a learner that is not trained as long as this scorer is used.
  public init(_ learner: Learner, encoding: Encoding, cancellation: Cancellation = Cancellation()) {
    self.init(Predictor(learner), encoding: encoding, cancellation: cancellation)
  }
}
