import Foundation
import SimulatedLogs
import Testing

struct PlantedLogTests {
  /// A log that was written, read back column by column.
  private struct Written {
    let columns: [String: [String]]
    let truth: PlantedTruth
    let log: Data
    let schema: String
    let summary: PlantedLog.Summary

    init(_ settings: PlantedLog.Settings) throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("planted-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      summary = try PlantedLog(settings).write(to: folder)
      log = try Data(contentsOf: summary.log)
      schema = try String(contentsOf: summary.schema, encoding: .utf8)
      truth = try PlantedTruth.load(summary.truth)
      let lines = String(decoding: log, as: UTF8.self).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
      }
      let header = try #require(lines.first)
      #expect(lines.allSatisfy { $0.count == header.count })
      columns = Dictionary(
        uniqueKeysWithValues: header.enumerated().map { index, name in (name, lines.dropFirst().map { $0[index] }) })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
    }

    func column(_ name: String) throws -> [String] { try #require(columns[name]) }

    var clicks: [Bool] { get throws { try column("click").map { $0 == "1" } } }

    /// Rows per scenario and cluster.
    func meetings() throws -> [String: [Int32: Int]] {
      var counts: [String: [Int32: Int]] = [:]
      for (scenario, cluster) in zip(try column("scenario"), truth.clusters) {
        counts[scenario, default: [:]][cluster, default: 0] += 1
      }
      return counts
    }
  }

  private func settings(_ rows: Int, seed: UInt64 = 1, _ change: (inout PlantedLog.Settings) -> Void = { _ in })
    -> PlantedLog.Settings
  {
    var settings = PlantedLog.Settings()
    settings.rows = rows
    settings.seed = seed
    change(&settings)
    return settings
  }

  @Test("Equal settings give equal bytes, another seed gives others") func equalSettingsGiveEqualBytes() throws {
    let first = try Written(settings(5000))
    let second = try Written(settings(5000))
    #expect(first.log == second.log)
    #expect(first.truth == second.truth)
    #expect(try Written(settings(5000, seed: 2)).log != first.log)
  }

  @Test(
    "Scenarios go from 40% to 0.5% of the rows, click rates from 0.5% to 11%, and the best AUC is near 0.82",
    arguments: [1, 2, 3] as [UInt64])
  func scenariosAreSkewedAndClicksAreRare(seed: UInt64) throws {
    let log = try Written(settings(120_000, seed: seed))
    var rows: [String: Int] = [:]
    var clicks: [String: Int] = [:]
    for (scenario, click) in zip(try log.column("scenario"), try log.clicks) {
      rows[scenario, default: 0] += 1
      clicks[scenario, default: 0] += click ? 1 : 0
    }
    let shares = rows.values.map { Double($0) / 120_000 }.sorted(by: >)
    #expect(shares.count == 8)
    #expect(abs(shares[0] - 0.4) < 0.03)
    // Scenarios are drawn visit by visit: 12,000 visits of about 10 rows, whose lengths double the variance.
    let deviation = (2 * 0.005 / 12_000).squareRoot()
    #expect(abs(shares[7] - 0.005) < 4 * deviation)
    for (scenario, rows) in rows {
      let rate = Double(clicks[scenario] ?? 0) / Double(rows)
      #expect(rate > 0.005 && rate < 0.11, "\(scenario): \(rate)")
    }
    #expect(log.summary.clicks == clicks.values.reduce(0, +))
    let best = try #require(areaUnderCurve(log.truth.probabilities, try log.clicks))
    #expect(best > 0.78 && best < 0.86, "best possible AUC \(best)")
    let meanTruth = log.truth.probabilities.reduce(0, +) / 120_000
    #expect(abs(meanTruth - Double(log.summary.clicks) / 120_000) < 0.003)
  }

  @Test("Each cluster has the same share of every scenario") func clustersDoNotLineUpWithScenarios() throws {
    for (_, clusters) in try Written(settings(100_000)).meetings() {
      let rows = clusters.values.reduce(0, +)
      // Clusters are drawn visit by visit, 10 rows each, so four deviations of a share are those of rows / 10 draws;
      // long visits add to that.
      let tolerance = 6 * (0.25 * 0.75 / (Double(rows) / 10)).squareRoot()
      for cluster in 0..<4 {
        let share = Double(clusters[Int32(cluster)] ?? 0) / Double(rows)
        #expect(abs(share - 0.25) < tolerance)
      }
    }
  }

  @Test("Aligned, each scenario has one cluster") func alignedClustersAreTheScenarios() throws {
    let log = try Written(settings(50_000) { $0.aligned = true })
    let meetings = try log.meetings()
    #expect(meetings.values.allSatisfy { $0.count == 1 })
    #expect(Set(log.truth.clusters).count == 4)
  }

  @Test("Clusters have the shares of the settings") func clusterSharesAreAsAsked() throws {
    let shares = [60.0, 25, 10, 5]
    let log = try Written(settings(100_000) { $0.clusterShares = shares })
    for (cluster, share) in shares.enumerated() {
      let found = Double(log.truth.clusters.count { $0 == Int32(cluster) }) / 1000
      #expect(abs(found - share) < 2.5)
    }
  }

  @Test("The popularity of users and items follows Zipf's law") func popularityFollowsZipf() throws {
    let log = try Written(settings(100_000))
    for (column, exponent) in [("item_id", 0.9), ("user_id", 0.7)] {
      let counts = Dictionary(grouping: try log.column(column)) { $0 }.values.map(\.count).sorted(by: >)
      // Between ranks 5 and 200 the counts fall about as the power law says; clusters and visits blur it.
      let slope = log2(Double(counts[4]) / Double(counts[199])) / log2(200.0 / 5)
      #expect(abs(slope - exponent) < 0.35, "\(column): \(slope)")
      #expect(counts.count > 2000)
    }
  }

  @Test("Times increase over the days, and a session has one user, scenario and cluster")
  func timeIncreasesAndSessionsAreVisits() throws {
    let log = try Written(settings(40_000))
    let times = try log.column("time_ms").compactMap { Int($0) }
    #expect(times.count == 40_000)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    let dates = try log.column("date")
    #expect(dates == dates.sorted())
    #expect(Set(dates).sorted() == (1...7).map { "2024010\($0)" })
    #expect(log.schema.contains("split: {by: date, validation: 20240106, test: 20240107}"))

    let sessions = try log.column("session").compactMap { Int($0) }
    #expect(zip(sessions, sessions.dropFirst()).allSatisfy { $0 == $1 || $0 + 1 == $1 })
    #expect(sessions.last == log.summary.sessions)
    let (users, scenarios) = (try log.column("user_id"), try log.column("scenario"))
    for row in 1..<40_000 where sessions[row] == sessions[row - 1] {
      #expect(users[row] == users[row - 1] && scenarios[row] == scenarios[row - 1])
      #expect(log.truth.clusters[row] == log.truth.clusters[row - 1])
    }
  }

  @Test("A value that attracts clicks in one cluster repels them in another")
  func valuesMeanDifferentThingsInDifferentClusters() throws {
    let log = try Written(settings(120_000))
    // The numeric feature alone: its effect has opposite signs in clusters 0 and 1.
    let durations = try log.column("duration").compactMap { Double($0) }
    let clicks = try log.clicks
    func area(_ cluster: Int32) throws -> Double {
      let rows = log.truth.clusters.indices.filter { log.truth.clusters[$0] == cluster }
      return try #require(areaUnderCurve(rows.map { durations[$0] }, rows.map { clicks[$0] }))
    }
    #expect(try area(0) > 0.54)
    #expect(try area(1) < 0.46)
  }

  @Test("A log of few rows or none has all columns and that many rows", arguments: [0, 1, 2, 7, 8, 9])
  func smallLogsAreWhole(rows: Int) throws {
    let log = try Written(settings(rows))
    #expect(log.truth.clusters.count == rows)
    #expect(try log.column("click").count == rows)
  }

  @Test("A log of one cluster, scenario, user and item is written") func degenerateSettingsAreWritten() throws {
    let log = try Written(
      settings(500) {
        ($0.clusters, $0.scenarios, $0.users, $0.items, $0.fields, $0.valuesPerField) = (1, 1, 1, 1, 3, 2)
      })
    #expect(Set(log.truth.clusters) == [0])
  }

  @Test("Impossible settings are refused with a PlantedLogError") func impossibleSettingsAreRefused() {
    for change: (inout PlantedLog.Settings) -> Void in [
      { $0.clusters = 0 }, { $0.rows = -1 }, { $0.days = 2 }, { $0.clusterShares = [1, 2] }, { $0.fields = 2 },
    ] {
      #expect(throws: PlantedLogError.self) { try PlantedLog(settings(10, change)) }
    }
  }

  @Test(
    "A damaged truth file is refused in one line that names the place",
    arguments: [
      ("row,cluster\n", "header"), ("row,cluster,probability\n0,1\n", "3 cells"),
      ("row,cluster,probability\n0,1,0.5\n2,1,0.5\n", "row 1, column row"),
      ("row,cluster,probability\n0,x,0.5\n", "column cluster"),
      ("row,cluster,probability\n0,1,1.5\n", "column probability"),
    ]) func damagedTruthIsRefusedInOneLine(text: String, part: String) throws
  {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("truth-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(text.utf8).write(to: url)
    let error = #expect(throws: PlantedTruth.LoadError.self) { try PlantedTruth.load(url) }
    let description = try #require(error).description
    #expect(description.contains(part) && !description.contains("\n"))
  }

  /// Set ADL_PLANTED to a folder to write a full log there and see how long it takes; ADL_PLANTED_SEED for another.
  @Test(
    "A full log is written where ADL_PLANTED names a folder",
    .enabled(if: ProcessInfo.processInfo.environment["ADL_PLANTED"] != nil))
  func fullLogIsWritten() throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = URL(fileURLWithPath: environment["ADL_PLANTED"] ?? "")
    let seed = UInt64(environment["ADL_PLANTED_SEED"] ?? "") ?? 1
    var summary: PlantedLog.Summary?
    let seconds = try ContinuousClock().measure {
      summary = try PlantedLog(settings(300_000, seed: seed)).write(to: folder)
    }
    print("planted: \(summary?.rows ?? 0) rows, \(summary?.clicks ?? 0) clicks in \(seconds)")
  }

  @Test("A truth file's own text stays one line of moderate length, whatever is in it")
  func hostileTruth() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("truth-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    for text in ["row\u{1B}[2J\rcluster", "row,cluster,probability\n0,0,\(String(repeating: "9\u{85}", count: 4000))"] {
      try text.write(to: url, atomically: true, encoding: .utf8)
      let error = #expect(throws: PlantedTruth.LoadError.self) { try PlantedTruth.load(url) }
      let line = error?.description ?? ""
      #expect(!line.isEmpty && line.unicodeScalars.count <= 1200 && !line.contains(where: \.isNewline))
    }
  }
}
