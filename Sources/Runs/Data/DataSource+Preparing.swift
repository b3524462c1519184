import ClickLog
import Evaluation
import Foundation
import LogChecks
import Training

/// The log in codes: of its own, of a run, or of a run that grow by it.
extension DataSource {
  /// The log in final codes, fitted to its training part.
  ///
  /// - Parameters:
  ///   - folder: where to put the store; nil for a temporary place that lasts as long as this value.
  ///   - dropDuplicates: leaves out exact copies of earlier rows, whatever the schema says.
  ///   - heldOut: a scenario to train without and to test on.
  public func prepare(
    into folder: URL? = nil, dropDuplicates: Bool = false, heldOut: String? = nil, seed: Int
  ) throws -> PreparedData {
    switch form {
    case .store(let url):
      guard folder == nil, !dropDuplicates else {
        throw LogError("this is a prepared store already; prepare the log itself", file: url.relativePath)
      }
      guard heldOut == nil else {
        throw LogError("this is a prepared store; a scenario can be held out of the log itself", file: url.relativePath)
      }
      return data(try PreparedLog.open(url))
    case .coded(let source):
      throw LogError("expected a schema to prepare with", file: source.files.first?.name)
    case .log(let source, var schema):
      if dropDuplicates { schema.dropDuplicates = true }
      let preparer = try LogPreparer(source: source, schema: schema, seed: UInt64(seed), heldOut: heldOut)
      return try prepare(preparer, into: folder)
    }
  }

  /// The log in the codes of a run.
  ///
  /// - Parameters:
  ///   - others: logs that other runs know, whose rows are split as for them.
  ///   - sampled: whether a log that the run does not know keeps as few rows without a click as its own.
  public func prepare(
    with encoding: Encoding, labelsRequired: Bool, knowing others: [KnownLog] = [], sampled: Bool = false
  ) throws -> PreparedData {
    switch form {
    case .store(let url): return data(try PreparedLog.open(url, as: encoding))
    case .log(let source, _), .coded(let source):
      var preparer = LogPreparer(source: source, encoding: encoding, labelsRequired: labelsRequired)
      preparer.otherLogs = others
      preparer.isSampled = sampled
      return try prepare(preparer, into: nil)
    }
  }

  /// A later log, to continue a run with: in the run's codes, which grow by it. Of a store that was appended to, what was
  /// appended since.
  ///
  /// - Parameter again: whether rows that the encoding knows are taken where there are no others.
  /// - Returns: nil if no rows are new to the encoding.
  /// - Throws: `LogError` where the schema's label, scenario or features are not the run's.
  public func prepare(growing encoding: Encoding, again: Bool = false, seed: Int) throws -> PreparedData? {
    switch form {
    case .store(let url):
      let log = try PreparedLog.open(url)
      do { _ = try Translation(from: encoding, to: log.encoding) } catch {
        throw LogError(
          "expected a store whose vocabulary is the run's, grown (\(error.problem))", file: url.relativePath,
          remedy: .appendToStore)
      }
      let isNew = log.part(.training, ofKnown: false, to: encoding.logs).rows > 0
      return isNew || again ? data(log.newer(than: encoding)) : nil
    case .coded(let source):
      return try new(LogPreparer(source: source, growing: encoding, seed: UInt64(seed)), to: encoding, again)
    case .log(let source, let schema):
      try schema.check(goesOn: encoding.schema, file: schemaName)
      return try new(
        LogPreparer(source: source, growing: encoding, split: schema.split, seed: UInt64(seed)), to: encoding, again)
    }
  }

  /// The log, in codes that grow by it; if the encoding knows it, in the codes that there are, or nil.
  private func new(_ preparer: LogPreparer, to encoding: Encoding, _ again: Bool) throws -> PreparedData? {
    let data = try prepare(preparer, into: nil)
    guard encoding.logs.log(data.log.fingerprint) != nil else { return data }
    return again ? try prepare(with: encoding, labelsRequired: true) : nil
  }

  /// Adds this log to a store.
  public func append(to store: URL, seed: Int) throws -> PreparedLog {
    let (source, split): (LogSource, Schema.Split?)
    switch form {
    case .store(let url): throw LogError("expected a log to append, found a store", file: url.relativePath)
    case .coded(let found): (source, split) = (found, nil)
    case .log(let found, let schema):
      try schema.check(goesOn: try PreparedLog.open(store).encoding.schema, file: schemaName)
      (source, split) = (found, schema.split)
    }
    return try reporting { progress in
      try PreparedLog.append(
        source, to: store, split: split, seed: UInt64(seed), preparation, progress: progress)
    }
  }

  private func prepare(_ preparer: LogPreparer, into folder: URL?) throws -> PreparedData {
    var preparer = preparer
    preparer.options = preparation
    // What is read for a temporary store goes with it.
    preparer.options.canGoOn = folder != nil
    preparer.options.lasts = folder != nil
    return data(
      try reporting {
        try preparer.prepare(into: folder ?? workplace.url.appendingPathComponent("store"), progress: $0)
      })
  }

  private func reporting(_ work: ((LogProgress) throws -> Void) throws -> PreparedLog) throws -> PreparedLog {
    let reporter = context.reporter
    var stage: LogProgress.Stage?
    let log = try work { read in
      if read.stage != stage {
        stage = read.stage
        reporter.begin(read.stage.words)
      }
      reporter.update(read.done, of: read.total, unit: read.stage.unit) {
        read.stage == .log || read.stage == .tables ? "\(Figures.count(read.rows)) rows" : ""
      }
      try context.cancellation.check()
    }
    reporter.end()
    for remark in log.remarks { reporter.remark(remark) }
    return log
  }

  /// With the truth, where it has a line for each row of the log.
  private func data(_ log: PreparedLog) -> PreparedData {
    let known = truth.flatMap { $0.probabilities.count == log.statistics.rowsRead ? $0 : nil }
    return PreparedData(log, named: name, truth: known, in: workplace)
  }
}
