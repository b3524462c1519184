import Files
import Foundation
import Testing

@testable import ClickLog

@Suite struct StoreTests {
  private static let schema = """
    label: click
    scenario: tab
    session: user
    split: {by: day, validation: 6, test: 8}
    minimumCount: 1
    joins: [{file: side.csv, on: user}]
    features:
      user: {kind: id}
      age: {kind: number, buckets: 3}
      clubs: {kind: ids, separator: "|"}
      town: {kind: id}
    """
  private static let side = "town,user,age,clubs\nT,u0,10,c1|c2\nU,u1,20,\nT,u2,,c2\n"

  private static func text(_ rows: Range<Int>) -> String {
    "day,click,user,tab\n" + rows.map { "\($0 % 10),\($0 % 3 == 0 ? 1 : 0),u\($0 % 4),t\($0 % 2)\n" }.joined()
  }

  private func folder() throws -> LogFolder { try LogFolder(["log.csv": Self.text(0..<100), "side.csv": Self.side]) }

  @Test func joinsBringTheirValuesAndCountTheirMisses() throws {
    let log = try folder().prepare(Self.schema)
    #expect(log.statistics.joins == [.init(file: "side.csv", rows: 25)])
    let fields = log.encoding.fields
    let rows = log.all.table()
    func words(_ row: Int, _ field: Int) -> [String] {
      rows[row].bags[field].map { fields[field].label(ofRow: Int($0) - fields[field].offset) }
    }
    #expect((0..<4).map { words($0, 2) } == [["c1", "c2"], [], ["c2"], []])
    #expect((0..<4).map { words($0, 3) } == [["T"], ["U"], ["T"], ["(empty)"]])
    #expect(words(2, 1) == ["(missing)"] && words(3, 1) == ["(missing)"])
    #expect(words(0, 1) != words(1, 1))
    #expect(rows.map(\.session) == (0..<100).map { Int32($0 % 4) })
    #expect(log.part(.test).scenarioCounts().map(\.rows) == [10, 10])
  }

  @Test func aStoreOpensAsItWasWritten() throws {
    let folder = try folder()
    let log = try folder.prepare(Self.schema)
    let again = try PreparedLog.open(folder["store"])
    #expect(PreparedLog.isStore(folder["store"]) && !PreparedLog.isStore(folder.url))
    #expect(again.encoding == log.encoding)
    #expect(again.statistics == log.statistics)
    #expect(again.fingerprint == log.fingerprint)
    #expect(again.all.table() == log.all.table())
    #expect(again.part(.training).table(size: 1) == log.part(.training).table(size: 1_000))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder["store"].path)
    #expect(!names.contains { $0.contains("spool") })
    // Over itself.
    #expect(try folder.prepare(Self.schema).rows == 100)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["log.csv", "side.csv", "store"])
  }

  @Test func damageIsFoundWhenAStoreIsOpened() throws {
    let folder = try folder()
    func line(_ file: String, _ change: (inout Data) -> Void) throws -> String {
      _ = try folder.prepare(Self.schema)
      let url = folder["store/" + file]
      var data = try Data(contentsOf: url)
      change(&data)
      try data.write(to: url)
      return LogFolder.line { _ = try PreparedLog.open(folder["store"]) }
    }
    let damaged = "; the store is damaged, prepare it again"
    #expect(try line("labels") { $0.removeLast() } == "labels: expected 100 bytes, found 99" + damaged)
    #expect(
      try line("scenarios") { $0[3] ^= 1 } == "scenarios: its content is not what was written (bytes 0 to 100)"
        + damaged)
    // The side table has three rows and one for keys that are not there.
    #expect(
      try line("field-02") { $0[1] ^= 1 } == "field-02: its content is not what was written (bytes 0 to 3)" + damaged)
    #expect(try line("field-02-starts") { $0 = Data() } == "field-02-starts: expected 40 bytes, found 0" + damaged)
    #expect(try line("vocabulary/03-town.tsv") { $0.removeLast(9) }.contains("03-town.tsv"))
    func replace(_ a: String, _ b: String) -> (inout Data) -> Void {
      {
        $0 = Data(String(decoding: $0, as: UTF8.self).replacingOccurrences(of: a, with: b).utf8)
        Seal.seal(&$0)
      }
    }
    #expect(
      try line("store.json", replace("\"version\" : 4", "\"version\" : 5"))
        == "store.json: expected a swift-adl store of version 4, found 5: a newer version of this program wrote it; prepare or train again"
    )
    #expect(
      try line("store.json", replace("\"version\" : 4", "\"version\" : 3")).contains("an older version wrote it"))
    #expect(
      try line("store.json", replace("swift-adl store", "else"))
        == "store.json: expected a swift-adl store, found 'else'")
    #expect(
      try line("store.json") {
        $0 = Data(String(decoding: $0, as: UTF8.self).replacingOccurrences(of: "100", with: "101").utf8)
      }
        == "store.json: it is damaged: its content is not what was written")
    #expect(
      try line("store.json", replace("\"count\" : 100", "\"count\" : 99"))
        == "store.json: the column labels has not as many rows as the store")
    #expect(
      try line("store.json", replace("\"town\"", "\"city\"")) == "store.json: its fields do not fit the vocabulary")
    #expect(try line("store.json") { $0.removeLast(40) } == "store.json: no valid JSON of this form")
    _ = try folder.prepare(Self.schema)
    try FileManager.default.removeItem(at: folder["store/rows"])
    #expect(LogFolder.line { _ = try PreparedLog.open(folder["store"]) } == "rows: No such file or directory")
  }

  @Test func anEncodingGivesTheSameLogTheSameRows() throws {
    let folder = try folder()
    let log = try folder.prepare(Self.schema)
    let encoding = try Encoding.load(from: folder["store/vocabulary"])
    let source = try LogSource(data: folder["log.csv"])
    let again = try LogPreparer(source: source, encoding: encoding).prepare(into: folder["again"])
    #expect(again.fingerprint == log.fingerprint)
    #expect(again.part(.test).table() == log.part(.test).table())
    #expect(again.all.table() == log.all.table())
  }

  @Test func anotherLogIsCodedWithoutLearning() throws {
    let folder = try folder()
    let encoding = try folder.prepare(Self.schema).encoding
    // No label, no session, no day; a new user in a new place.
    try folder.write("new.csv", Data("tab,user\nt1,u1\nt9,u7\n".utf8))
    try folder.write("side.csv", Data("user,age,clubs,town\nu1,20,c2|c9,U\nu7,1000,c1,V\n".utf8))
    let source = try LogSource(data: folder["new.csv"])
    // `user` is the key of the join, so it must be there; the label need not.
    let log = try LogPreparer(source: source, encoding: encoding, labelsRequired: false).prepare(into: folder["p"])
    #expect(!log.labelled)
    #expect(log.part(.training).rows == 0 && log.part(.test).rows == 2)
    #expect(log.encoding == encoding)
    let rows = log.all.table()
    #expect(rows.map(\.scenario) == [1, -1])
    #expect(rows.map(\.label) == [0, 0])
    let offset = encoding.fields[2].offset
    #expect(rows[0].bags[2].last == Int32(offset) && rows[0].bags[2].count == 2)
    #expect(rows[1].bags[0] == [0])
    #expect(log.statistics.fields[0].shares == [0, 0, 0.5])
    #expect(
      LogFolder.line { _ = try LogPreparer(source: source, encoding: encoding).prepare(into: folder["q"]) }
        .hasPrefix("new.csv: no column \"click\""))
  }

  @Test func aSplitByOrderIsKeptForTheSameLogOnly() throws {
    let folder = try folder()
    let schema = "label: click\nscenario: tab\nsplit: {random: [0.6, 0.2, 0.2]}\nfeatures: {user: {kind: id}}"
    let log = try folder.prepare(schema, seed: 7)
    try folder.write("other.csv", Data(Self.text(0..<99).utf8))
    func again(_ name: String) throws -> PreparedLog {
      try LogPreparer(source: LogSource(data: folder[name]), encoding: log.encoding).prepare(into: folder["again"])
    }
    #expect(try again("log.csv").part(.test).table() == log.part(.test).table())
    #expect(try again("other.csv").part(.test).rows == 99)
  }

  @Test func duplicatesAreCountedAndDroppedOnRequest() throws {
    let text = "click,tab\n1,a\n0,a\n1,a\n0,b\n1,a\n0,c\n"
    let folder = try LogFolder(["log.csv": text])
    let schema = "label: click\nscenario: tab\nsplit: {order: [0.5, 0.25, 0.25]}\nfeatures: {tab: {kind: id}}\n"
    let kept = try folder.prepare(schema)
    #expect(kept.rows == 6 && kept.statistics.duplicates == 2 && !kept.statistics.duplicatesDropped)
    let dropped = try folder.prepare(schema + "dropDuplicates: true")
    #expect(dropped.statistics.duplicates == 2 && dropped.statistics.rowsRead == 6)
    #expect(dropped.all.table().map(\.number) == [0, 1, 3, 5])
    #expect(dropped.all.table().map(\.session) == [0, 1, 3, 5])
    // A prediction answers every row.
    let source = try LogSource(data: folder["log.csv"])
    let predicted = try LogPreparer(source: source, encoding: dropped.encoding, labelsRequired: false)
      .prepare(into: folder["p"])
    #expect(predicted.rows == 6)
  }

  @Test func theFormOfTheTextDoesNotMatter() throws {
    let plain = Self.text(0..<100)
    let tsv = plain.replacingOccurrences(of: ",", with: "\t")
    let folder = try LogFolder(["log.csv": plain, "side.csv": Self.side, "log.tsv": tsv])
    try folder.write("log.csv.gz", Data(Gzip.compress(Array(plain.utf8))))
    let log = try folder.prepare(Self.schema)
    let schema = try Schema.parse(yaml: Self.schema)
    for name in ["log.csv.gz", "log.tsv"] {
      var last: LogProgress?
      let other = try LogPreparer(source: LogSource(data: folder[name]), schema: schema)
        .prepare(into: folder["other"]) { last = $0 }
      #expect(other.all.table() == log.all.table())
      #expect(other.fingerprint == log.fingerprint)
      #expect(last.map { $0.done == $0.total && $0.rows == 100 } == true)
    }
  }

  @Test func severalFilesFollowOneAnother() throws {
    let folder = try LogFolder([
      "log_2.csv": Self.text(40..<100), "log_1.csv": Self.text(0..<40), "side.csv": Self.side,
    ])
    let source = try LogSource(data: folder.url, pattern: "log_*.csv")
    #expect(source.files.map(\.name) == ["log_1.csv", "log_2.csv"])
    let log = try LogPreparer(source: source, schema: Schema.parse(yaml: Self.schema)).prepare(into: folder["store"])
    let whole = try self.folder().prepare(Self.schema)
    #expect(log.all.table() == whole.all.table())
    #expect(log.fingerprint == whole.fingerprint)
  }

  @Test func stoppingEarlyLeavesNothing() throws {
    struct Stop: Error {}
    let folder = try folder()
    let source = try LogSource(data: folder["log.csv"])
    let preparer = try LogPreparer(source: source, schema: Schema.parse(yaml: Self.schema))
    #expect(throws: Stop.self) { try preparer.prepare(into: folder["store"]) { _ in throw Stop() } }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["log.csv", "side.csv"])
  }
}
