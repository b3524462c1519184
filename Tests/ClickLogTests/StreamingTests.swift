import Foundation
import Tensors
import Testing

@testable import ClickLog

/// What preparing in pieces must not change, and what it must leave when it is stopped.
@Suite struct StreamingTests {
  private static let schema = """
    log: log*
    label: click
    scenario: [tab, town]
    session: user
    time: t
    split: {order: [0.7, 0.1, 0.2]}
    dropDuplicates: true
    minimumCount: 2
    joins: [{file: side.*, on: user}]
    features:
      user: {kind: id}
      item: {kind: ids, separator: "|"}
      many: {kind: id, buckets: 40}
      price: {kind: number, buckets: 5}
      town: {kind: id}
      clubs: {kind: ids, separator: "|", weighted: true}
    """
  private static let header = "click,tab,user,item,many,price,t\n"

  private static func rows(_ range: Range<Int>) -> String {
    range.map { i in
      // Every 50th row is a copy of the one before; times are not in order and have ties.
      let n = i % 50 == 49 ? i - 1 : i
      return
        "\(n % 3 == 0 ? 1 : 0),t\(n % 3),u\(n * 7 % 90),i\(n % 11)|\"\"i\(n % 5),m\(n),\(n % 13 == 0 ? "" : "\(n % 37).5"),\(n * 31 % 97)\n"
        .replacingOccurrences(of: "\"\"", with: "")
    }.joined()
  }

  private static var side: String {
    "user,town,clubs\n" + (0..<80).map { "u\($0),w\($0 % 4),c\($0 % 9):0.5|d\($0 % 2):2\n" }.joined()
  }

  private static func folder() throws -> LogFolder {
    try LogFolder(["log.csv": header + rows(0..<3000), "side.csv": side])
  }

  private static func prepare(
    _ folder: LogFolder, as store: String = "store", _ options: PreparationOptions = PreparationOptions(),
    _ text: String = schema, progress: (LogProgress) throws -> Void = { _ in }
  ) throws -> PreparedLog {
    let schema = try Schema.parse(yaml: text)
    var preparer = try LogPreparer(source: LogSource(data: folder.url, pattern: schema.log), schema: schema)
    preparer.options = options
    return try preparer.prepare(into: folder[store], progress: progress)
  }

  @Test(arguments: [1, 2, 3], [64, 1000, 1 << 20])
  func neitherThreadsNorChunksMatter(_ threads: Int, _ chunk: Int) throws {
    let folder = try Self.folder()
    _ = try Self.prepare(folder)
    var options = PreparationOptions(threads: threads)
    options.chunkBytes = chunk
    options.hashesAtOnce = chunk
    let other = try Self.prepare(folder, as: "other", options)
    #expect(other.statistics.duplicates == 60)
    try LogFolder.expectSameFiles(folder["store"], folder["other"])
  }

  @Test func neitherFilesNorCompressionMatter() throws {
    let one = try Self.folder()
    _ = try Self.prepare(one)
    let several = try LogFolder([
      "log_1.csv": Self.header + Self.rows(0..<1), "log_2.csv": Self.header + Self.rows(1..<1500),
      "log_3.csv": Self.header + Self.rows(1500..<3000), "side.csv": Self.side,
    ])
    _ = try Self.prepare(several)
    try LogFolder.expectSameFiles(one["store"], several["store"], "in three files")
    let packed = try LogFolder()
    try packed.write("log.csv.gz", Data(Gzip.compress(Array((Self.header + Self.rows(0..<3000)).utf8))))
    try packed.write("side.csv.gz", Data(Gzip.compress(Array(Self.side.utf8))))
    _ = try Self.prepare(packed)
    try LogFolder.expectSameFiles(one["store"], packed["store"], "compressed")
    let tabs = try LogFolder([
      "log.tsv": (Self.header + Self.rows(0..<3000)).replacingOccurrences(of: ",", with: "\t"),
      "side.tsv": Self.side.replacingOccurrences(of: ",", with: "\t"),
    ])
    _ = try Self.prepare(tabs)
    try LogFolder.expectSameFiles(one["store"], tabs["store"], "with tabs")
  }

  @Test func folderNamesAreColumns() throws {
    let folder = try LogFolder(["_SUCCESS": "", "users.csv": "user,age\nu1,3\n"])
    for (day, part) in [("2024-01-01", 0), ("2024-01-02", 0), ("2024-01-02", 1), ("a%3Ab", 0)] {
      let place = folder["days/day=\(day)"]
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("click,tab\n1,\(part)\n".utf8).write(to: place.appendingPathComponent("part-\(part).csv"))
      try Data().write(to: place.appendingPathComponent(".part-0.csv.crc"))
    }
    let source = try LogSource(data: folder["days"])
    #expect(source.header == ["click", "tab", "day"])
    #expect(
      source.files.map(\.name) == [
        "day=2024-01-01/part-0.csv", "day=2024-01-02/part-0.csv", "day=2024-01-02/part-1.csv", "day=a%3Ab/part-0.csv",
      ])
    let schema = try Schema.parse(
      yaml:
        "label: click\nscenario: day\nsplit: {by: day, validation: b, test: c}\nminimumCount: 1\nfeatures: {tab: {kind: id}}"
    )
    let log = try LogPreparer(source: source, schema: schema).prepare(into: folder["store"])
    #expect(log.encoding.scenarios == ["2024-01-01", "2024-01-02", "a:b"])
    #expect(log.all.table().map(\.scenario) == [0, 1, 1, 2])
    let pattern = try LogSource(data: folder["days/day=2024*/part-0.csv"])
    #expect(pattern.files.count == 2 && pattern.header.last == "day")
  }

  @Test func aMalformedRowIsOneBadRow() throws {
    let folder = try LogFolder(["log.csv": "click,tab\n1,a\n0,\"b\"c\n1,\"a\"\n0,b\n"])
    let schema = "label: click\nscenario: tab\nsplit: {order: [0.5, 0.5]}\nfeatures: {tab: {kind: id}}"
    let line =
      "log.csv, row 2 (line 3): expected a delimiter after a closing quote (a quote inside a quoted value is written twice)"
    #expect(LogFolder.line { _ = try folder.prepare(schema) } == line)
    let log = try Self.prepare(folder, PreparationOptions(maxBadRows: 1), schema)
    #expect(log.rows == 3 && log.statistics.badRows == 1 && log.statistics.firstBadRows == [line])
    #expect(log.all.table().map(\.number) == [0, 2, 3])
  }

  @Test func badRowsLeaveNoTrace() throws {
    let folder = try LogFolder()
    var (good, mixed) = (Self.header, Self.header)
    var bad = 0
    for row in 0..<1000 {
      let line = Self.rows(row..<row + 1)
      good += line
      mixed += line
      if row % 10 == 3 {
        // The last column is the bad one: everything before it was coded already.
        mixed += "1,new tab,new user,new,new,5,never\n"
        bad += 1
      }
    }
    try folder.write("log.csv", Data(good.utf8))
    try folder.write("side.csv", Data(Self.side.utf8))
    let clean = try Self.prepare(folder)
    try folder.write("log.csv", Data(mixed.utf8))
    var options = PreparationOptions(maxBadRows: bad)
    options.chunkBytes = 2000
    let log = try Self.prepare(folder, as: "mixed", options)
    #expect(log.statistics.badRows == bad && log.statistics.firstBadRows.count == 10)
    #expect(log.statistics.firstBadRows[1].hasPrefix("log.csv, row 16 (line 17), column t:"))
    #expect(log.fingerprint == clean.fingerprint && log.encoding == clean.encoding)
    func plain(_ log: PreparedLog) -> [BatchRow] {
      log.all.table().map { row in
        var row = row
        (row.number, row.session) = (0, 0)
        return row
      }
    }
    #expect(plain(log) == plain(clean))
    let less = PreparationOptions(maxBadRows: bad - 1)
    #expect(LogFolder.line { _ = try Self.prepare(folder, as: "mixed", less) }.contains("row 5 (line 6), column t"))
  }

  @Test func whatWasReadIsNotReadAgain() throws {
    struct Stop: Error {}
    let folder = try Self.folder()
    _ = try Self.prepare(folder, as: "whole")
    var options = PreparationOptions(threads: 2, canGoOn: true)
    options.chunkBytes = 4000
    func stop(at stage: LogProgress.Stage, _ text: String = StreamingTests.schema) {
      #expect(throws: Stop.self) {
        _ = try Self.prepare(folder, options, text) { if $0.stage == stage { throw Stop() } }
      }
    }
    stop(at: .rows)
    let read = folder[".store.building/read"]
    let names = try FileManager.default.contentsOfDirectory(atPath: read.path).filter { $0.hasPrefix("log-") }.sorted()
    #expect(names.count > 10 && !FileManager.default.fileExists(atPath: folder["store"].path))
    func dates() throws -> [Date] {
      try names.map {
        try #require(
          try FileManager.default.attributesOfItem(atPath: read.appendingPathComponent($0).path)[.modificationDate]
            as? Date)
      }
    }
    let before = try dates()
    stop(at: .store)
    #expect(try dates() == before, "chunks that are there are not coded again")
    // Of another schema nothing can be taken.
    stop(at: .store, Self.schema.replacingOccurrences(of: "buckets: 5", with: "buckets: 6"))
    #expect(try dates() != before)
    _ = try Self.prepare(folder, options)
    try LogFolder.expectSameFiles(folder["whole"], folder["store"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        == ["log.csv", "side.csv", "store", "whole"])
  }

  /// Limits by radix selection against sorting, with ties, negative times and dropped rows.
  @Test func theOrderOfTimeIsThatOfSorting() throws {
    var generator = RandomGenerator(seed: 4)
    let times = (0..<500).map { _ in Double(generator.index(below: 40)) - 20 + (generator.uniform() < 0.5 ? 0.25 : 0) }
    let text = "click,tab,t\n" + times.enumerated().map { "\($0 % 2),a,\($1)\n" }.joined()
    let folder = try LogFolder(["log.csv": text])
    for (a, b) in [(0.5, 0.2), (0.333, 0.333), (0.01, 0.98)] {
      for drops in [false, true] {
        let rest = 1 - a - b
        let log = try folder.prepare(
          "label: click\nscenario: tab\ntime: t\nsplit: {order: [\(a), \(b), \(rest)]}\ndropDuplicates: \(drops)\nfeatures: {tab: {kind: id}}"
        )
        var seen: Set<String> = []
        let kept = times.indices.filter { !drops || seen.insert("\($0 % 2) \(times[$0])").inserted }
        let sorted = kept.sorted { (times[$0], $0) < (times[$1], $1) }
        let first = Int((a * Double(kept.count)).rounded())
        let second = Int(((a + b) * Double(kept.count)).rounded())
        #expect(log.part(.training).table().map(\.number) == sorted[..<first].sorted())
        #expect(log.part(.validation).table().map(\.number) == sorted[first..<second].sorted())
        #expect(log.part(.test).table().map(\.number) == sorted[second...].sorted())
      }
    }
  }
}
