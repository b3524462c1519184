import Foundation
import Testing

@testable import ClickLog

/// Whatever form a log's files have, and however they are read: the same store, bit for bit.
@Suite struct SameStoreTests {
  private static let log = MixedLog(rows: 600)

  /// The files of the store of a folder's log.
  private func store(
    _ files: [String: String], _ options: PreparationOptions = PreparationOptions(), schema: String = MixedLog.schema,
    zipped: Bool = false
  ) throws -> [String: Data] {
    let folder = try LogFolder()
    for (name, text) in files {
      if zipped {
        try folder.write(name + ".gz", Data(Gzip.compress(Array(text.utf8))))
      } else {
        try folder.write(name, text)
      }
    }
    if zipped, let users = files["users.csv"] { try folder.write("users.csv", users) }
    _ = try folder.prepared(schema, into: "out/store", options)
    return try folder.files(below: "out/store")
  }

  private func expectSame(_ store: [String: Data], _ other: [String: Data], _ what: String) {
    #expect(store.keys.sorted() == other.keys.sorted(), "\(what)")
    for (name, data) in store where data != other[name] { Issue.record("\(what): \(name) differs") }
  }

  private func whole() throws -> [String: Data] {
    try store(["log.csv": Self.log.text, "users.csv": Self.log.userText])
  }

  @Test func theFormOfTheTextDoesNotMatter() throws {
    let whole = try whole()
    #expect(whole.count > 30)
    let (rows, users, header) = (Self.log.rows, Self.log.userText, MixedLog.header)
    let parts = [rows[..<100], rows[100..<101], rows[101...]].map { MixedLog.text(Array($0), header) }
    expectSame(
      try store(["log_1.csv": parts[0], "log_2.csv": parts[1], "log_3.csv": parts[2], "users.csv": users]), whole,
      "three files")
    expectSame(try store(["log.csv": Self.log.text, "users.csv": users], zipped: true), whole, "gz")
    let tabbed = MixedLog.text(rows, header, delimiter: "\t")
    expectSame(try store(["log.tsv": tabbed, "users.csv": users]), whole, "TSV")
    let windows = "\u{feff}" + MixedLog.text(rows, header, end: "\r\n").dropLast()
    expectSame(try store(["log.csv": windows, "users.csv": users]), whole, "CRLF, a byte-order mark, no last newline")
    // Columns that are not used, and another order of those that are.
    let other = MixedLog.text(rows.map { ["x"] + $0.reversed() }, ["unused"] + header.reversed())
    expectSame(try store(["log.csv": other, "users.csv": users]), whole, "other columns")
  }

  /// Rows as objects, those of some columns as lists cut at `|`.
  private func objects(_ rows: [[String]], _ header: [String], lists: Set<String> = []) throws -> String {
    try rows.map { row in
      let fields = try zip(header, row).map { name, cell in
        let value: Any = lists.contains(name) ? cell.split(separator: "|").map(String.init) : cell
        let text = try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
        return "\"\(name)\": \(String(decoding: text, as: UTF8.self))"
      }
      return "{\(fields.joined(separator: ", "))}\n"
    }.joined()
  }

  @Test func linesOfJSONAreTheSame() throws {
    let whole = try whole()
    let (log, header, lists) = (Self.log, MixedLog.header, ["tags", "clubs"] as Set)
    // The side table's name is one of another form: what is in a file counts.
    let users = try objects(log.users, MixedLog.userHeader, lists: lists)
    let text = try objects(log.rows, header, lists: lists)
    expectSame(try store(["log.jsonl": text, "users.csv": users]), whole, "lists")
    expectSame(
      try store(["log.jsonl": try objects(log.rows, header), "users.csv": log.userText], .cut(100, threads: 3)), whole,
      "text in small chunks")
    expectSame(try store(["log.jsonl": text, "users.csv": users], zipped: true), whole, "gz")
    let parts = [log.rows[..<50], log.rows[50...]].map { rows in
      rows.map { row in zip(header, row).filter { !$1.isEmpty } }
    }
    let sparse = try parts.map { rows in
      try rows.map { row in try objects([row.map(\.1)], row.map(\.0)) }.joined()
    }
    expectSame(
      try store(["log_1.jsonl": sparse[0], "log_2.jsonl": sparse[1], "users.csv": users]), whole, "without empty cells")
  }

  @Test(arguments: [64, 257, 4_000, 1 << 20])
  func chunksAndThreadsDoNotMatter(_ chunkBytes: Int) throws {
    let log = MixedLog(rows: 150, seed: 8)
    let files = ["log.csv": log.text, "users.csv": log.userText]
    let whole = try store(files)
    for (threads, hashes) in [(1, 10), (2, 1 << 20), (3, 40)] {
      let options = PreparationOptions.cut(chunkBytes, threads: threads) { $0.hashesAtOnce = hashes }
      expectSame(try store(files, options), whole, "\(threads) threads, \(hashes) hashes at once")
    }
  }

  /// A chunk may end anywhere, also between a carriage return and its newline behind a quote.
  @Test func everyPlaceToCutIsAGoodOne() throws {
    let rows = (0..<6).map { ["\($0 % 2)", "s", $0 % 3 == 0 ? "a \"b\"" : "c,d"] }
    let schema = "label: y\nscenario: s\nminimumCount: 1\nfeatures: {v: {kind: id}}\nlog: log.csv"
    for end in ["\n", "\r\n"] {
      let text = MixedLog.text(rows, ["y", "s", "v"], end: end)
      let whole = try store(["log.csv": text], schema: schema)
      for chunkBytes in 16..<40 {
        expectSame(
          try store(["log.csv": text], .cut(chunkBytes, threads: 1), schema: schema), whole,
          "\(chunkBytes) bytes, \(end.count)")
      }
      expectSame(
        try store(["log.csv": "\u{feff}" + text], .cut(16, threads: 1), schema: schema), whole, "a byte-order mark")
    }
  }

  /// The published form of Ali-CCP, and the same log as tables with headers.
  @Test func aliCCPIsTheSameAsItsTables() throws {
    let log = AliCCPLog.drawn(rows: 120, seed: 3)
    let text = try store(log.published, schema: AliCCPLog.schema)
    expectSame(try store(log.tables, schema: AliCCPLog.schema), text, "tables")
    expectSame(try store(log.published, .cut(100, threads: 3), schema: AliCCPLog.schema), text, "small chunks")
    let manifest = try JSONDecoder().decode(StoreManifest.self, from: text["store.json"] ?? Data())
    #expect(manifest.statistics.joins[0].rows > 0 && manifest.statistics.contradictions > 0)
    #expect(manifest.sections.map(\.rows).allSatisfy { $0 > 0 })
  }
}
