import Training

extension CommonOptions {
  /// What the command's work is handed: this terminal to report to, and what a signal cancels.
  var context: RunContext { RunContext(reporter: console, cancellation: Signals.cancellation) }
}

extension RunContext {
  /// A stage of a command: reported from its beginning to its end, and cancelled by a signal.
  ///
  /// - Parameter body: is handed what takes the work done, and of how much.
  func stage<R>(
    _ name: String, unit: String, _ body: (_ progress: @escaping (Int, Int) throws -> Void) throws -> R
  ) throws -> R {
    reporter.begin(name)
    defer { reporter.end() }
    return try body { done, total in
      reporter.update(done, of: total, unit: unit)
      try cancellation.check()
    }
  }
}
