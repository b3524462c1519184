import Files
import Foundation
import Testing

@testable import ClickLog

@Suite struct HashBucketsTests {
  private static let schema = """
    label: y
    scenario: s
    split: {order: [0.8, 0.1, 0.1]}
    features:
      u: {kind: id, buckets: 64}
      tags: {kind: ids, separator: "|", buckets: 7}
      one: {kind: id, buckets: 1}

    """

  private static func text(_ rows: Int) -> String {
    "y,s,u,tags,one\n" + (0..<rows).map { "\($0 % 2),a,u\($0),g\($0 % 5)|g\($0 % 11),o\($0)\n" }.joined()
  }

  private func hash(_ text: String) -> UInt64 { Array(text.utf8).withUnsafeBytes { ByteHash.hash($0) } }

  @Test func rowsAreWithinBoundsAndOfTheirValuesAlone() throws {
    let folder = try LogFolder(["log.csv": Self.text(500)])
    let log = try folder.prepared(Self.schema)
    let fields = log.encoding.fields
    #expect(fields.map(\.rows) == [65, 8, 2] && log.encoding.totalRows == 75)
    var used: Set<Int32> = []
    for row in log.all.table() {
      let u = row.bags[0][0]
      #expect((1...64).contains(u))
      #expect(u == Int32(HashBuckets.row(hash: hash("u\(row.number)"), count: 64)))
      if row.number < 400 { used.insert(u) }
      #expect(row.bags[1].count == 2 && row.bags[1].allSatisfy { (66...72).contains($0) })
      #expect(
        row.bags[1]
          == ["g\(row.number % 5)", "g\(row.number % 11)"].map {
            65 + Int32(HashBuckets.row(hash: hash($0), count: 7))
          })
      #expect(row.bags[2] == [74])
    }
    guard case .hashed(let buckets)? = fields[0].values else {
      Issue.record("expected hash buckets")
      return
    }
    // Of the training part alone.
    #expect(buckets.used == used.count && buckets.count == 64 && (398...402).contains(buckets.distinctValues))
    // Nothing is unknown to a hash.
    #expect(log.statistics.fields[0].shares == [0, 0, 0])
    let again = try folder.prepared(Self.schema, of: "log.csv", into: "again", .cut(200, threads: 3))
    #expect(again.all.table() == log.all.table() && again.encoding == log.encoding)
  }

  @Test func aFileHoldsThemWhole() throws {
    let folder = try LogFolder(["log.csv": Self.text(300)])
    let log = try folder.prepared(Self.schema)
    let loaded = try Encoding.load(from: folder["store/vocabulary"])
    #expect(loaded == log.encoding)
    // A log coded with what was loaded has the same rows.
    try folder.write("later.csv", "y,s,u,tags,one\n1,a,u7,g1,new\n0,a,never seen,,\n")
    let later = try LogPreparer(source: LogSource(data: folder["later.csv"]), encoding: loaded)
      .prepare(into: folder["later"])
    #expect(later.all.table()[0].bags[0] == log.all.table()[7].bags[0])
    #expect(later.all.table()[1].bags[1].isEmpty)
    let file = folder["store/vocabulary/00-u.tsv"]
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacingOccurrences(of: "\t64\n", with: "\t65\n").write(to: file, atomically: true, encoding: .utf8)
    try folder.relist("store/vocabulary", "00-u.tsv", was: Data(text.utf8))
    #expect(
      LogFolder.line { _ = try Encoding.load(from: folder["store/vocabulary"]) }
        == "00-u.tsv, line 1: expected 64 hash buckets, as schema.yaml says")
  }

  @Test(arguments: [5_000, 50_000])
  func theShareOfCollisionsIsAboutTheTruth(_ count: Int) {
    var rows: [Int: Int] = [:]
    var distinct = DistinctCount()
    for i in 0..<10_000 {
      let hash = hash("value \(i)")
      rows[HashBuckets.row(hash: hash, count: count), default: 0] += 1
      distinct.insert(hash)
    }
    let truth = Double(rows.values.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }) / 10_000
    let buckets = HashBuckets(count: count, used: rows.count, distinctValues: distinct.value)
    #expect(abs(buckets.collisions - truth) < 0.03 * truth, "\(buckets.collisions), \(truth)")
    // As many rows are in use as balls thrown at random leave.
    let expected = Double(count) * (1 - exp(-10_000 / Double(count)))
    #expect(abs(Double(rows.count) - expected) < 0.02 * expected)
  }

  @Test(arguments: [0, 1, 100, 10_000, 1_000_000])
  func distinctValuesAreCountedWithinTwoPercent(_ count: Int) {
    var distinct = DistinctCount()
    for i in 0..<count {
      let hash = ByteHash.hash(UInt64(i))
      distinct.insert(hash)
      if i % 3 == 0 { distinct.insert(hash) }
    }
    #expect(abs(Double(distinct.value - count)) <= 0.02 * Double(count), "\(distinct.value)")
  }
}
