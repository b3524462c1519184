import Foundation
import Tensors
import Testing

@testable import ClickLog

/// What a row sees of the rows before it: never its own label, nor one of its time or later.
@Suite struct RunningStatisticsTests {
  /// Those of the schema, each behind what it refines.
  private static let keys = [["user"], ["page"], ["user", "page"]]

  /// A log in no order, many of whose rows share a time.
  private struct Log {
    struct Row {
      var time: Int
      var user: String
      var page: String
      var click: Int
      var weight: Double
    }

    var rows: [Row]

    init(rows count: Int, seed: UInt64) {
      var draw = RandomGenerator(seed: seed)
      rows = (0..<count).map { _ in
        Row(
          time: draw.index(below: 40), user: "u\(draw.index(below: 9))", page: ["a", "b", ""][draw.index(below: 3)],
          click: draw.index(below: 2), weight: Double(1 + draw.index(below: 4)))
      }
    }

    var text: String {
      "t,user,page,y,w\n" + rows.map { "\($0.time),\($0.user),\($0.page),\($0.click),\($0.weight)\n" }.joined()
    }

    func value(_ row: Int, _ key: [String]) -> [String] { key.map { $0 == "user" ? rows[row].user : rows[row].page } }
  }

  private static func schema(_ changes: [String: String] = [:]) -> String {
    var keys = [
      "label": "y", "scenario": "page", "time": "t", "split": "{by: t, validation: 25, test: 30}",
      "statistics": "{keys: [user, [user, page], page]}",
      "features": "{user: {kind: id}, page: {kind: id}}", "minimumCount": "1",
    ]
    keys.merge(changes) { $1 }
    return keys.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { "\($0): \($1)\n" }.joined()
  }

  /// Of each row of the input, its part and what it sees of each key.
  private func counts(_ log: PreparedLog) -> [Int: (part: PartName, counts: [StoredCount])] {
    var found: [Int: (PartName, [StoredCount])] = [:]
    for part in PartName.allCases {
      let rows = log.part(part).sections.joined().map { $0 }
      for row in rows { found[log.columns.rowNumbers[row]] = (part, log.columns.counts.map { $0.counts[row] }) }
    }
    return found
  }

  @Test(arguments: [false, true])
  func aRowSeesTrainingRowsBeforeIt(weighted: Bool) throws {
    let log = Log(rows: 600, seed: 3)
    let folder = try LogFolder(["log.csv": log.text])
    let prepared = try folder.prepared(Self.schema(["weight": weighted ? "w" : ""]), of: "log.csv", .cut(700))
    let found = counts(prepared)
    #expect(found.count == 600)
    for (row, (part, counts)) in found {
      for (key, count) in zip(Self.keys, counts) {
        let before = log.rows.indices.filter { other in
          log.rows[other].time < 25 && (part != .training || log.rows[other].time < log.rows[row].time)
            && log.value(other, key) == log.value(row, key)
        }
        let weights = before.map { weighted ? Float(log.rows[$0].weight) : 1 }
        let clicks = zip(before, weights).reduce(0) { $0 + Float(log.rows[$1.0].click) * $1.1 }
        #expect(count == StoredCount(rows: weights.reduce(0, +), clicks: clicks), "row \(row), \(key)")
      }
    }
  }

  /// Whatever labels at a row's time and after it say, it sees the same.
  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func noRowSeesItsOwnLabelOrItsFuture(seed: UInt64) throws {
    let log = Log(rows: 200, seed: seed)
    var draw = RandomGenerator(seed: seed).child("times")
    let time = 1 + draw.index(below: 24)
    var other = log
    for row in other.rows.indices where other.rows[row].time >= time {
      other.rows[row].click = 1 - other.rows[row].click
    }
    let folder = try LogFolder(["log.csv": log.text, "other.csv": other.text])
    let (a, b) = (
      counts(try folder.prepared(Self.schema(), of: "log.csv", into: "a")),
      counts(try folder.prepared(Self.schema(), of: "other.csv", into: "b"))
    )
    let seen = log.rows.indices.filter { log.rows[$0].time <= time }
    for row in seen { #expect(a[row]?.counts == b[row]?.counts) }
    #expect(log.rows.indices.contains { a[$0]?.counts != b[$0]?.counts })
  }

  /// Where rows are split at random, a row's folds are other rows than its own.
  @Test func aRowOfARandomSplitSeesOtherFolds() throws {
    let log = Log(rows: 500, seed: 11)
    let schema = Self.schema(["split": "{random: [0.6, 0.2, 0.2]}"])
    let folder = try LogFolder(["log.csv": log.text])
    let before = counts(try folder.prepared(schema, of: "log.csv", into: "a"))
    var differences = 0
    for row in stride(from: 0, to: 500, by: 50) {
      var other = log
      other.rows[row].click = 1 - other.rows[row].click
      try folder.write("other.csv", other.text)
      let after = counts(try folder.prepared(schema, of: "other.csv", into: "b"))
      #expect(before[row]?.counts == after[row]?.counts)
      differences += log.rows.indices.count { before[$0]?.counts != after[$0]?.counts }
    }
    #expect(differences > 0)
    // Later parts see all of the training part.
    for (row, (part, counts)) in before where part != .training {
      let seen = log.rows.indices.filter { before[$0]?.part == .training && log.rows[$0].user == log.rows[row].user }
      #expect(counts[0].rows == Float(seen.count))
    }
  }

  @Test func anyNumberOfThreadsCountsTheSame() throws {
    let folder = try LogFolder(["log.csv": Log(rows: 900, seed: 5).text])
    _ = try folder.prepared(Self.schema(), of: "log.csv", into: "one", .cut(300, threads: 1))
    _ = try folder.prepared(Self.schema(), of: "log.csv", into: "three", .cut(5000, threads: 3))
    try LogFolder.expectSameFiles(folder["one"], folder["three"])
  }

  /// A run's encoding gives a row in memory, and one of a later log, what the training part says of it.
  @Test func aLaterRowSeesTheWholeTrainingPart() throws {
    let (log, later) = (Log(rows: 400, seed: 6), Log(rows: 50, seed: 7))
    let folder = try LogFolder(["log.csv": log.text, "later.csv": later.text])
    let encoding = try folder.prepared(Self.schema(), of: "log.csv").encoding
    #expect(try Encoding.load(from: folder["store/vocabulary"]) == encoding)
    let source = try LogSource(data: folder["later.csv"])
    let prepared = try LogPreparer(source: source, encoding: encoding, labelsRequired: false).prepare(
      into: folder["later"])
    let inStore = prepared.all.batches(size: 100).flatMap(\.numbers)
    let encoder = try RowEncoder(encoding, tables: folder.url)
    let rows = later.rows.map { ["user": RowValue.text($0.user), "page": .text($0.page)] }
    #expect(try encoder.batch(of: rows).numbers == inStore)
    #expect(inStore.count == 50 * 6)
    let training = log.rows.filter { $0.time < 25 }
    let n = training.count { $0.user == later.rows[0].user }
    #expect(counts(prepared)[0]?.counts[0].rows == Float(n))
  }

  /// The very log of the training, coded again by the run, is what it was.
  @Test func theLogOfTheTrainingIsTheSameAgain() throws {
    let folder = try LogFolder(["log.csv": Log(rows: 300, seed: 8).text])
    let first = try folder.prepared(Self.schema(), of: "log.csv")
    let again = try LogPreparer(source: LogSource(data: folder["log.csv"]), encoding: first.encoding).prepare(
      into: folder["again"])
    #expect(counts(first).mapValues(\.counts) == counts(again).mapValues(\.counts))
  }

  /// A day more: its rows see the store's training rows too, and the rows before it see what they saw.
  @Test func appendedRowsSeeThoseBefore() throws {
    let (first, second) = (Log(rows: 300, seed: 9), Log(rows: 200, seed: 10))
    let folder = try LogFolder(["log.csv": first.text, "more.csv": second.text])
    let before = counts(try folder.prepared(Self.schema(), of: "log.csv"))
    let joined = try PreparedLog.append(LogSource(data: folder["more.csv"]), to: folder["store"])
    let after = counts(joined)
    for row in 0..<300 { #expect(before[row]?.counts == after[row]?.counts) }
    let user = second.rows[0].user
    let old = first.rows.count { $0.user == user && $0.time < 25 }
    let limit = second.rows[0].time < 25 ? second.rows[0].time : 25
    let new = second.rows.count { $0.user == user && $0.time < limit }
    #expect(after[300]?.counts[0].rows == Float(old + new))
    #expect(joined.encoding.statistics?.keys == (try Encoding.load(from: folder["store/vocabulary"])).statistics?.keys)
  }

  /// Keys are chosen by what they say of validation rows.
  @Test func automaticKeysAreThoseThatTell() throws {
    var draw = RandomGenerator(seed: 12)
    let rates = (0..<300).map { _ in draw.uniform() }
    var rows = "t,user,noise,page,y\n"
    for row in 0..<20_000 {
      let user = draw.index(below: 300)
      rows +=
        "\(row),u\(user),n\(draw.index(below: 300)),p\(draw.index(below: 3)),\(draw.uniform() < rates[user] ? 1 : 0)\n"
    }
    let folder = try LogFolder(["log.csv": rows])
    let text = Self.schema([
      "statistics": "auto", "split": "{order: [0.7, 0.15, 0.15]}",
      "features": "{user: {kind: id}, noise: {kind: id}, page: {kind: id}}",
    ])
    let encoding = try folder.prepared(text, of: "log.csv").encoding
    #expect(encoding.statistics?.keys.map(\.columns) == [["user"]])
    #expect(encoding.schema.statistics == .keys([["user"]]))
    // Where nobody asked for them, a log may be too large.
    var schema = try Schema.parse(yaml: text, file: "schema")
    for (most, keys) in [(13_999, nil), (14_000, Schema.Statistics.keys([["user"]]))] {
      schema.statistics = .automatic(upTo: most)
      let source = try LogSource(data: folder["log.csv"], schema: schema)
      let log = try LogPreparer(source: source, schema: schema, seed: 1).prepare(into: folder["store-\(most)"])
      #expect(log.encoding.schema.statistics == keys && (log.encoding.statistics == nil) == (keys == nil))
    }
  }

  @Test(arguments: [
    ("{keys: [nobody]}", "no column \"nobody\" (key of the statistics of the schema)"),
    ("{keys: [y]}", "the label y cannot be in a key of statistics; it is what is to be predicted"),
    ("{keys: []}", "expected at least one key, like [user_id, [user_id, tab]]"),
    ("{keys: [[user, user]]}", "expected a column for a key of statistics, or several, each once"),
    ("{keys: [[user, page], [page, user]]}", "the key page, user is there twice"),
    ("all", "expected auto, none, or keys like {keys: [user_id, [user_id, tab]]}, found \"all\""),
    ("{keys: [tags]}", "tags has lists of values; a key of statistics has one value in a row"),
    ("{key: [user]}", "unknown key \"key\" in statistics"),
  ])
  func whatIsNoKeyIsRefused(statistics: String, problem: String) throws {
    let folder = try LogFolder(["log.csv": Log(rows: 50, seed: 1).text])
    let lists = statistics.contains("tags") ? ", tags: {kind: ids}" : ""
    let features = "{user: {kind: id}, page: {kind: id}\(lists)}"
    let line = LogFolder.line {
      _ = try folder.prepared(Self.schema(["statistics": statistics, "features": features]), of: "log.csv")
    }
    #expect(line.contains(problem), "\(line)")
  }
}
