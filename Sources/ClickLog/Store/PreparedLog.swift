import Files
import Foundation

/// A log in its final codes: a folder of columns, mapped into memory.
///
/// Its rows lie in sections, each in the order of the input: training, validation and test, and three more for each log
/// that was appended.
public final class PreparedLog: Sendable {
  public let folder: URL
  public let encoding: Encoding
  public let statistics: LogStatistics
  /// A hash of what the log says in the columns that were used: equal for equal logs, whatever form their files have.
  public let fingerprint: UInt64
  /// Whether there are labels (in a log prepared for prediction there may be none).
  public let labelled: Bool
  /// Whether the schema named sessions. If not, each row is a session of its own.
  public let hasSessions: Bool

  let columns: StoreColumns
  let sections: [StoreSection]
  /// The logs whose rows are here, in the order in which they came.
  public let logs: [StoreLog]
  /// If not nil, parts are the rows of other logs than these, where there are any.
  private let known: [KnownLog]?

  /// Whether labels are 0 or 1, and no shares of a row.
  public var hasBinaryLabels: Bool { columns.binaryLabels }

  /// Whether labels are shares of the impressions that rows stand for, which are in the rows' weights then.
  public var hasCountedLabels: Bool { columns.countedLabels }

  /// Rows in all parts.
  public var rows: Int { sections.reduce(0) { $0 + $1.rows } }

  /// Whether a folder looks like a store.
  public static func isStore(_ folder: URL) -> Bool {
    folder.appendingPathComponent(StoreManifest.fileName).exists
  }

  /// Opens a store.
  ///
  /// - Parameter encoding: the encoding of a run, if rows are to be numbered as there; the store's own has to be an earlier
  ///   state of it, or a later one, whose newer values are unknown then.
  /// - Throws: `LogError` if a file is missing, shorter than it must be, changed, or does not fit.
  public static func open(_ folder: URL, as encoding: Encoding? = nil) throws -> PreparedLog {
    try PreparedLog(folder, as: encoding)
  }

  private init(_ folder: URL, as other: Encoding?) throws {
    let manifest = try StoreManifest.read(folder)
    func wrong(_ problem: String) -> LogError { LogError(problem, file: StoreManifest.fileName) }
    guard let fingerprint = Fingerprint.read(manifest.fingerprint) else {
      throw wrong("its fingerprint makes no sense")
    }
    let own = try Encoding.load(from: folder.appendingPathComponent(StoreManifest.vocabulary))
    guard manifest.fields.map(\.name) == own.fields.map(\.name), manifest.fields.map(\.rows) == own.fields.map(\.rows)
    else { throw wrong("its fields do not fit the vocabulary") }
    encoding = other ?? own
    // In its own codes nothing is to be translated, and vocabularies may be large.
    let translation: Translation?
    do { translation = try other.map { try Translation(from: own, to: $0) } } catch let error as LogError {
      throw LogError(
        "expected a store prepared with this run's vocabulary, or with an earlier or later state of it (\(error.problem)); "
          + "give the log itself", file: folder.relativePath)
    }
    columns = try StoreColumns(manifest, encoding: encoding, own: own, translation, folder: folder)
    self.folder = folder
    self.fingerprint = fingerprint
    statistics = manifest.statistics
    labelled = manifest.labelled
    hasSessions = manifest.sessions != nil
    sections = manifest.sections
    logs = manifest.logs
    known = nil
  }

  private init(_ log: PreparedLog, without known: [KnownLog]) {
    (folder, encoding, statistics, fingerprint) = (log.folder, log.encoding, log.statistics, log.fingerprint)
    (labelled, hasSessions, columns, sections) = (log.labelled, log.hasSessions, log.columns, log.sections)
    logs = log.logs
    self.known = known
  }

  /// The same log, each part without the rows that an encoding knows already; a part to which nothing was added since stays
  /// whole.
  public func newer(than encoding: Encoding) -> PreparedLog { PreparedLog(self, without: encoding.logs) }

  /// One part, its rows in the order of the input, the logs that were appended after the first.
  public func part(_ name: PartName) -> LogPart {
    if let known {
      let new = part(name, ofKnown: false, to: known)
      if new.rows > 0 { return new }
    }
    return part { $0.part == name.rawValue }
  }

  /// All rows, in the order of the input across the parts, as a prediction wants them.
  public var all: LogPart { part { _ in true } }

  /// The rows of one part, or of all, that are of logs that an encoding knows, or of others.
  public func part(_ name: PartName? = nil, ofKnown isKnown: Bool, to logs: [KnownLog]) -> LogPart {
    part(name, ofLogs: Set(self.logs.filter { $0.isKnown(to: logs) == isKnown }.map(\.generation)))
  }

  /// Rows of one of the logs in all parts.
  public func rowCount(of log: StoreLog) -> Int { part(ofLogs: [log.generation]).rows }

  /// The rows of one part, or of all, of some logs.
  func part(_ name: PartName? = nil, ofLogs generations: Set<Int>) -> LogPart {
    part { (name == nil || $0.part == name?.rawValue) && generations.contains($0.generation) }
  }

  private func part(where belongs: (StoreSection) -> Bool) -> LogPart {
    var first = 0
    var ranges: [Range<Int>] = []
    var clicks = 0
    for section in sections {
      if belongs(section), section.rows > 0 {
        ranges.append(first..<first + section.rows)
        clicks += section.clicks
      }
      first += section.rows
    }
    return LogPart(log: self, sections: ranges, clicks: clicks)
  }
}

extension StoreManifest {
  /// Reads a store's manifest. Throws `LogError` if it is not one that this program can read.
  static func read(_ folder: URL) throws -> StoreManifest {
    let url = folder.appendingPathComponent(fileName)
    func wrong(_ problem: String) -> LogError { LogError(problem, file: fileName) }
    let manifest: StoreManifest
    do {
      manifest = try JSONFile.read(StoreManifest.self, url, formatName, version: currentVersion)
    } catch { throw LogError(error) }
    let most = Int(UInt32.max)
    guard
      manifest.sections.allSatisfy({
        // A row of counts has many clicks.
        (0...most).contains($0.rows) && $0.clicks >= 0 && ($0.clicks <= $0.rows || manifest.labels.bound == 0)
          && PartName(rawValue: $0.part) != nil
      }), manifest.sections.reduce(0, { $0 + $1.rows }) <= most
    else { throw wrong("its row counts make no sense") }
    return manifest
  }
}
