import Foundation
import Testing

@testable import SimulatedLogs

struct SimulatedAliCCPTests {
  private static let names = [
    "common_features_test.csv", "common_features_train.csv", "sample_skeleton_test.csv", "sample_skeleton_train.csv",
    "schema.yaml", "truth_test.csv", "truth_train.csv",
  ]
  private static let userFields = ["101", "121", "122", "124", "125", "126", "127", "128", "129"]
  private static let histories = ["109_14", "110_14", "127_14", "150_14"]
  private static let itemFields = ["205", "206", "207", "210", "216", "508", "509", "702", "853", "301"]

  private struct Entry {
    let field: String
    let id: Int
    let value: Double
  }

  private struct Row {
    let click: Int
    let conversion: Int
    let index: String
    let entries: [Entry]

    func has(_ field: String) -> [Entry] { entries.filter { $0.field == field } }
  }

  /// A log that was written, read back line by line with nothing but this test's own reading of the published form.
  private struct Written {
    let files: [String: Data]
    let summary: SimulatedAliCCP.Summary

    init(rows: Int, testRows: Int? = nil, seed: UInt64 = 1, threads: Int = 2, clusters: Int = 9) throws {
      let folder = try LogFolder()
      var settings = SimulatedAliCCP.Settings()
      (settings.rows, settings.testRows, settings.seed) = (rows, testRows, seed)
      (settings.threads, settings.clusters) = (threads, clusters)
      summary = try SimulatedAliCCP(settings).write(to: folder.url)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
      files = Dictionary(uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: folder[$0])) })
    }

    func lines(_ file: String) throws -> [Substring] {
      let text = String(decoding: try #require(files[file]), as: UTF8.self)
      #expect(text.isEmpty || text.hasSuffix("\n"))
      return split(text[...], "\n").dropLast()
    }

    func entries(_ list: Substring, count: Substring) throws -> [Entry] {
      let entries = try split(list, "\u{1}").map { entry in
        let (field, rest) = try halves(entry, "\u{2}")
        let (id, value) = try halves(rest, "\u{3}")
        return Entry(field: String(field), id: try #require(Int(id)), value: try #require(Double(value)))
      }
      #expect(Int(count) == entries.count)
      return entries
    }

    /// By bytes: by characters it takes minutes.
    private func split(_ text: Substring, _ separator: Unicode.Scalar) -> [Substring] {
      text.utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false).map { Substring($0) }
    }

    private func halves(_ text: Substring, _ separator: Unicode.Scalar) throws -> (Substring, Substring) {
      let parts = split(text, separator)
      try #require(parts.count == 2, "\(text)")
      return (parts[0], parts[1])
    }

    func common(_ part: String) throws -> [String: [Entry]] {
      let lines = try lines("common_features_\(part).csv").map { line in
        let cells = split(line, ",")
        try #require(cells.count == 3)
        #expect(cells[0].count == 16 && cells[0].allSatisfy { $0.isHexDigit && !$0.isUppercase })
        return (String(cells[0]), try entries(cells[2], count: cells[1]))
      }
      // Traps if an index comes twice.
      return Dictionary(uniqueKeysWithValues: lines)
    }

    func skeleton(_ part: String) throws -> [Row] {
      try lines("sample_skeleton_\(part).csv").enumerated().map { number, line in
        let cells = split(line, ",")
        try #require(cells.count == 6)
        #expect(Int(cells[0]) == number + 1)
        return Row(
          click: try #require(Int(cells[1])), conversion: try #require(Int(cells[2])), index: String(cells[3]),
          entries: try entries(cells[5], count: cells[4]))
      }
    }

    func truth(_ part: String) throws -> PlantedTruth {
      let folder = try LogFolder()
      try folder.write("truth.csv", try #require(files["truth_\(part).csv"]))
      return try PlantedTruth.load(folder["truth.csv"])
    }
  }

  @Test("The bytes are the same on one thread and on three, and others for another seed")
  func threadsDoNotChangeTheBytes() throws {
    // More than one block, and a last one that is not full.
    let one = try Written(rows: 40_000, testRows: 17_000, threads: 1)
    let three = try Written(rows: 40_000, testRows: 17_000, threads: 3)
    #expect(one.files == three.files && one.files.keys.sorted() == Self.names)
    #expect(one.summary.bestPossibleAUC == three.summary.bestPossibleAUC)
    let other = try Written(rows: 40_000, testRows: 17_000, seed: 2)
    for name in Self.names where name != "schema.yaml" { #expect(one.files[name] != other.files[name], "\(name)") }
  }

  @Test("Every line of the skeleton and of the common file has the published form", arguments: ["train", "test"])
  func everyLineHasThePublishedForm(part: String) throws {
    let log = try Written(rows: 20_000)
    let common = try log.common(part)
    let rows = try log.skeleton(part)
    #expect(rows.count == 20_000)
    #expect(Set(rows.map(\.index)) == Set(common.keys))

    var fieldOfId: [Int: String] = [:]
    for entry in rows.flatMap(\.entries) + common.values.flatMap({ $0 }) {
      #expect(fieldOfId.updateValue(entry.field, forKey: entry.id) ?? entry.field == entry.field)
      let count = (exp(entry.value) - 1).rounded()
      #expect(entry.value == 1 || count >= 1 && abs(log1p(count) - entry.value) < 6e-6, "\(entry)")
    }
    for entries in common.values {
      let order = entries.map(\.field)
      #expect(order == (Self.userFields + Self.histories).flatMap { name in order.filter { $0 == name } })
      for name in Self.userFields { #expect(order.count { $0 == name } <= 1) }
      #expect(order.first == "101")
      for name in Self.histories {
        let ids = entries.filter { $0.field == name }.map(\.id)
        #expect(Set(ids).count == ids.count && ids.count <= 500)
      }
    }
    for row in rows {
      #expect((0...1).contains(row.click) && (0...1).contains(row.conversion))
      #expect(row.entries.allSatisfy { Self.itemFields.contains($0.field) })
      #expect(row.has("205").count == 1 && row.has("301").count == 1 && row.has("210").count <= 5)
      for name in Self.itemFields where name != "210" { #expect(row.has(name).count <= 1) }
    }
  }

  @Test("A cross field is present exactly where the history has the item's value, with its weight")
  func crossesFollowTheHistories() throws {
    let log = try Written(rows: 20_000, testRows: 0)
    let common = try log.common("train")
    for (item, history, cross) in [("206", "109_14", "508"), ("207", "110_14", "509"), ("216", "127_14", "702")] {
      var (present, absent) = (0, 0)
      // The same value has another id in each field: which one, the first row tells; all others agree.
      var historyOf: [Int: Int] = [:]
      let pairs = try log.skeleton("train").filter { !$0.has(item).isEmpty }
      for row in pairs {
        guard let value = row.has(item).first, let found = row.has(cross).first else { continue }
        let seen = try #require(common[row.index]).filter { $0.field == history && $0.value == found.value }
        #expect(!seen.isEmpty, "\(cross)")
        if seen.count == 1 { historyOf[value.id] = seen[0].id }
      }
      for row in pairs {
        guard let value = row.has(item).first, let id = historyOf[value.id] else { continue }
        let seen = try #require(common[row.index]).first { $0.field == history && $0.id == id }
        #expect(seen?.value == row.has(cross).first?.value, "\(cross)")
        if seen == nil { absent += 1 } else { present += 1 }
      }
      #expect(present > 500 && absent > 500, "\(cross): \(present) and \(absent)")
    }
  }

  @Test("Histories have about the assumed lengths, visits the published one, and 5% of the users no attributes")
  func historiesAndAttributesAreAsAssumed() throws {
    let common = try Written(rows: 120_000, testRows: 0).common("train")
    for (name, range) in [("109_14", 15.0..<40), ("110_14", 25..<50), ("127_14", 20..<45), ("150_14", 15..<40)] {
      let lengths = common.values.map { entries in entries.count { $0.field == name } }
      let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
      #expect(range.contains(mean), "\(name): \(mean) values")
      #expect((lengths.max() ?? 0) > 60, "\(name)")
      #expect(lengths.count { $0 == 0 } < lengths.count / 10)
      #expect(common.values.contains { $0.contains { $0.field == name && $0.value > 1.5 } })
    }
    let bare = common.values.count { entries in
      Self.userFields.dropFirst().allSatisfy { name in !entries.contains { $0.field == name } }
    }
    #expect(abs(Double(bare) / Double(common.count) - 0.05) < 0.02)
    #expect(abs(120_000 / Double(common.count) - 57.9) < 0.5)
  }

  @Test(
    "Click, conversion and position rates and the overlap of the parts are near the published ones",
    arguments: [1, 2] as [UInt64])
  func ratesAreThePublishedOnes(seed: UInt64) throws {
    let log = try Written(rows: 200_000, testRows: 100_000, seed: seed)
    let (train, test) = (try log.skeleton("train"), try log.skeleton("test"))
    let clicks = (train + test).count { $0.click == 1 }
    #expect(abs(Double(clicks) / 300_000 - 0.04) < 0.006)
    let conversions = (train + test).count { $0.conversion == 1 }
    #expect(abs(Double(conversions) / Double(clicks) - 0.005) < 0.002)
    #expect(log.summary.clicks == clicks && log.summary.conversions == conversions)
    let contradictions = (train + test).count { $0.conversion == 1 && $0.click == 0 }
    #expect(contradictions >= 2 && contradictions < 25 && contradictions == log.summary.contradictions)

    var positions: [Int: Int] = [:]
    for row in train { positions[row.has("301")[0].id, default: 0] += 1 }
    let shares = positions.values.map { Double($0) / 200_000 }.sorted()
    #expect(zip(shares, [0.007, 0.381, 0.612]).allSatisfy { abs($0 - $1) < 0.005 } && shares.count == 3)

    // The parts share most users and items, and not all.
    let items = Set(train.map { $0.has("205")[0].id })
    let known = Double(test.count { items.contains($0.has("205")[0].id) }) / 100_000
    #expect(known > 0.85 && known < 0.97, "\(known)")
    let users = Set(try log.common("train").values.map { $0[0].id })
    let visits = try log.common("test").values.map { $0[0].id }
    let old = Double(visits.count { users.contains($0) }) / Double(visits.count)
    #expect(old > 0.6 && old < 0.85, "\(old)")
    let truth = try log.truth("test")
    #expect(truth.clusters.count == 100_000 && Set(truth.clusters) == Set(0..<9))
    let mean = truth.probabilities.reduce(0, +) / 100_000
    #expect(abs(mean - Double(test.count { $0.click == 1 }) / 100_000) < 0.002)
    let best = try #require(log.summary.bestPossibleAUC)
    #expect(best > 0.75 && best < 0.85)
    let found = try #require(areaUnderCurve(truth.probabilities, test.map { $0.click == 1 }))
    #expect(abs(best - found) < 1e-4)
  }

  @Test("Each part of 10,000 rows has a conversion without a click") func everyPartHasAContradiction() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let log = try Written(rows: 10_000, seed: seed)
      for part in ["train", "test"] {
        #expect(try log.skeleton(part).contains { $0.click == 0 && $0.conversion == 1 })
      }
    }
  }

  @Test("A log of few rows or none has all files and that many rows", arguments: [(0, 0), (1, 2), (2, 1), (3, 0)])
  func smallLogsAreWhole(rows: Int, testRows: Int) throws {
    let log = try Written(rows: rows, testRows: testRows, clusters: 1)
    #expect(log.files.keys.sorted() == Self.names)
    #expect(try log.skeleton("train").count == rows && log.skeleton("test").count == testRows)
    #expect(try log.truth("train").clusters == [Int32](repeating: 0, count: rows))
    #expect(try Set(log.skeleton("train").map(\.index)) == Set(log.common("train").keys))
    #expect(log.summary.rows == rows && log.summary.testRows == testRows)
  }

  @Test("A log whose writing is interrupted leaves the folder as it was") func interruptionLeavesTheFolder() throws {
    struct Stop: Error {}
    var settings = SimulatedAliCCP.Settings()
    (settings.rows, settings.testRows, settings.threads) = (60_000, 20_000, 3)
    for end in [1, 40_000, 60_000, 60_001, 80_000] {
      let folder = try LogFolder(["schema.yaml": "mine"])
      #expect(throws: Stop.self) {
        try SimulatedAliCCP(settings).write(to: folder.url) { if $0 >= end { throw Stop() } }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["schema.yaml"])
      #expect(try String(contentsOf: folder["schema.yaml"], encoding: .utf8) == "mine")
    }
  }

  @Test("Impossible settings are refused in one line that names the setting") func impossibleSettingsAreRefused() {
    func line(_ change: (inout SimulatedAliCCP.Settings) -> Void) -> String {
      var settings = SimulatedAliCCP.Settings()
      change(&settings)
      return LogFolder.line { _ = try SimulatedAliCCP(settings) }
    }
    #expect(line { $0.rows = -1 } == "simulated Ali-CCP, rows: expected 0 to 1000000000, found -1")
    #expect(line { $0.testRows = -1 }.contains("test rows: expected 0"))
    #expect(line { $0.clusters = 0 }.contains("clusters: expected 1"))
    #expect(line { $0.threads = -1 }.contains("threads: expected 0"))
  }
}
