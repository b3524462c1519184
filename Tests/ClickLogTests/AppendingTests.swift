import Foundation
import Testing

@testable import ClickLog

/// A day more in a store.
@Suite struct AppendingTests {
  private static let schema = """
    label: click
    scenario: tab
    session: user
    split: {by: day, validation: 2, test: 3}
    minimumCount: 2
    joins: [{file: side.csv, on: user}]
    features:
      user: {kind: id}
      tags: {kind: ids, separator: "|"}
      town: {kind: id}
      hobbies: {kind: ids, separator: "|", weighted: true}
    """

  private static func folder() throws -> LogFolder {
    try LogFolder([
      "log.csv": "click,tab,user,day,tags\n1,a,u1,1,x|y\n0,a,u1,1,x\n1,b,u2,1,y\n0,a,u2,2,x\n1,a,u3,3,z\n",
      "side.csv": "user,town,hobbies\nu1,T,h1:1|h2:2\nu2,T,h1:3\n",
    ])
  }

  private static func append(_ folder: LogFolder, _ text: String, side: String) throws -> PreparedLog {
    try folder.write("day.csv", Data(text.utf8))
    try folder.write("side.csv", Data(side.utf8))
    return try PreparedLog.append(
      LogSource(data: folder["day.csv"]), to: folder["store"],
      split: .column("day", validation: "5", test: "6"))
  }

  @Test func newRowsLieBehindAndNoOldOneMoves() throws {
    let folder = try Self.folder()
    let old = try folder.prepare(Self.schema)
    let before = old.all.table()
    let vocabulary = old.encoding
    let log = try Self.append(
      folder, "click,tab,user,day,tags\n0,a,u9,4,n|n|x\n1,c,u9,4,n\n1,b,u1,6,y|q\n",
      side: "user,town,hobbies\nu9,V,h9:1|h9:1\nu1,T,\n")
    #expect(log.rows == 8 && log.encoding.generation == 1 && log.encoding.extends(vocabulary))
    #expect(!vocabulary.extends(log.encoding) && log.encoding.schema == vocabulary.schema)
    func words(_ row: BatchRow) -> [[String]] {
      row.bags.enumerated().map { f, bag in
        bag.map { log.encoding.fields[f].label(ofRow: Int($0) - log.encoding.fields[f].offset) }
      }
    }
    let rows = log.all.table()
    // The old rows say what they said, though later fields' rows have moved in the table of all fields.
    for (row, first) in zip(rows, before) {
      let then = first.bags.enumerated().map { f, bag in
        bag.map { old.encoding.fields[f].label(ofRow: Int($0) - old.encoding.fields[f].offset) }
      }
      #expect(words(row) == then)
      #expect(
        (row.label, row.scenario, row.session, row.number) == (first.label, first.scenario, first.session, first.number)
      )
    }
    #expect(words(rows[5]) == [["u9"], ["n", "n", "x"], ["V"], ["h9", "h9"]])
    #expect(words(rows[6])[1] == ["n"] && rows[6].scenario == -1, "a new scenario is unknown")
    #expect(words(rows[7]) == [["u1"], ["y", "(unknown)"], ["T"], []])
    #expect(rows.map(\.number) == Array(0..<8))
    #expect(rows[7].session != rows[0].session)
    #expect(log.part(.training).table().map(\.number) == [0, 1, 2, 5, 6])
    #expect(log.part(.test).table().map(\.number) == [4, 7])
    #expect(log.part(.test).clicks == 2 && log.all.clicks == 5)
    // What is new to a run of the old encoding; of a part without anything new, the whole.
    let newer = log.newer(than: vocabulary)
    #expect(newer.part(.training).table().map(\.number) == [5, 6])
    #expect(newer.part(.validation).table().map(\.number) == [3])
    #expect(newer.part(.test).table().map(\.number) == [7])
    #expect(log.statistics.rowsRead == 8 && log.statistics.joins[0].rows == 1)

    // A run that is older than the store knows nothing of the new values.
    let asOld = try PreparedLog.open(folder["store"], as: vocabulary).all.table()
    #expect(Array(asOld[..<5]) == before)
    #expect(
      asOld[5].bags[1].count == 3 && asOld[5].bags[1][..<2].allSatisfy { $0 == Int32(vocabulary.fields[1].offset) })

    let third = try Self.append(folder, "click,tab,user,day,tags\n1,a,u9,4,n\n", side: "user,town,hobbies\n")
    #expect(third.encoding.generation == 2 && third.rows == 9 && Array(third.all.table()[..<8]) == rows)
  }

  /// Numbers that no longer fit into their bytes.
  @Test func columnsGrowWider() throws {
    let folder = try LogFolder()
    let schema =
      "label: click\nscenario: tab\nsplit: {order: [0.5, 0.5]}\nminimumCount: 1\nfeatures: {id: {kind: id}, l: {kind: ids}}"
    func text(_ range: Range<Int>) -> String {
      "click,tab,id,l\n" + range.map { "\($0 % 2),a,v\($0),\"v\($0),v\($0 / 2)\"\n" }.joined()
    }
    try folder.write("log.csv", Data(text(0..<200).utf8))
    var log = try folder.prepare(schema)
    var expected = log.all.table().count
    for range in [200..<900, 1000..<70_000, 70_000..<70_001] {
      try folder.write("more.csv", Data(text(range).utf8))
      let (rows, last) = (log.all.table(), log.encoding)
      log = try PreparedLog.append(
        LogSource(data: folder["more.csv"]), to: folder["store"], split: .random([0.98, 0.01, 0.01]))
      expected += range.count
      let now = log.all.table(size: 1000)
      #expect(now.count == expected)
      let shift = Int32(log.encoding.fields[1].offset - last.fields[1].offset)
      #expect(now.prefix(rows.count).map { $0.bags[0] } == rows.map { $0.bags[0] })
      #expect(now.prefix(rows.count).map { $0.bags[1].map { $0 - shift } } == rows.map { $0.bags[1] })
      #expect(now.map(\.number) == Array(0..<expected))
    }
  }

  @Test func whatDoesNotFitChangesNothing() throws {
    let folder = try Self.folder()
    _ = try folder.prepare(Self.schema)
    let before = try Data(contentsOf: folder["store/store.json"])
    #expect(
      LogFolder.line {
        _ = try Self.append(folder, "click,tab,user,day,tags\n7,a,u,4,x\n", side: "user,town,hobbies\n")
      }
        == "day.csv, row 1 (line 2), column click: expected 0 or 1, found \"7\"")
    #expect(try Data(contentsOf: folder["store/store.json"]) == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        == ["day.csv", "log.csv", "side.csv", "store"])
  }
}

/// Values too many to keep.
@Suite struct HashBucketTests {
  @Test func valuesFindTheirRowsByTheirHash() throws {
    let text = "click,tab,id,l\n" + (0..<2000).map { "\($0 % 2),a,v\($0 % 700),\"v\($0 % 90),w\($0 % 7)\"\n" }.joined()
    let folder = try LogFolder(["log.csv": text])
    let log = try folder.prepare(
      "label: click\nscenario: tab\nsplit: {order: [0.5, 0.5]}\nfeatures: {id: {kind: id, buckets: 300}, l: {kind: ids, buckets: 50}}"
    )
    guard case .single(.hashed(let buckets)) = log.encoding.fields[0].coding else {
      Issue.record("expected hash buckets")
      return
    }
    #expect(buckets.rows == 301 && abs(buckets.distinctValues - 700) < 15 && buckets.used <= 300)
    #expect(try Encoding.load(from: folder["store/vocabulary"]) == log.encoding)
    var rowOf: [String: Int32] = [:]
    for row in log.all.table() {
      let value = "v\(row.number % 700)"
      #expect((1...300).contains(row.bags[0][0]))
      #expect(rowOf[value] == nil || rowOf[value] == row.bags[0][0])
      rowOf[value] = row.bags[0][0]
      #expect(row.bags[1].count == 2 && row.bags[1].allSatisfy { (302...351).contains($0) })
    }
    #expect(Set(rowOf.values).count > 200)
    #expect(log.statistics.fields[0].shares == [0, 0, 0])
  }

  @Test(arguments: [100, 5_000, 50_000])
  func collisionsAreEstimated(_ count: Int) {
    var rows: [Int: Int] = [:]
    for value in 0..<10_000 {
      let row = Array("value \(value)".utf8).withUnsafeBytes { HashBuckets.row(hash: ByteHash.hash($0), count: count) }
      #expect((1...count).contains(row))
      rows[row, default: 0] += 1
    }
    let shared = rows.values.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }
    let buckets = HashBuckets(count: count, used: rows.count, distinctValues: 10_000)
    #expect(abs(buckets.collisions - Double(shared) / 10_000) < 0.02)
  }

  @Test(arguments: [0, 1, 100, 10_000, 300_000])
  func distinctValuesAreCountedAlmostExactly(_ count: Int) {
    var distinct = DistinctCount()
    for _ in 0..<2 {
      for value in 0..<count { Array("v\(value)".utf8).withUnsafeBytes { distinct.insert(ByteHash.hash($0)) } }
    }
    #expect(abs(Double(distinct.value - count)) <= 0.02 * Double(count))
  }
}
