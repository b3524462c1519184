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

  enum Form {
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
  let form: Form
  /// The schema's path, where it was given.
  let schemaName: String?
  let truth: KnownTruth?
  let workplace: TemporaryFolder
  let preparation: PreparationOptions
  let context: RunContext

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
