import ClickLog
import Tensors
import Training

extension Trainer {
  /// Of a run's settings, the model's and training's.
  public init(
    _ settings: RunSettings, log: PreparedLog, in workspace: Workspace, cancellation: Cancellation = Cancellation()
  ) {
    self.init(
      settings.model, settings.modelSettings, settings.training, log: log, in: workspace, cancellation: cancellation)
  }
}
