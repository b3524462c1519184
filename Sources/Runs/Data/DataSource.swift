import ClickLog
import Evaluation
import Files
import Foundation
import LogChecks
import Tensors
import Training

/// A log as a user names it: a file or folder with its schema, a prepared store, standard input, or the simulated log.
public struct DataSource {
  /// The word for the built-in simulated log.
  public static let planted = "planted"
  /// The word for rows that come through a pipe.
  public static let standardInput = "-"

  private enum Form {
    case store(URL)
    case log(LogSource, Schema)
    /// To be coded with the encoding of a run.
    case coded(LogSource)

    /// With the running statistics that a recipe has, where the schema does not say.
    func counted(_ recipe: Recipe) -> Form {
      guard case .log(let source, var schema) = self, schema.statistics == nil, recipe != .paper else { return self }
      schema.statistics = .automatic(upTo: Recipe.mostRows)
      return .log(source, schema)
    }
  }
  /// A short name for run folders and titles.
  public let name: String
  private let form: Form
  /// The schema's path, where it was given.
  private let schemaName: String?
  private let truth: KnownTruth?
  private let workplace: TemporaryFolder
  private let preparation: PreparationOptions
  private let context: RunContext

  /// The log's files; nil for a prepared store.
  var log: LogSource? {
    switch form {
    case .store: nil
    case .log(let source, _), .coded(let source): source
    }
  }

  /// Finds the log and its schema. The simulated log is written, and standard input kept, in a temporary folder.
  ///
  /// - Parameters:
  ///   - data: a path, `planted` or `-`.
  ///   - schema: the schema's path; nil to take `schema.yaml` from the data's folder, or else to infer one.
  ///   - coding: for data that will be coded with a run's encoding: no schema is looked for.
  ///   - planted: settings of the simulated log.
  ///   - recipe: whether running statistics are counted where the schema does not say.
  /// - Throws: `Interruption`, `LogError` and the like, one line each.
  public static func open(
    _ data: String, schema: String? = nil, coding: Encoding? = nil, planted: PlantedSettings = PlantedSettings(),
    recipe: Recipe = .auto, preparation: PreparationOptions = PreparationOptions(), _ context: RunContext = RunContext()
  ) throws -> DataSource {
    let workplace = try TemporaryFolder()
    func source(_ name: String, _ form: Form, truth: KnownTruth? = nil) -> DataSource {
      DataSource(
        name: name, form: form.counted(recipe), schemaName: schema, truth: truth, workplace: workplace,
        preparation: preparation,
        context: context)
    }
    if data == Self.planted {
      guard schema == nil else { throw LogError("the simulated log has its own schema", remedy: .omitSchema) }
      let (log, truth) = try simulate(planted, in: workplace.url, context)
      return source(data, log, truth: truth)
    }
    let isPiped = data == standardInput
    let url = isPiped ? try spool(into: workplace.url, context.cancellation) : URL(fileURLWithPath: data)
    if PreparedLog.isStore(url) {
      guard schema == nil else {
        throw LogError("this is a prepared store; its schema is the one it was made with", file: data)
      }
      return source(name(of: url), .store(url))
    }
    let folder = url.isFolder ? url : url.deletingLastPathComponent()
    // What comes through a pipe has its side tables here.
    let tables = isPiped ? URL(fileURLWithPath: ".") : nil
    let form = try find(url, schema: schema, coding: coding, in: folder, tables: tables, context)
    // A user may have a file of that name for other ends; then there is no truth to compare with.
    let truth = folder.appendingPathComponent(KnownTruth.fileName)
    return source(
      name(of: url), form, truth: truth.exists ? try? KnownTruth.load(truth) : nil
    )
  }

  /// The log's files, and its schema where one is needed.
  private static func find(
    _ url: URL, schema: String?, coding: Encoding?, in folder: URL, tables: URL?, _ context: RunContext
  ) throws -> Form {
    if let coding { return .coded(try LogSource(data: url, schema: coding.schema, tables: tables)) }
    if let schema {
      let schema = try Schema.load(contentsOf: URL(fileURLWithPath: schema))
      let source = try LogSource(data: url, schema: schema, tables: tables)
      note(source, context)
      return .log(source, try spelled(schema, source, context))
    }
    let neighbour = folder.appendingPathComponent("schema.yaml")
    if url.exists, neighbour.exists {
      let schema = try Schema.load(contentsOf: neighbour)
      context.reporter.note("The schema is \(neighbour.relativePath).")
      let source = try LogSource(data: url, schema: schema)
      note(source, context)
      return .log(source, try spelled(schema, source, context))
    }
    let source = try LogSource(data: url, pattern: nil)
    note(source, context)
    if let builtIn = source.builtInSchema {
      context.reporter.note("This is \(builtIn.log); the schema is the built-in one.")
      return .log(source, builtIn.schema)
    }
    let (schema, note) = try Schema.infer(from: source)
    context.reporter.note(note, remedy: .writeSchema)
    return .log(source, schema)
  }

  /// The schema with its automatic features spelt out, and what was decided said.
  private static func spelled(_ schema: Schema, _ source: LogSource, _ context: RunContext) throws -> Schema {
    guard schema.autoFeatures else { return schema }
    let found = try schema.inferFeatures(from: source)
    context.reporter.note("Features found: \(found.note).")
    return found.schema
  }

  /// Says what was recognised of the files' form.
  private static func note(_ source: LogSource, _ context: RunContext) {
    guard !source.notes.isEmpty else { return }
    context.reporter.note("Recognised in \(source.files[0].name): \(source.notes.joined(separator: "; ")).")
  }

  private static func simulate(
    _ planted: PlantedSettings, in workplace: URL, _ context: RunContext
  ) throws -> (Form, KnownTruth) {
    let folder = workplace.appendingPathComponent("log")
    context.reporter.begin("simulating")
    try planted.write(to: folder) { rows, total in
      context.reporter.update(rows, of: total, unit: "rows")
      try context.cancellation.check()
    }
    context.reporter.end()
    let schema = try Schema.load(contentsOf: folder.appendingPathComponent("schema.yaml"))
    return (
      .log(try LogSource(data: folder, pattern: schema.log), schema),
      try KnownTruth.load(folder.appendingPathComponent(KnownTruth.fileName))
    )
  }

  /// A log is looked at more than once, so what comes through a pipe is kept in a file first.
  private static func spool(into folder: URL, _ cancellation: Cancellation) throws -> URL {
    let url = folder.appendingPathComponent("standard-input")
    try AtomicFile.write(to: url) { file in
      while let some = try FileHandle.standardInput.read(upToCount: 1 << 20), !some.isEmpty {
        try cancellation.check()
        try some.withUnsafeBytes { try file.write($0) }
      }
    }
    return url
  }

  /// For run folders: the file's or the folder's name, without what a pattern or an ending would bring in.
  private static func name(of url: URL) -> String {
    let parts = url.pathComponents.reversed()
    let plain = parts.first { !$0.contains { "*?[".contains($0) } } ?? "log"
    return plain.split(separator: ".").first.map(String.init) ?? plain
  }
}

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
