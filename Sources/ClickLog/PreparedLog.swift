import Foundation

/// A log in its final codes: a folder of columns, mapped into memory.
///
/// Its rows lie in three sections, training, validation and test, each in the order of the input.
public final class PreparedLog: Sendable {
  public let folder: URL
  public let encoding: Encoding
  public let statistics: LogStatistics
  /// A hash of the text it was made from: equal for equal text, also plain and gzip.
  public let fingerprint: UInt64
  /// Whether there are labels (in a log prepared for prediction there may be none).
  public let labelled: Bool
  /// Whether the schema named sessions. If not, each row is a session of its own.
  public let hasSessions: Bool

  let columns: StoreColumns
  private let sizes: [Int]
  private let clicks: [Int]

  /// Rows in all parts.
  public var rows: Int { sizes.reduce(0, +) }

  /// Whether a folder looks like a store.
  public static func isStore(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(StoreManifest.fileName).path)
  }

  /// Opens a store. Throws `LogError` if a file is missing, shorter than it must be, changed, or does not fit.
  public static func open(_ folder: URL) throws -> PreparedLog { try PreparedLog(folder) }

  private init(_ folder: URL) throws {
    let manifest = try JSONFile.read(StoreManifest.self, folder.appendingPathComponent(StoreManifest.fileName))
    func wrong(_ problem: String) -> LogError { LogError(problem, file: StoreManifest.fileName) }
    guard manifest.format == StoreManifest.formatName else { throw wrong("this is not a store of this program") }
    guard manifest.version == StoreManifest.currentVersion else {
      throw wrong("expected version \(StoreManifest.currentVersion), found \(manifest.version); prepare the log again")
    }
    guard manifest.rows.count == 3, manifest.clicks.count == 3,
      manifest.rows.allSatisfy({ (0...Int(UInt32.max)).contains($0) }),
      zip(manifest.clicks, manifest.rows).allSatisfy({ (0...$1).contains($0) }),
      let fingerprint = Fingerprint.read(manifest.fingerprint)
    else { throw wrong("its row counts make no sense") }
    encoding = try Encoding.load(from: folder.appendingPathComponent(StoreManifest.vocabulary))
    guard manifest.fields.map(\.name) == encoding.fields.map(\.name),
      manifest.fields.map(\.rows) == encoding.fields.map(\.rows)
    else { throw wrong("its fields do not fit the vocabulary") }
    columns = try StoreColumns(manifest, encoding: encoding, folder: folder)
    self.folder = folder
    self.fingerprint = fingerprint
    statistics = manifest.statistics
    labelled = manifest.labelled
    hasSessions = manifest.sessions != nil
    sizes = manifest.rows
    clicks = manifest.clicks
  }

  /// One part, its rows in the order of the input.
  public func part(_ name: PartName) -> LogPart {
    let first = sizes[..<name.rawValue].reduce(0, +)
    return LogPart(log: self, sections: [first..<first + sizes[name.rawValue]], clicks: clicks[name.rawValue])
  }

  /// All rows, in the order of the input across the parts, as a prediction wants them.
  public var all: LogPart {
    var first = 0
    let sections = sizes.map { size in
      defer { first += size }
      return first..<first + size
    }
    return LogPart(log: self, sections: sections, clicks: clicks.reduce(0, +))
  }
}

/// The mapped columns of a store, known to fit one another and the vocabulary.
struct StoreColumns: Sendable {
  let labels: MappedColumn
  let scenarios: MappedColumn
  let sessions: MappedColumn?
  let rowNumbers: MappedColumn
  let fields: [Field]

  struct Field: Sendable {
    /// Added to the column's rows, to find them in the table of all fields.
    let offset: Int
    let ids: MappedColumn
    /// Where a field has several values, one more than there are rows.
    let starts: MappedColumn?
  }

  init(_ manifest: StoreManifest, encoding: Encoding, folder: URL) throws {
    let rows = manifest.rows.reduce(0, +)
    labels = try MappedColumn(manifest.labels, in: folder, count: rows)
    scenarios = try MappedColumn(manifest.scenarios, in: folder, count: rows)
    sessions = try manifest.sessions.map { try MappedColumn($0, in: folder, count: rows) }
    rowNumbers = try MappedColumn(manifest.rowNumbers, in: folder, count: rows)
    fields = try zip(manifest.fields, encoding.fields).map { stored, field in
      guard (stored.starts != nil) == field.multiValued else {
        throw LogError("the field \(field.name) does not fit the vocabulary", file: StoreManifest.fileName)
      }
      let starts = try stored.starts.map { try MappedColumn($0, in: folder, count: rows + 1) }
      let ids = try MappedColumn(stored.ids, in: folder, count: starts.map { $0[rows] } ?? rows)
      return Field(offset: field.offset, ids: ids, starts: starts)
    }
  }
}
