import Foundation

/// When training saves its state: every so many steps, and after so many minutes.
struct CheckpointTimes {
  private let steps: Int
  private let minutes: Double
  private var lastTime = ContinuousClock().now
  /// The last step that was saved in this process.
  private(set) var lastStep: Int?

  init(_ settings: TrainingSettings) {
    steps = settings.checkpointSteps
    minutes = settings.checkpointMinutes
  }

  /// Whether to save now; the answer yes is taken as done.
  mutating func isDue(afterStep step: Int) -> Bool {
    guard steps > 0 && step % steps == 0 || isOld else { return false }
    lastTime = ContinuousClock().now
    lastStep = step
    return true
  }

  /// The same at the end of an epoch, where its history and its best weights are worth saving, too.
  mutating func isDueAfterEpoch() -> Bool {
    guard steps > 0 || isOld else { return false }
    lastTime = ContinuousClock().now
    return true
  }

  private var isOld: Bool { minutes > 0 && (ContinuousClock().now - lastTime).seconds >= minutes * 60 }
}
