import Foundation
import Tensors

/// A log with a bit of everything: odd texts, missing values, copies of rows, ties in time, lists, weights, a side table
/// that lacks some keys.
struct MixedLog {
  static let header = ["y", "conv", "s", "t", "u", "n", "tags", "w", "many"]
  static let userHeader = ["town", "u", "age", "clubs"]
  static let schema = """
    log: log*
    label: y
    conversion: conv
    scenario: [s, town]
    session: u
    time: t
    split: {order: [0.7, 0.1, 0.2]}
    minimumCount: 2
    minimumScenarioRows: 20
    dropDuplicates: true
    joins: [{file: users.csv, on: u}]
    features:
      u: {kind: id, group: user}
      s: {kind: id}
      n: {kind: number, buckets: 6}
      tags: {kind: ids, separator: "|"}
      w: {kind: ids, separator: ";", weighted: true}
      many: {kind: id, buckets: 50}
      age: {kind: number, buckets: 4}
      clubs: {kind: ids, separator: "|"}
      town: {kind: id}

    """
  private static let odd = ["", "plain", "a,b", "say \"yes\"", "two\nlines", "tab\tbed", "é日", " spaced "]

  let rows: [[String]]
  let users: [[String]]

  /// - Parameter people: users u0, u1, …; every seventh is not in the side table.
  init(rows count: Int, people: Int = 40, seed: UInt64 = 1) {
    var draw = RandomGenerator(seed: seed)
    func name(_ user: Int) -> String { "u\(user)" + Self.odd[user % Self.odd.count] }
    var rows: [[String]] = []
    for _ in 0..<count {
      if !rows.isEmpty, draw.index(below: 10) == 0 {
        rows.append(rows[draw.index(below: rows.count)])
        continue
      }
      let click = draw.index(below: 3) == 0
      rows.append([
        click ? "1" : "0", draw.index(below: 9) == 0 ? "1" : "0", ["a", "b", "", "10"][draw.index(below: 4)],
        "\(draw.index(below: 30) - 10)", name(draw.index(below: people)),
        draw.index(below: 5) == 0 ? "" : "\(Double(draw.index(below: 400)) / 8 - 20)",
        (0..<draw.index(below: 4)).map { _ in "g\(draw.index(below: 12))" }.joined(separator: "|"),
        (0..<draw.index(below: 3)).map { _ in "x\(draw.index(below: 5)):\(Double(draw.index(below: 9)) / 4)" }
          .joined(separator: ";"),
        "m\(draw.index(below: 300))",
      ])
    }
    self.rows = rows
    users = (0..<people).filter { $0 % 7 != 6 }.map { user in
      [
        ["T", "U", "", "V, W"][user % 4], name(user), user % 5 == 0 ? "" : "\(20 + (user * 37 + Int(seed)) % 50)",
        (0..<user % 3).map { "c\((user + $0) % 6)" }.joined(separator: "|"),
      ]
    }
  }

  /// Rows as delimited text, with the header or without.
  static func text(_ rows: [[String]], _ header: [String]?, delimiter: String = ",", end: String = "\n") -> String {
    ((header.map { [$0] } ?? []) + rows).map { row in
      row.map { cell in
        cell.contains { "\"\n\r".contains($0) } || cell.contains(delimiter)
          ? "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : cell
      }.joined(separator: delimiter) + end
    }.joined()
  }

  var text: String { Self.text(rows, Self.header) }
  var userText: String { Self.text(users, Self.userHeader) }
}
