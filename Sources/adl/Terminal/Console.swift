import ClickLog
import Logging

/// How long work talks to whoever started it: progress, and remarks through swift-log. Passed in, never global.
public struct Console: Sendable {
  public let progress: ProgressBar
  public let log: Logger

  /// On standard error.
  ///
  /// - Parameter quiet: no progress, and only errors.
  public init(quiet: Bool) {
    let progress = ProgressBar(quiet: quiet)
    self.progress = progress
    log = Logger(label: "adl") { _ in ProgressLogHandler(progress, level: quiet ? .error : .info) }
  }

  /// Into a logger of the caller's, without progress: for programs that use the library.
  public init(log: Logger) {
    progress = ProgressBar(quiet: true)
    self.log = log
  }
}

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
    progress.say(event.level >= .warning ? "\(event.level): \(message)" : message)
  }
}
