import ClickLog
import Evaluation
import Foundation
import SimulatedLogs
import Tensors

/// What a user points the program at: a log file or folder with its schema, a prepared store, or `planted`.
public struct DataSource {
  /// The word for the built-in simulated log.
  public static let planted = "planted"

  private var truth: PlantedTruth?
  /// A short name for run folders and titles.
  public let name: String

  private enum Form {
    case store(URL)
    case log(LogSource, Schema)
    /// To be coded with the encoding of a run.
    case coded(LogSource)
  }
  private let form: Form
  private let workplace: TemporaryFolder
  private let console: Console
  private let preparation: PreparationOptions

  /// - Parameters:
  ///   - data: a path, or `planted`.
  ///   - schema: the schema's path; nil to take `schema.yaml` from the data's folder, or else to infer one.
  ///   - coding: for data that will be coded with a run's encoding: no schema is looked for.
  ///   - planted: settings of the simulated log.
  /// - Throws: `LogError` and the like, one line each.
  public init(
    _ data: String, schema: String? = nil, coding: Encoding? = nil, planted: PlantedLog.Settings = .init(),
    preparation: PreparationOptions = PreparationOptions(), _ console: Console
  ) throws {
    self.console = console
    self.preparation = preparation
    let progress = console.progress
    workplace = try TemporaryFolder()
    guard data != Self.planted else {
      guard schema == nil else { throw LogError("--schema is not for the simulated log; it has its own") }
      let folder = workplace.url.appendingPathComponent("log")
      progress.begin("simulating")
      _ = try PlantedLog(planted).write(to: folder) { rows in
        progress.update(rows, of: planted.rows, unit: "rows")
        try Interruption.check()
      }
      progress.clear()
      let schema = try Schema.load(contentsOf: folder.appendingPathComponent("schema.yaml"))
      form = .log(try LogSource(data: folder, pattern: schema.log), schema)
      truth = try PlantedTruth.load(folder.appendingPathComponent("truth.csv"))
      name = data
      return
    }
    let isPiped = data == Self.standardInput
    let url = isPiped ? try Self.spool(into: workplace.url) : URL(fileURLWithPath: data)
    // What comes through a pipe has its side tables here.
    let here = isPiped ? URL(fileURLWithPath: ".") : nil
    name = Self.name(of: url)
    if PreparedLog.isStore(url) {
      guard schema == nil else {
        throw LogError("this is a prepared store; its schema is the one it was made with", file: data)
      }
      form = .store(url)
      return
    }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    let folder = isFolder.boolValue ? url : url.deletingLastPathComponent()
    let neighbour = folder.appendingPathComponent("schema.yaml")
    if let coding {
      form = .coded(try LogSource(data: url, pattern: coding.schema.log, tables: here))
    } else if let schema {
      let schema = try Schema.load(contentsOf: URL(fileURLWithPath: schema))
      form = .log(try LogSource(data: url, pattern: schema.log, tables: here), schema)
    } else if exists, FileManager.default.fileExists(atPath: neighbour.path) {
      let schema = try Schema.load(contentsOf: neighbour)
      console.log.info("The schema is \(neighbour.relativePath).")
      form = .log(try LogSource(data: url, pattern: schema.log), schema)
    } else {
      let source = try LogSource(data: url, pattern: nil)
      if source.isAliCCP {
        console.log.info("This is Ali-CCP as it is published; the schema is the built-in one.")
        form = .log(source, Schema.aliCCP)
        return
      }
      let (schema, note) = try Schema.infer(from: source)
      console.log.info("\(note)")
      form = .log(source, schema)
    }
    let truthFile = folder.appendingPathComponent("truth.csv")
    // A user may have a file of that name for other ends; then there is no truth to compare with.
    if FileManager.default.fileExists(atPath: truthFile.path) { truth = try? PlantedTruth.load(truthFile) }
  }

  /// The log in final codes, fitted to its training part.
  ///
  /// - Parameters:
  ///   - folder: where to put the store; nil for a temporary place that lasts as long as this value.
  ///   - dropDuplicates: leaves out exact copies of earlier rows, whatever the schema says.
  ///   - heldOut: a scenario to train without and to test on.
  public func prepare(
    into folder: URL? = nil, dropDuplicates: Bool = false, heldOut: String? = nil, seed: Int
  ) throws -> PreparedLog {
    switch form {
    case .store(let url):
      guard folder == nil, !dropDuplicates else {
        throw LogError("this is a prepared store already; prepare the log itself", file: url.relativePath)
      }
      guard heldOut == nil else {
        throw LogError("this is a prepared store; a scenario can be held out of the log itself", file: url.relativePath)
      }
      return try PreparedLog.open(url)
    case .coded(let source):
      throw LogError("expected a schema to prepare with", file: source.files.first?.name)
    case .log(let source, var schema):
      if dropDuplicates { schema.dropDuplicates = true }
      let preparer = try LogPreparer(source: source, schema: schema, seed: UInt64(seed), heldOut: heldOut)
      return try prepare(preparer, into: folder)
    }
  }

  /// The log in the codes of a run.
  public func prepare(with encoding: Encoding, labelsRequired: Bool) throws -> PreparedLog {
    switch form {
    case .store(let url): return try PreparedLog.open(url, as: encoding)
    case .log(let source, _), .coded(let source):
      let preparer = LogPreparer(source: source, encoding: encoding, labelsRequired: labelsRequired)
      return try prepare(preparer, into: nil)
    }
  }

  /// A later log, to go on with from a run: in the run's codes, which grow by it. Of a store that was appended to, what was
  /// appended since.
  public func prepare(growing encoding: Encoding, seed: Int) throws -> PreparedLog {
    switch form {
    case .store(let url):
      let log = try PreparedLog.open(url)
      guard log.encoding.extends(encoding) else {
        throw LogError(
          "expected a store whose vocabulary is the run's, grown (adl prepare --append); or give the log itself",
          file: url.relativePath)
      }
      return log.newer(than: encoding)
    case .coded(let source):
      return try prepare(LogPreparer(source: source, growing: encoding, seed: UInt64(seed)), into: nil)
    case .log(let source, let schema):
      return try prepare(
        LogPreparer(source: source, growing: encoding, split: schema.split, seed: UInt64(seed)), into: nil)
    }
  }

  /// Adds this log to a store.
  public func append(to store: URL, seed: Int) throws -> PreparedLog {
    let (source, split): (LogSource, Schema.Split?)
    switch form {
    case .store(let url): throw LogError("expected a log to append, found a store", file: url.relativePath)
    case .coded(let found): (source, split) = (found, nil)
    case .log(let found, let schema): (source, split) = (found, schema.split)
    }
    return try showing { progress in
      try PreparedLog.append(
        source, to: store, split: split, seed: UInt64(seed), preparation, progress: progress)
    }
  }

  private func prepare(_ preparer: LogPreparer, into folder: URL?) throws -> PreparedLog {
    var preparer = preparer
    preparer.options = preparation
    // What is read for a temporary store goes with it.
    preparer.options.canGoOn = folder != nil
    return try showing {
      try preparer.prepare(into: folder ?? workplace.url.appendingPathComponent("store"), progress: $0)
    }
  }

  private func showing(_ work: ((LogProgress) throws -> Void) throws -> PreparedLog) throws -> PreparedLog {
    let progress = console.progress
    var stage: LogProgress.Stage?
    let log = try work { read in
      if read.stage != stage {
        stage = read.stage
        progress.begin(read.stage.words)
      }
      progress.update(
        read.done, of: read.total, unit: read.stage.unit,
        note: read.stage == .log || read.stage == .tables ? "\(Figures.count(read.rows)) rows" : "")
      try Interruption.check()
    }
    progress.clear()
    for remark in log.remarks { console.log.info("\(remark)") }
    return log
  }

  /// The simulated truth, where it lies beside this log and has a line for each of its rows.
  public func truth(for log: PreparedLog) -> PlantedTruth? {
    truth.flatMap { $0.probabilities.count == log.statistics.rowsRead ? $0 : nil }
  }

  /// For run folders: the file's or the folder's name, without what a pattern or an ending would bring in.
  private static func name(of url: URL) -> String {
    let parts = url.pathComponents.reversed()
    let plain = parts.first { !$0.contains { "*?[".contains($0) } } ?? "log"
    return plain.split(separator: ".").first.map(String.init) ?? plain
  }

  /// The word for rows that come through a pipe.
  public static let standardInput = "-"

  /// A log is looked at more than once, so what comes through a pipe is kept in a file first.
  private static func spool(into folder: URL) throws -> URL {
    let url = folder.appendingPathComponent("standard-input")
    try AtomicFile.write(to: url) { file in
      while let some = try FileHandle.standardInput.read(upToCount: 1 << 20), !some.isEmpty {
        try Interruption.check()
        try some.withUnsafeBytes { try file.write($0) }
      }
    }
    return url
  }
}

extension LogProgress.Stage {
  /// What is being done, for a progress bar.
  fileprivate var words: String {
    switch self {
    case .tables: "reading side tables"
    case .log: "reading"
    case .copies: "looking for copies"
    case .rows: "splitting"
    case .vocabulary: "fitting vocabularies"
    case .store: "writing"
    }
  }

  fileprivate var unit: String {
    switch self {
    case .tables, .log: "bytes"
    case .copies: "parts"
    case .rows: "rows"
    case .vocabulary: "fields"
    case .store: "columns"
    }
  }
}
