import ClickLog
import Evaluation
import Foundation

extension PreparedLog {
  /// What a user should know about a log before trusting what comes of it: copies of rows, joins that missed.
  public var remarks: [String] {
    var lines: [String] = []
    let count = Figures.count
    if statistics.duplicates > 0 {
      let fate = statistics.duplicatesDropped ? "left out" : "kept; --drop-duplicates leaves them out"
      lines.append("\(count(statistics.duplicates)) of \(count(statistics.rowsRead)) rows are exact copies (\(fate)).")
    }
    for join in statistics.joins where join.rows > 0 {
      lines.append("\(count(join.rows)) rows have no match in \(join.file); their features there are unknown.")
    }
    return lines
  }
}

/// What is in a prepared store, for people and as JSON.
public struct StoreSummary: Encodable {
  struct Part: Encodable {
    let rows: Int
    let clicks: Int
  }

  struct Field: Encodable {
    let name: String
    let group: String?
    let kind: String
    let rows: Int
    let unknownShareOfTest: Double?
  }

  struct Scenario: Encodable {
    let name: String
    let rows: Int
    let clicks: Int
  }

  let rows: Int
  let duplicates: Int
  let parts: [String: Part]
  let fields: [Field]
  let embeddingRows: Int
  /// Of the training part.
  let scenarios: [Scenario]
  let fingerprint: String

  public init(_ log: PreparedLog) {
    rows = log.rows
    duplicates = log.statistics.duplicates
    parts = Dictionary(
      uniqueKeysWithValues: PartName.allCases.map { name in
        ("\(name)", Part(rows: log.part(name).rows, clicks: log.part(name).clicks))
      })
    fields = log.encoding.fields.enumerated().map { index, field in
      let kind =
        switch field.coding {
        case .single: "id"
        case .several: "ids"
        case .number: "number"
        }
      let shares = log.statistics.fields.indices.contains(index) ? log.statistics.fields[index].shares : []
      return Field(name: field.name, group: field.group, kind: kind, rows: field.rows, unknownShareOfTest: shares.last)
    }
    embeddingRows = log.encoding.totalRows
    scenarios = zip(log.encoding.scenarios, log.part(.training).scenarioCounts()).map { name, count in
      Scenario(name: name, rows: count.rows, clicks: count.clicks)
    }
    fingerprint = String(log.fingerprint, radix: 16)
  }

  /// The parts, in the order of time.
  public var partLines: [(name: String, rows: Int, clicks: Int)] {
    PartName.allCases.compactMap { name in parts["\(name)"].map { ("\(name)", $0.rows, $0.clicks) } }
  }

  public var fieldLines: [(name: String, kind: String, group: String, rows: Int, unknown: Double?)] {
    fields.map { ($0.name, $0.kind, $0.group ?? "", $0.rows, $0.unknownShareOfTest) }
  }

  public var scenarioLines: [(name: String, rows: Int, clicks: Int)] {
    scenarios.sorted { ($1.rows, $0.name) < ($0.rows, $1.name) }.map { ($0.name, $0.rows, $0.clicks) }
  }
}
