import Foundation
import Tensors
import Testing

@testable import ClickLog

/// A log of 3,000 impressions, one each 200 seconds from 2024-01-01 00:00 UTC, in whatever form a test writes it: before
/// 2024-01-06 are 2,160 of them, and on that day 432.
struct CaseLog {
  static let rows = 3000
  /// 2024-01-01 00:00 UTC.
  static let start = 1_704_067_200
  static let columns = ["click", "user_id", "item_id", "page", "time", "price"]

  var cells: [String: [String]]

  init() {
    var draw = RandomGenerator(seed: 7)
    let all = 0..<Self.rows
    cells = [
      "click": all.map { _ in draw.uniform() < 0.35 ? "1" : "0" },
      "user_id": all.map { _ in "u\(draw.index(below: 60))" },
      "item_id": all.map { _ in "i\(draw.index(below: 40))" },
      "page": all.map { _ in ["home", "home", "cart", "search"][draw.index(below: 4)] },
      "time": all.map { Self.time($0) },
      "price": all.map { _ in "\(Double(draw.index(below: 10_000)) / 100)" },
    ]
  }

  /// The log with a column that is made of a row's number and cell.
  func with(_ column: String, _ cell: (Int, String) -> String) -> CaseLog {
    var log = self
    let old = cells[column] ?? Array(repeating: "", count: Self.rows)
    log.cells[column] = old.enumerated().map(cell)
    return log
  }

  static func instant(_ row: Int) -> Int { start + 200 * row }
  static func time(_ row: Int, after seconds: Int = 0) -> String {
    let time = CivilTime(instant: Double(instant(row) + seconds))
    return String(
      format: "%04d-%02d-%02d %02d:%02d:%02d", time.year, time.month, time.day, time.hour, time.minute, time.second)
  }

  /// The log as text, a header first.
  func text(
    _ separator: String = ",", header: Bool = true, columns: [String] = CaseLog.columns,
    rows: Range<Int> = 0..<CaseLog.rows
  ) -> String {
    let lines = rows.map { row in columns.map { cells[$0]?[row] ?? "" }.joined(separator: separator) }
    return ((header ? [columns.joined(separator: separator)] : []) + lines).joined(separator: "\n") + "\n"
  }

  static func schema(_ changes: [String: String] = [:], more: String = "") -> String {
    var keys = [
      "label": "click", "scenario": "page", "session": "user_id", "time": "time", "split": "{order: [0.7, 0.1, 0.2]}",
      "features":
        "{user_id: {kind: id}, item_id: {kind: id}, page: {kind: id}, price: {kind: number, buckets: 8}}",
    ]
    keys.merge(changes) { $1 }
    return more + keys.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { "\($0): \($1)\n" }.joined()
  }

  static func limits(_ validation: String, _ test: String) -> String {
    "{by: time, validation: '\(validation)', test: '\(test)'}"
  }
}

extension PreparedLog {
  /// Rows of training, validation and test.
  var sizes: [Int] { PartName.allCases.map { part($0).rows } }
  var clicks: [Int] { PartName.allCases.map { part($0).clicks } }
}

extension LogFolder {
  /// The sizes of the parts of a log, or the line that refuses it.
  func sizes(_ text: String, _ schema: String, name: String = "log.csv") throws -> String {
    try write(name, text)
    return sizes(of: name, schema)
  }

  func sizes(of name: String, _ schema: String) -> String {
    var sizes = ""
    let line = LogFolder.line {
      sizes = try prepared(schema, of: name).sizes.map { "\($0)" }.joined(separator: "/")
    }
    return sizes.isEmpty ? line : sizes
  }
}
