import ClickLog
import Evaluation
import Foundation

/// What is in a prepared store, for people and as JSON.
public struct StoreSummary: Encodable {
  struct Part: Encodable {
    let rows: Int
    let clicks: Int
    /// Each row counting as much as its weight; nil without rows.
    let clickRate: Double?
    /// The first and the last row's time, where the schema names one.
    let from: String?
    let to: String?
  }

  struct Field: Encodable {
    let name: String
    let group: String?
    let kind: String
    /// Rows of the embedding table: its values that are known, and one for all others.
    let rows: Int
    /// The share of the training rows that have a value.
    let coverage: Double?
    let valuesPerRow: Double?
    let unknownShareOfTest: Double?
    /// The most frequent values in training, with how often they were seen.
    let frequent: [Value]
    /// Of hashed values: about what share of them share their row with another.
    let collisions: Double?

    struct Value: Encodable {
      let value: String
      let count: Int
    }
  }

  struct Scenario: Encodable {
    let name: String
    let rows: Int
    let clicks: Int
    let clickRate: Double?
  }

  /// A log that was prepared or appended.
  struct Log: Encodable {
    let rows: Int
    /// When its rows happened, where the schema names a time.
    let from: String?
    let to: String?
  }

  /// What preparing took, if it was done just now.
  public struct Preparation: Encodable, Sendable {
    public let seconds: Double
    public let rowsPerSecond: Double

    public init(rows: Int, seconds: Double) {
      self.seconds = seconds
      rowsPerSecond = seconds > 0 ? Double(rows) / seconds : 0
    }
  }

  public var preparation: Preparation?
  let rows: Int
  let badRows: Int
  let duplicates: Int
  let contradictions: Int
  let parts: [String: Part]
  /// In the order in which they came.
  let logs: [Log]
  let fields: [Field]
  let embeddingRows: Int
  /// Of the training part.
  let scenarios: [Scenario]
  let fingerprint: String

  public init(_ log: PreparedLog) {
    rows = log.rows
    badRows = log.statistics.badRows
    duplicates = log.statistics.duplicates
    contradictions = log.statistics.contradictions
    parts = Dictionary(
      uniqueKeysWithValues: PartName.allCases.map { name in
        let (part, times) = (log.part(name), log.statistics.times?.ranges[name.rawValue])
        let rate = part.rows > 0 ? part.clickRate : nil
        return (
          "\(name)", Part(rows: part.rows, clicks: part.clicks, clickRate: rate, from: times?.from, to: times?.to)
        )
      })
    logs = log.logs.map { Log(rows: log.rowCount(of: $0), from: $0.times?.from, to: $0.times?.to) }
    fields = log.encoding.fields.enumerated().map { index, field in
      let known = log.statistics.fields.indices.contains(index) ? log.statistics.fields[index] : nil
      return Field(field, known)
    }
    embeddingRows = log.encoding.totalRows
    scenarios = zip(log.encoding.scenarios, log.part(.training).scenarioCounts()).map { name, count in
      Scenario(
        name: name, rows: count.rows, clicks: count.clicks, clickRate: count.rows > 0 ? count.clickRate : nil)
    }
    fingerprint = String(log.fingerprint, radix: 16)
  }

  /// The parts, in the order of time.
  public var partLines: [(name: String, rows: Int, clicks: Int, clickRate: Double?)] {
    PartName.allCases.compactMap { name in parts["\(name)"].map { ("\(name)", $0.rows, $0.clicks, $0.clickRate) } }
  }

  /// A field in words, one line of a table.
  public struct FieldLine {
    public let name: String
    public let kind: String
    public let group: String
    public let rows: Int
    public let coverage: Double?
    public let valuesPerRow: Double?
    public let unknown: Double?
    public let frequent: String
  }

  public var fieldLines: [FieldLine] {
    fields.map { field in
      FieldLine(
        name: field.name, kind: field.kind, group: field.group ?? "", rows: field.rows, coverage: field.coverage,
        valuesPerRow: field.kind.hasPrefix("ids") ? field.valuesPerRow : nil, unknown: field.unknownShareOfTest,
        frequent: field.frequent.prefix(3).map { "\($0.value.prefix(16)) (\(Figures.count($0.count)))" }
          .joined(separator: ", "))
    }
  }

  /// The logs that the store was made of, where they are several.
  public var logLines: [(rows: Int, from: String?, to: String?)] {
    logs.count > 1 ? logs.map { ($0.rows, $0.from, $0.to) } : []
  }

  public var scenarioLines: [(name: String, rows: Int, clickRate: Double?)] {
    scenarios.sorted { ($1.rows, $0.name) < ($0.rows, $1.name) }.map { ($0.name, $0.rows, $0.clickRate) }
  }
}

extension StoreSummary.Field {
  fileprivate init(_ field: ClickLog.Field, _ known: LogStatistics.UnknownShare?) {
    let hashed: HashBuckets? = if case .hashed(let buckets)? = field.values { buckets } else { nil }
    switch field.coding {
    case .single: kind = hashed == nil ? "id" : "id, hashed"
    case .several: kind = hashed == nil ? "ids" : "ids, hashed"
    case .number: kind = "number"
    }
    name = field.name
    group = field.group
    rows = field.rows
    coverage = known?.missing.first.map { 1 - $0 }
    valuesPerRow = known?.valuesPerRow
    unknownShareOfTest = known?.shares.last
    collisions = hashed?.collisions
    if case .vocabulary(let vocabulary)? = field.values {
      // Rows are in the order of frequency, but for those that a later log added.
      let top = (1..<max(1, vocabulary.rows)).prefix(1000).sorted {
        (vocabulary.counts[$1], $0) < (vocabulary.counts[$0], $1)
      }
      frequent = top.prefix(5).map { Value(value: field.label(ofRow: $0), count: vocabulary.counts[$0]) }
    } else {
      frequent = []
    }
  }
}
