import ClickLog
import Logging

/// Writes remarks as plain lines that do not tear the progress bar.
struct ProgressLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  private let progress: ProgressBar

  init(_ progress: ProgressBar, level: Logger.Level) {
    self.progress = progress
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let message = LogError.line("\(event.message)")
    progress.write(event.level >= .warning ? "\(event.level): \(message)" : message)
  }
}
