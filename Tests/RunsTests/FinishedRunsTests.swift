import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Settings
import Testing

@testable import Runs

/// Finished runs beside one another on the same rows.
@Suite struct FinishedRunsTests {
  private func train(_ log: SmallLog, _ model: ModelKind, seed: Int, in name: String, dropout: Double = 0) throws
    -> RunFolder
  {
    let settings = SmallLog.settings { ($0.model, $0.seed, $0.epochs, $0.dropout) = (model, seed, 1, dropout) }
    _ = try log.train(settings, in: name)
    return log.folder(name)
  }

  @Test("Figures and tests are those of the comparison that trained the runs, to the last bit")
  func figures() throws {
    let log = try SmallLog(rows: 2_000)
    let settings = SmallLog.settings { $0.epochs = 1 }
    let compared = try ComparisonRun(
      [.dnn, .adl].map { Candidate($0, settings) }, firstSeed: 1, seeds: 2,
      in: ComparisonFolder(log.place.url.appendingPathComponent("c"))
    ).compare(on: log.data)
    let folders = ["dnn-2", "adl-1", "dnn-1", "adl-2"].map { log.folder("c/\($0)") }
    let planted = log.place.url.appendingPathComponent("planted").path
    let found = try FinishedRuns(folders).compare(on: planted)
    #expect(found.models.map(\.name) == ["dnn", "adl"] && found.models.map(\.title) == ["DNN", "ADL"])
    #expect(found.part == "test" && found.rows == compared.rows && found.seeds == [1, 2])
    #expect(found.models == compared.models && found.verdict == compared.verdict)
    #expect(found.bestPossibleAUC == compared.bestPossibleAUC)
    let all = try FinishedRuns(folders).compare(on: planted, part: .all, against: "dnn-1")
    #expect(all.rows == 2_000 && all.part == "all" && all.verdict.against == "dnn")
  }

  @Test("Single runs may have any seed; of one model they are told by their folders")
  func single() throws {
    let log = try SmallLog(rows: 2_000)
    let folders = try [
      train(log, .dnn, seed: 1, in: "first"), train(log, .dnn, seed: 5, in: "second", dropout: 0.1),
    ]
    let runs = try FinishedRuns(folders)
    #expect(runs.entrants.map(\.title) == ["DNN (first)", "DNN (second)"])
    let twice = try FinishedRuns([folders[0], folders[0]])
    #expect(twice.entrants.count == 2, "the same run is no second seed")
  }

  @Test("Runs that cannot be compared: one line each")
  func mistakes() throws {
    let log = try SmallLog(rows: 2_000)
    let folders = try [
      train(log, .dnn, seed: 1, in: "dnn-1"), train(log, .dnn, seed: 2, in: "dnn-2"),
      train(log, .star, seed: 1, in: "s"),
    ]
    let seeds = #expect(throws: SettingsError.self) { try FinishedRuns(folders) }
    #expect(seeds?.description == "expected runs of the same seeds, found 'dnn' of 1, 2 and 's' of 1")
    #expect(throws: LogError.self) { try FinishedRuns([log.folder("nothing")]) }
    let planted = log.place.url.appendingPathComponent("planted").path
    let name = #expect(throws: SettingsError.self) {
      try FinishedRuns([folders[0], folders[2]]).compare(on: planted, against: "dnn-3")
    }
    #expect(name?.description == "there is no entrant 'dnn-3'; did you mean \"dnn-1\"?")

    // Trained on another split of the same rows.
    let data = log.place.url.appendingPathComponent("planted")
    let schema = data.appendingPathComponent("schema.yaml")
    let text = try String(contentsOf: schema, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("split") }
    let other = log.place.url.appendingPathComponent("other.yaml")
    try (text.joined(separator: "\n") + "\nsplit: {random: [0.6, 0.2, 0.2]}\n").write(
      to: other, atomically: true, encoding: .utf8)
    let resplit = try DataSource.open(planted, schema: other.path).prepare(seed: 1)
    _ = try Run.train(
      SmallLog.settings { ($0.model, $0.epochs) = (.star, 1) }, on: resplit, in: log.folder("resplit"), report: false)
    let rows = #expect(throws: LogError.self) {
      try FinishedRuns([folders[0], log.folder("resplit")]).compare(on: planted)
    }
    #expect(rows?.description.contains("resplit: it judges other rows") == true, "\(rows?.description ?? "")")
  }
}
