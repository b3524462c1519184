import Foundation
import Tensors

@testable import ClickLog

/// A log with every kind of feature, odd texts in every column, and two side tables that lack some keys; as text, and as
/// rows in memory.
struct RowEncoderLog {
  static let header = [
    "y", "s", "page", "day", "session", "u", "item", "n", "odd", "tags", "w", "hashed", "hashes", "shadow", "unused",
  ]
  static let userHeader = ["town", "u", "age", "clubs", "fame", "odd code", "shadow", "unused too"]
  static let itemHeader = ["item", "price", "kinds"]
  static let schema = """
    label: y
    scenario: [s, page, town]
    session: session
    time: day
    split: {random: [0.8, 0.1, 0.1]}
    minimumCount: 2
    minimumScenarioRows: 12
    statistics: {keys: [odd, [odd, page], town, [price, shadow, page], "odd code", u]}
    joins: [{file: users.csv, on: u}, {file: "items-*.tsv", on: item}]
    features:
      n: {kind: number, buckets: 6}
      u: {kind: id}
      odd: {kind: id}
      tags: {kind: ids, separator: "|"}
      fame: {kind: ids, separator: ";", weighted: true}
      w: {kind: ids, separator: ";", weighted: true, pooling: sum}
      hashed: {kind: id, buckets: 50}
      hashes: {kind: ids, separator: " ", buckets: 9}
      age: {kind: number, buckets: 4}
      clubs: {kind: ids, separator: "|"}
      odd code: {kind: id}
      town: {kind: id}
      shadow: {kind: id}
      price: {kind: number, buckets: 5}
      kinds: {kind: ids, buckets: 20}
      page: {kind: id}

    """
  static let odd = [
    "", "7", "07", " 7", "7 ", "7.0", "7.50", "-0", "1", "0", "12", "1e-05", "1e+16", "a,b", "say \"yes\"", "\"",
    "two\nlines",
    "x\r", "a\r\nb", "tab\tbed", "é日", "e\u{301}", "\u{e9}", "👩‍👩‍👧", "NaN", "null", "\u{feff}x", "a|b;c:d", "None", " ",
    String(repeating: "long ", count: 60),
  ]
  static let numbers = [
    "", "NaN", "NA", "n/a", "null", "None", "\\N", " ", "12.5", "12.50", "1e1", "-3", "+4", "0x10", "inf", "-inf", ".5",
    "5.",
    "7", "7.0", " 8 ", "1234567890123456789", "0.1", "-0.0", "1e-05", "3.25", "2", "1",
  ]

  private(set) var rows: [[String]] = []
  private(set) var users: [[String]] = []
  private(set) var items: [[String]] = []

  /// - Parameter values: how many of the odd texts there are; the others are new to an encoding fitted to fewer.
  init(rows count: Int, values: Int = RowEncoderLog.odd.count, seed: UInt64) {
    var draw = RandomGenerator(seed: seed)
    func pick(_ texts: [String]) -> String { texts[draw.index(below: texts.count)] }
    let odd = Array(Self.odd.prefix(values))
    let new = values < Self.odd.count ? [] : ["new"]
    func list(_ separator: String, _ value: () -> String) -> String {
      let spaces = ["", "", " ", "  "]
      return (0..<draw.index(below: 4)).map { _ in
        draw.index(below: 8) == 0 ? pick(spaces) : pick(spaces) + value() + pick(spaces)
      }.joined(separator: separator)
    }
    func weight() -> String { pick(["0", "1", "0.5", "2.50", "1e-1", " 3", "7"]) }
    func word(_ count: Int) -> String {
      pick(["g\(draw.index(below: count))", "é", "0\(draw.index(below: 4))", "a:b"] + new)
    }
    for (user, name) in Self.odd.enumerated() where user % 5 != 4 {
      users.append([
        pick(["T", "U", "", "V, W"] + new), name, pick(Self.numbers), list("|") { word(9) },
        list(";") { word(6) + ":" + weight() },
        pick(odd), pick(odd), pick(odd),
      ])
    }
    for item in 0..<20 where item % 6 != 5 {
      items.append(["i\(item)", pick(Self.numbers), list(",") { word(30) }])
    }
    for _ in 0..<count {
      rows.append([
        pick(["0", "1"]), pick(["a", "b", "", "10"] + new), pick(["home", "7", ""] + new),
        "2022-05-0\(1 + draw.index(below: 9))",
        pick(odd),
        pick(odd), "i\(draw.index(below: 20))", pick(Self.numbers), pick(odd), list("|") { word(12) },
        list(";") { word(8) + ":" + weight() }, pick(odd), list(" ") { word(40) }, pick(odd), pick(odd),
      ])
    }
  }

  /// Writes the log, without its label if that is wanted, and the side tables.
  func write(to folder: LogFolder, _ name: String = "log.csv", labelled: Bool = true) throws {
    let first = labelled ? 0 : 1
    let header = Array(Self.header[first...])
    try folder.write(name, Self.text(rows.map { Array($0[first...]) }, header, ","))
    try folder.write("users.csv", Self.text(users, Self.userHeader, ","))
    // A pattern, and two files of one table.
    try folder.write("items-1.tsv", Self.text(Array(items.prefix(9)), Self.itemHeader, "\t"))
    try folder.write("items-2.tsv", Self.text(Array(items.dropFirst(9)), Self.itemHeader, "\t"))
  }

  private static func text(_ rows: [[String]], _ header: [String], _ delimiter: String) -> String {
    ([header] + rows).map { row in
      row.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }.joined(separator: delimiter) + "\n"
    }.joined()
  }

  /// A row's texts by their names.
  func named(_ row: Int) -> [String: RowValue] {
    Dictionary(zip(Self.header, rows[row].map(RowValue.text)), uniquingKeysWith: { first, _ in first })
  }

  /// What a side table has for a row: nothing for a key that is not there.
  func joined(_ row: Int) -> [String: RowValue] {
    var values: [String: RowValue] = [:]
    for (table, header, key) in [(users, Self.userHeader, "u"), (items, Self.itemHeader, "item")] {
      let place = header.firstIndex(of: key) ?? 0
      let wanted = rows[row][Self.header.firstIndex(of: key) ?? 0]
      // Byte by byte: two spellings of one letter are two keys.
      let found = table.first { Array($0[place].utf8) == Array(wanted.utf8) }
      for (i, name) in header.enumerated() where i != place { values[name] = .text(found?[i] ?? "") }
    }
    return values
  }
}

/// What a model reads of some rows.
struct EncodedRows: Equatable {
  var rows = 0
  var ids: [Int32] = []
  var starts: [Int32] = [0]
  var weights: [Float] = []
  var scenarios: [Int32] = []
  var numbers: [Float] = []

  init() {}

  init(_ batch: Batch) { append(batch) }

  /// All rows of a log, in the order of the input.
  init(_ log: PreparedLog) {
    for batch in log.all.batches(size: 97) {
      precondition(batch.rowNumbers == Array(rows..<rows + batch.rows))
      append(batch)
    }
  }

  mutating func append(_ batch: Batch) {
    let first = Int32(ids.count)
    rows += batch.rows
    ids += batch.ids
    starts += batch.starts.dropFirst().map { $0 + first }
    weights += batch.weights
    scenarios += batch.scenarios
    numbers += batch.numbers
  }
}
