import ClickLog
import Evaluation
import Foundation
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

  /// - Parameters:
  ///   - data: a path, or `planted`.
  ///   - schema: the schema's path; nil to take `schema.yaml` from the data's folder, or else to infer one.
  ///   - coding: for data that will be coded with a run's encoding: no schema is looked for.
  ///   - planted: settings of the simulated log.
  /// - Throws: `LogError` and the like, one line each.
  public init(
    _ data: String, schema: String? = nil, coding: Encoding? = nil, planted: PlantedLog.Settings = .init(),
    _ console: Console
  ) throws {
    self.console = console
    let progress = console.progress
    workplace = try TemporaryFolder()
    guard data != Self.planted else {
      guard schema == nil else { throw LogError("--schema is not for the simulated log; it has its own") }
      let folder = workplace.url.appendingPathComponent("log")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
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
    let url = URL(fileURLWithPath: data)
    name = url.deletingPathExtension().lastPathComponent
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
      form = .coded(try LogSource(data: url, pattern: coding.schema.log))
    } else if let schema {
      let schema = try Schema.load(contentsOf: URL(fileURLWithPath: schema))
      form = .log(try LogSource(data: url, pattern: schema.log), schema)
    } else if exists, FileManager.default.fileExists(atPath: neighbour.path) {
      let schema = try Schema.load(contentsOf: neighbour)
      console.log.info("The schema is \(neighbour.relativePath).")
      form = .log(try LogSource(data: url, pattern: schema.log), schema)
    } else {
      let source = try LogSource(data: url, pattern: nil)
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

  /// The simulated truth, where it lies beside this log and has a line for each of its rows.
  public func truth(for log: PreparedLog) -> PlantedTruth? {
    truth.flatMap { $0.probabilities.count == log.statistics.rowsRead ? $0 : nil }
  }

  /// The log in the codes of a run.
  public func prepare(
    with encoding: Encoding, labelsRequired: Bool
  ) throws -> PreparedLog {
    switch form {
    case .store(let url):
      let log = try PreparedLog.open(url)
      guard log.encoding == encoding else {
        throw LogError(
          "expected a store prepared with this run's vocabulary; give the log itself", file: url.relativePath)
      }
      return log
    case .log(let source, _), .coded(let source):
      let preparer = LogPreparer(source: source, encoding: encoding, labelsRequired: labelsRequired)
      return try prepare(preparer, into: nil)
    }
  }

  private func prepare(_ preparer: LogPreparer, into folder: URL?) throws -> PreparedLog {
    let progress = console.progress
    progress.begin("reading")
    let log = try preparer.prepare(into: folder ?? workplace.url.appendingPathComponent("store")) { read in
      progress.update(
        read.bytesDone, of: read.bytesTotal, unit: "bytes", note: "\(Figures.count(read.rows)) rows")
      try Interruption.check()
    }
    progress.clear()
    for remark in log.remarks { console.log.info("\(remark)") }
    return log
  }
}
