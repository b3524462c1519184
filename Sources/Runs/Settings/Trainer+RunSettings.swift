import ClickLog
import Tensors
import Training

extension Trainer {
  /// Of a run's settings, the model's and training's.
  ///
  /// - Parameter workspace: nil for one of the settings' threads and precision.
  public init(
    _ settings: RunSettings, log: PreparedLog, in workspace: Workspace? = nil,
    cancellation: Cancellation = Cancellation()
  ) {
    self.init(
      settings.model, settings.modelSettings, settings.training, log: log,
      in: workspace ?? Workspace(threads: coreCount(settings.threads), precision: settings.precision),
      cancellation: cancellation)
  }
}
