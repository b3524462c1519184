import ClickLog
import Logging
import Training

/// The terminal as a reporter: progress, and remarks through swift-log, on standard error.
struct Console: Reporter {
  let progress: ProgressBar
  let logger: Logger

  /// - Parameter quiet: no progress, and only errors.
  init(quiet: Bool) {
    let progress = ProgressBar(quiet: quiet)
    self.progress = progress
    logger = Logger(label: "adl") { _ in ProgressLogHandler(progress, level: quiet ? .error : .info) }
  }

  func begin(_ stage: String, done: Int) { progress.begin(stage, done: done) }

  func update(_ done: Int, of total: Int, unit: String, note: () -> String) {
    progress.update(done, of: total, unit: unit, note: note())
  }

  func end() { progress.clear() }

  func remark(_ remark: Remark) {
    let line = remark.remedy?.added(to: remark.text) ?? remark.text
    logger.log(level: remark.severity == .warning ? .warning : .info, "\(line)")
  }

  func observer(of training: TrainingTask) -> any TrainingObserver { TrainingDisplay(training, progress, self) }
}
