import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

@Suite struct RunTests {
  @Test(arguments: ModelKind.allCases)
  func sameBitsOnAnyNumberOfThreads(_ model: ModelKind) throws {
    let log = try SmallLog()
    var first: Run?
    for threads in [1, 2, 3, 8] {
      let run = try log.train(
        SmallLog.settings {
          $0.model = model
          $0.dropout = 0.2
          $0.embeddingL2 = 1e-5
          $0.threads = threads
        }, in: "\(threads)")
      let one = first ?? run
      first = one
      #expect(try log.modelBytes("\(threads)") == log.modelBytes("1"), "\(threads) threads")
      #expect(run.predictions.probabilities.map(\.bitPattern) == one.predictions.probabilities.map(\.bitPattern))
      #expect(run.result == one.result)
      #expect(run.metrics.clusters == one.metrics.clusters)
      #expect(run.history.map(\.trainingLoss) == one.history.map(\.trainingLoss))
    }
  }

  @Test func anotherSeedGivesAnotherModel() throws {
    let log = try SmallLog(rows: 2_000)
    try log.train(SmallLog.settings(), in: "one")
    try log.train(SmallLog.settings { $0.seed = 2 }, in: "two")
    #expect(try log.modelBytes("one") != log.modelBytes("two"))
  }

  /// Stopped at any step, also the last of an epoch, and gone on with: byte for byte the model of an uninterrupted run.
  @Test(arguments: [1, 7, 22, 23, 24, 46])
  func resumedRunIsTheSame(stoppedAfter steps: Int) throws {
    let log = try SmallLog()
    let settings = SmallLog.settings { $0.dropout = 0.1 }
    try log.train(settings, in: "whole")

    let folder = log.folder("broken")
    try folder.begin(settings, log.log.encoding)
    let trainer = Trainer(settings, log: log.log, in: Workspace(threads: 2))
    #expect(throws: Interruption.self) {
      try trainer.train(in: folder.unfinished.trainingFiles, observer: StopAfter(steps: steps))
    }
    #expect(folder.isResumable && !folder.isFinished)
    let resumed = try log.train(settings, in: "broken", .resuming)
    #expect(try log.modelBytes("broken") == log.modelBytes("whole"))
    #expect(resumed.history.map(\.trainingLoss) == (try log.train(settings, in: "again")).history.map(\.trainingLoss))
  }

  @Test func bestWeightsAreKept() throws {
    let log = try SmallLog()
    let settings = SmallLog.settings {
      $0.learningRate = 0.02
      $0.epochs = 6
      $0.patience = 6
    }
    let run = try log.train(settings, in: "run")
    let aucs = run.history.compactMap(\.validationAUC)
    #expect(aucs.count == 6)
    #expect(aucs.last != aucs.max(), "the log is small enough to overfit")
    let trained = try TrainedRun(log.folder("run"))
    let predictions = try Scorer(trained.model).predictions(
      for: log.log.part(.validation), of: log.log)
    #expect(auc(scores: predictions.probabilities, labels: predictions.labels) == aucs.max())
    #expect(run.metrics.training.bestEpoch == (aucs.firstIndex(of: aucs.max() ?? 0) ?? -1) + 1)
    let kept = run.history[run.metrics.training.bestEpoch - 1]
    #expect(run.metrics.validation == Metrics.Validation(auc: aucs.max(), logLoss: kept.validationLogLoss))
    #expect(try trained.metrics().validation == run.metrics.validation, "in metrics.json")
  }

  @Test func patienceEndsTraining() throws {
    let log = try SmallLog()
    let run = try log.train(
      SmallLog.settings {
        $0.learningRate = 0.02
        $0.epochs = 50
        $0.patience = 2
      }, in: "run")
    #expect(run.history.count == run.metrics.training.bestEpoch + 2)
  }

  @Test func evaluationInAnotherProcessAgreesToTheLastBit() throws {
    let log = try SmallLog()
    let run = try log.train(SmallLog.settings(), in: "run")
    let trained = try TrainedRun(log.folder("run"), threads: 2)
    let metrics = try trained.evaluate(log.log.part(.test), "test", of: log.data)
    #expect(metrics == run.metrics)
    #expect(try trained.metrics() == run.metrics)
  }

  @Test func metricsHaveWhatTheyShould() throws {
    let log = try SmallLog()
    let run = try log.train(SmallLog.settings(), in: "run").metrics
    #expect(run.parameters.specific == 3 * run.parameters.shared, "K times the shared tower (Table 2)")
    #expect(run.clusters?.counts.reduce(0, +) == run.rows)
    #expect(run.clusters?.centreCosineMean != nil)
    #expect((run.bestPossibleAUC ?? 0) > (run.auc ?? 1))
    let dnn = try log.train(SmallLog.settings { $0.model = .dnn }, in: "dnn").metrics
    #expect(dnn.clusters == nil && dnn.parameters.specific == 0)
    #expect(dnn.parameters.shared == run.parameters.shared)
  }

  @Test func aNewRunReplacesAnOldOneOnlyWhenWhole() throws {
    let log = try SmallLog(rows: 2_000)
    try log.train(SmallLog.settings(), in: "run")
    let before = try log.modelBytes("run")
    let folder = log.folder("run")
    try folder.begin(SmallLog.settings { $0.seed = 9 }, log.log.encoding)
    let trainer = Trainer(SmallLog.settings { $0.seed = 9 }, log: log.log, in: Workspace(threads: 1))
    #expect(throws: Interruption.self) {
      try trainer.train(in: folder.unfinished.trainingFiles, observer: StopAfter(steps: 20))
    }
    #expect(folder.isFinished)
    #expect(try log.modelBytes("run") == before)
    try log.train(SmallLog.settings { $0.seed = 9 }, in: "run")
    #expect(try log.modelBytes("run") != before)
    #expect(!FileManager.default.fileExists(atPath: folder.unfinished.url.path))
  }

  @Test func otherPeoplesFoldersStay() throws {
    let log = try SmallLog(rows: 2_000)
    let folder = log.folder("theirs")
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    try Data("precious".utf8).write(to: folder.url.appendingPathComponent("thesis.txt"))
    #expect(throws: LogError.self) { try log.train(SmallLog.settings(), in: "theirs") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["thesis.txt"])
  }

  /// A folder of that name proves nothing.
  @Test func anUnfinishedThesisStays() throws {
    let log = try SmallLog(rows: 2_000)
    let thesis = log.folder("theirs").unfinished.url.appendingPathComponent("thesis.txt")
    try FileManager.default.createDirectory(at: thesis.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("precious".utf8).write(to: thesis)
    try Data("{}".utf8).write(to: log.folder("theirs").metrics)
    #expect(throws: LogError.self) { try log.train(SmallLog.settings(), in: "theirs") }
    #expect(FileManager.default.fileExists(atPath: thesis.path))
  }

  /// Killed between any two moves of the files: opening changes nothing, and a recovery completes them.
  @Test(arguments: 0...4)
  func aFinishCutOffIsCompleted(moved: Int) throws {
    let log = try SmallLog(rows: 2_000)
    let folder = log.folder("run")
    let run = try log.train(SmallLog.settings { $0.epochs = 1 }, in: "run")
    let work = folder.unfinished
    try FileManager.default.createDirectory(at: work.url, withIntermediateDirectories: true)
    let moves = [
      (work.settings, folder.settings), (work.vocabulary, folder.vocabulary), (work.model, folder.model),
      (work.history, folder.history), (work.metrics, folder.metrics),
    ]
    for (from, to) in moves { try FileManager.default.moveItem(at: to, to: from) }
    try Data().write(to: work.done)
    let places = moves.enumerated().map { $0 < moved ? $1.1 : $1.0 }
    for (place, move) in zip(places, moves) where place == move.1 {
      try FileManager.default.moveItem(at: move.0, to: place)
    }
    try folder.check()
    if moved < moves.count { #expect(throws: LogError.self) { try TrainedRun(folder) } }
    #expect(places.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
    try folder.recover()
    #expect(try TrainedRun(folder).metrics() == run.metrics)
    #expect(!FileManager.default.fileExists(atPath: work.url.path))
  }

  /// What a body that throws wrote stays, and can be resumed; the run before it stays good.
  @Test func aScopeThatThrowsLeavesAnUnfinishedRun() throws {
    struct CutOff: Error {}
    let log = try SmallLog(rows: 2_000)
    let settings = SmallLog.settings { $0.epochs = 1 }
    let folder = log.folder("run")
    #expect(throws: CutOff.self) {
      try folder.write(settings, log.log.encoding) { work in
        try Data("x".utf8).write(to: work.history)
        throw CutOff()
      }
    }
    #expect(folder.isResumable && !folder.isFinished)
    #expect(FileManager.default.fileExists(atPath: folder.unfinished.history.path))
    let run = try log.train(settings, in: "run", .resuming)
    #expect(folder.isFinished && !folder.isResumable)
    #expect(throws: CutOff.self) { try folder.write(settings, log.log.encoding) { _ in throw CutOff() } }
    #expect(try TrainedRun(folder).metrics() == run.metrics)
  }

  /// A baseline is trained first and lies within; a reporter is told of both.
  @Test func aBaselineIsTrainedBeside() throws {
    let log = try SmallLog(rows: 2_000)
    let reported = Reported()
    let run = try Run.train(
      SmallLog.settings { $0.epochs = 1 }, on: log.data, in: log.folder("run"), baseline: .dnn,
      RunContext(reporter: reported))
    #expect(reported.trainings == ["DNN", "ADL"])
    #expect(try run.baseline?.metrics == log.folder("run").baseline.readMetrics())
    let page = try String(contentsOf: log.folder("run").report, encoding: .utf8)
    #expect(page.contains("DNN") && page.contains("Trustworthiness"))
    #expect(FileManager.default.fileExists(atPath: log.folder("run").baseline.report.path))
  }

  /// Also when the only step is the last, so that no later loss could tell.
  @Test(arguments: [128, 1 << 20])
  func infiniteNumbersStop(batchSize: Int) throws {
    let log = try SmallLog(rows: 2_000)
    #expect(throws: NonFiniteError.self) {
      try log.train(
        SmallLog.settings {
          $0.learningRate = 1e30
          $0.batchSize = batchSize
        }, in: "run")
    }
    #expect(!log.folder("run").isFinished)
  }
}
