import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

@Suite struct ComparisonRunTests {
  private let models: [ModelKind] = [.dnn, .adl]

  private func compare(
    _ log: SmallLog, _ settings: RunSettings = SmallLog.settings(), seeds: Int = 1, tune trials: Int? = nil,
    in name: String = "compared"
  ) throws -> Comparison {
    let folder = ComparisonFolder(log.place.url.appendingPathComponent(name))
    let run = ComparisonRun(
      models.map { Candidate($0, settings) }, firstSeed: settings.seed, seeds: seeds, trials: trials, in: folder)
    return try run.compare(on: log.data)
  }

  private func stop(_ log: SmallLog, _ settings: RunSettings, in folder: RunFolder) {
    #expect(throws: Interruption.self) {
      _ = try Trainer(settings, log: log.log, in: Workspace(threads: 2)).train(
        in: folder.trainingFiles, observer: StopAfter(steps: 30))
    }
  }

  @Test func figuresAreThoseOfTheRuns() throws {
    let log = try SmallLog(rows: 6_000)
    let found = try compare(log, SmallLog.settings { $0.seed = 3 }, seeds: 2)
    #expect(found.seeds == [3, 4] && found.models.map(\.name) == ["dnn", "adl"] && found.tuning.isEmpty)
    for (model, seed) in [("dnn", 3), ("adl", 4)] {
      let metrics = try log.folder("compared/\(model)-\(seed)").readMetrics()
      let run = try #require(found.models.first { $0.name == model }?.runs[seed - 3])
      #expect(run.auc == metrics.auc && run.training == metrics.training)
    }
    let rival = try #require(found.verdict.rivals.first)
    #expect(abs((rival.deLong?.difference ?? 1) - rival.difference) < 1e-12)
    #expect(found.bestPossibleAUC != nil)
    for model in found.models { #expect(model.parameters.tower == model.parameters.towerByFormula) }
  }

  @Test func aFinishedRunIsReadAndAnUnfinishedOneResumes() throws {
    let log = try SmallLog(rows: 3_000)
    let whole = try compare(log, in: "whole")
    let folder = log.folder("compared/adl-1")
    try folder.begin(SmallLog.settings(), log.log.encoding)
    stop(log, SmallLog.settings(), in: folder.unfinished)
    var found = try compare(log)
    #expect(try log.modelBytes("compared/adl-1") == log.modelBytes("whole/adl-1"))
    #expect(try compare(log).json() == found.json(), "read back")
    for model in found.models.indices {
      found.models[model].training = whole.models[model].training
      found.models[model].runs[0].training = whole.models[model].runs[0].training
    }
    #expect(try found.json() == whole.json())
  }

  @Test func othersInTheWayStay() throws {
    let log = try SmallLog(rows: 2_000)
    let settings = SmallLog.settings { $0.learningRate = 0.01 }
    try log.folder("compared/adl-2").begin(settings, log.log.encoding)
    #expect(throws: LogError.self) { try compare(log, seeds: 2) }
    #expect(!log.folder("compared/dnn-1").isFinished, "said before anything is trained")
    #expect(try log.folder("compared/adl-2").unfinished.readSettings() == settings)
  }

  /// A model file from elsewhere: its rows would be compared under the other's name.
  @Test func aChangedModelIsFoundOut() throws {
    let log = try SmallLog(rows: 3_000)
    _ = try compare(log, seeds: 2)
    let model = log.folder("compared/adl-1").model
    try FileManager.default.removeItem(at: model)
    try FileManager.default.copyItem(at: log.folder("compared/adl-2").model, to: model)
    #expect(throws: LogError.self) { try compare(log, seeds: 2) }
  }

  @Test func trialsDependOnSeedModelAndNumberAlone() {
    let space = TuningSpace(start: SmallLog.settings())
    #expect(space.settings(.adl, trial: 0) == SmallLog.settings { $0.model = .adl })
    let trials = (1...200).map { space.settings(.adl, trial: $0) }
    #expect(trials.allSatisfy { (3e-4...3e-3).contains($0.learningRate) })
    #expect(trials.allSatisfy { $0.embeddingL2 == 0 || (1e-7...1e-4).contains($0.embeddingL2) })
    #expect((60...140).contains(trials.count { $0.embeddingL2 == 0 }))
    #expect(Set(trials.map(\.dropout)) == [0, 0.1, 0.2, 0.3])
    #expect(Set(trials.map(\.clusters)) == [2, 3, 5, 9, 15])
    #expect((60...140).contains(trials.count { $0.learningRate < 0.00095 }), "half below the geometric mean")
    #expect(Set(trials.map(\.learningRate)).count > 150)
    let dnn = (1...5).map { space.settings(.dnn, trial: $0) }
    #expect(dnn.allSatisfy { $0.clusters == 3 }, "it does not route")
    #expect(dnn.map(\.learningRate) != trials.prefix(5).map(\.learningRate))
    let other = TuningSpace(start: SmallLog.settings { $0.seed = 2 })
    #expect(other.settings(.adl, trial: 1).learningRate != trials[0].learningRate)
  }

  /// Trials of earlier versions are found again: the order of the draws is the order of the declarations.
  @Test("A trial's settings are those that its number always had")
  func drawsStay() {
    let space = TuningSpace(start: RunSettings())
    let (adl, dnn) = (space.settings(.adl, trial: 1), space.settings(.dnn, trial: 1))
    #expect(adl.learningRate == 0.000794 && adl.embeddingL2 == 2.9e-06 && adl.dropout == 0.1 && adl.clusters == 9)
    #expect(dnn.learningRate == 0.000538 && dnn.embeddingL2 == 0.0 && dnn.dropout == 0.2 && dnn.clusters == 9)
  }

  @Test func anInterruptedTrialGoesOn() throws {
    let log = try SmallLog(rows: 3_000)
    let whole = try compare(log, tune: 2, in: "whole")
    // As an interruption leaves it: what trials are made with, and the checkpoint of the first model's second.
    let folder = ComparisonFolder(log.place.url.appendingPathComponent("compared"))
    _ = try Tuning.open(SmallLog.settings(), trials: 2, on: log.log, in: folder.tuning)
    let trial = folder.tuning.trial(1, of: "dnn")
    try FileManager.default.createDirectory(at: trial.url, withIntermediateDirectories: true)
    stop(log, TuningSpace(start: SmallLog.settings()).settings(.dnn, trial: 1), in: trial)
    let found = try compare(log, tune: 2)
    #expect(found.tuning == whole.tuning && found.tuning.count == 4)
    #expect(!FileManager.default.fileExists(atPath: trial.url.path))
    #expect(try compare(log, tune: 2).json() == found.json(), "read back")
    // Fewer trials: those beyond are kept, and not chosen from.
    var fewer = try Tuning.open(SmallLog.settings(), trials: 1, on: log.log, in: folder.tuning)
    #expect(fewer.made.count == 4)
    #expect(try fewer.choose(.adl) == SmallLog.settings { $0.model = .adl })
    #expect(fewer.trials(of: [.adl]).map(\.chosen) == [true])
  }

  @Test func brokenNumbersAreATrialThatIsNoGood() throws {
    let log = try SmallLog(rows: 2_000)
    let settings = SmallLog.settings { $0.learningRate = 1e30 }
    let folder = ComparisonFolder(log.place.url.appendingPathComponent("compared"))
    var tuning = try Tuning.open(settings, trials: 2, on: log.log, in: folder.tuning)
    for number in 0..<2 {
      _ = try tuning.make(number, of: .dnn, as: TrainingTask("trial", epochs: 1))
    }
    #expect(tuning.made[0].quality == nil && tuning.made[1].quality != nil)
    #expect(try tuning.choose(.dnn).learningRate == tuning.made[1].learningRate)
    #expect(tuning.made.map(\.chosen) == [false, true])
  }

  @Test func timeLeftFollowsTheModels() {
    var progress = ComparisonProgress(trials: ["dnn"], runs: ["dnn", "adl"])
    #expect(progress.secondsLeft == nil && progress.current(.trial) == "trial 1 of 1")
    progress.finish(.trial, wasThere: true)
    #expect(progress.secondsLeft == nil, "what was there says nothing of time")
    progress.begin()
    usleep(20_000)
    progress.finish(.run, wasThere: false)
    #expect(progress.standing(.run) == "1 of 2 runs" && progress.current(.run) == "run 2 of 2")
    #expect((0.001...10).contains(progress.secondsLeft ?? 0))
    progress.finish(.run, wasThere: false)
    #expect(progress.secondsLeft == 0)
  }
}
