import ClickLog
import Files
import Foundation
import Training

/// How a run starts in its folder.
public enum RunStart: Sendable {
  /// From nothing; an unfinished run that is there goes.
  case anew
  /// With the unfinished run that is there.
  case resuming
}

extension RunFolder {
  /// Makes a run, in one scope: begins or resumes it, lets `body` write its files, and moves them up when `body` returns.
  ///
  /// If `body` throws, what it wrote stays in `unfinished`, where the run can be resumed; an earlier run in this folder
  /// stays good. For a caller that holds the lock.
  ///
  /// - Parameter body: is handed the folder to write to, with settings and vocabulary in it. It must write the metrics.
  /// - Throws: `LogError` if something other than a run is there, or an unfinished one on another log is to be resumed.
  public func write<R>(
    _ settings: RunSettings, _ encoding: Encoding, _ start: RunStart = .anew, _ body: (RunFolder) throws -> R
  ) throws -> R {
    switch start {
    case .anew: try begin(settings, encoding)
    case .resuming: try unfinished.check(isOf: encoding)
    }
    let result = try body(unfinished)
    try finish()
    return result
  }

  /// Starts an unfinished run with these settings and this encoding; one that is there goes.
  func begin(_ settings: RunSettings, _ encoding: Encoding) throws {
    try check()
    if needsRecovery { try moveUp() }
    try? FileManager.default.removeItem(at: beginning)
    try DurableFolder.make(beginning)
    let place = RunFolder(beginning)
    try encoding.save(to: place.vocabulary)
    try AtomicFile.write(settings.yaml(), to: place.settings)
    try DurableFolder.put(beginning, at: unfinished.url)
  }

  /// Moves the unfinished run's files up; from then on this is a finished run.
  func finish() throws {
    try DurableFolder.sync(unfinished.url)
    try AtomicFile.write("", to: unfinished.done)
    try moveUp()
  }

  /// Completes a finish that was cut off between two moves, where one was.
  ///
  /// - Parameter lock: of this folder, for a caller that has it; nil to take it.
  public func recover(holding lock: FolderLock? = nil) throws {
    guard needsRecovery else { return }
    try withExtendedLifetime(try lock ?? self.lock()) { if needsRecovery { try moveUp() } }
  }

  private func moveUp() throws {
    let files = FileManager.default
    let from = unfinished
    let parts: [(URL, URL)] = [
      (from.settings, settings), (from.vocabulary, vocabulary), (from.model, model), (from.moments, moments),
      (from.calibration, calibration), (from.history, history),
      (from.report, report), (from.baseline.url, baseline.url), (from.metrics, metrics),
    ]
    do {
      if from.metrics.exists, isFinished {
        try files.removeItem(at: metrics)
        // The old run's; the new one brings its own if it has one.
        for old in [baseline.url, moments, calibration] where old.exists { try files.removeItem(at: old) }
      }
      for (source, target) in parts where source.exists {
        if target.exists { try files.removeItem(at: target) }
        try files.moveItem(at: source, to: target)
      }
      try DurableFolder.syncEntries(of: url)
      // The mark goes last: until then a recovery continues here.
      for name in try files.contentsOfDirectory(atPath: from.url.path) where name != from.done.lastPathComponent {
        try files.removeItem(at: from.url.appendingPathComponent(name))
      }
      try files.removeItem(at: from.url)
    } catch let error as WriteError {
      throw error
    } catch {
      throw WriteError(
        "\(url.relativePath): the run's files cannot be moved: \(error.localizedDescription); "
          + "all of them are there, and the next command on this run tries again")
    }
  }
}
