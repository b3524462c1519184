import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

@Suite struct CheckpointTests {
  private static func settings(_ model: ModelKind) -> RunSettings {
    SmallLog.settings {
      $0.model = model
      $0.dropout = 0.1
      $0.epochs = 3
      $0.checkpointSteps = 5
      $0.multiEpoch = model == .adl
    }
  }

  /// For every model: killed twice, each time between two checkpoints, in different epochs.
  @Test(arguments: ModelKind.allCases)
  func killedRunsEndInTheSameBytes(model: ModelKind) throws {
    let log = try SmallLog(rows: 2_000)
    let settings = Self.settings(model)
    let whole = try log.train(settings, in: "whole")

    let folder = log.folder("killed")
    try folder.begin(settings, log.log.encoding)
    for steps in [3, 14, 8] {
      let trainer = Trainer(settings, log: log.log, in: Workspace(threads: 2))
      #expect(throws: StopAfter.Killed.self) {
        try trainer.train(
          in: folder.unfinished.trainingFiles, observer: StopAfter(steps: steps, with: StopAfter.Killed()))
      }
    }
    let resumed = try log.train(settings, in: "killed", .resuming)
    #expect(try log.modelBytes("killed") == log.modelBytes("whole"))
    #expect(resumed.predictions.probabilities == whole.predictions.probabilities)
    #expect(resumed.history.map(\.validationAUC) == whole.history.map(\.validationAUC))
    #expect(resumed.history.map(\.clustersChanged) == whole.history.map(\.clustersChanged))
  }

  /// A checkpoint has all of a learner: what it gives back is the same learner, bit by bit, and the same state.
  @Test(arguments: ModelKind.allCases)
  func nothingIsMissing(model: ModelKind) throws {
    let log = try SmallLog(rows: 1_000)
    let settings = Self.settings(model)
    let folder = log.folder("run")
    try folder.begin(settings, log.log.encoding)
    let trainer = Trainer(settings, log: log.log, in: Workspace(threads: 1))
    var learner = try trainer.newLearner()
    let pooling = log.log.encoding.pooling
    let batches = Array(log.log.part(.training).batches(size: 100).prefix(4)).map {
      (ModelInput($0, pooling: pooling), Array($0.labels.prefix($0.rows)))
    }
    for (input, labels) in batches.prefix(3) { _ = try learner.train(on: input, labels: labels) }
    var state = TrainingState()
    state.epoch = 1
    state.batch = 3
    state.bestQuality = 0.123456789012345678
    state.history = [
      HistoryRow(
        epoch: 1, step: 3, seconds: 0.1, trainingLoss: 1.0 / 3, validationAUC: 0.7, validationLogLoss: nil,
        clustersChanged: 0.25)
    ]
    state.clusters = [[1, 2, 0]]
    try Checkpoint.save(learner, state, in: folder.unfinished.trainingFiles)
    var back = try trainer.newLearner()
    #expect(try Checkpoint.load(into: &back, in: folder.unfinished.trainingFiles) == state)
    #expect(back.optimiser.step == 3)
    let (input, labels) = batches[3]
    #expect(try back.train(on: input, labels: labels) == learner.train(on: input, labels: labels))
    for parameter in learner.parameters.all {
      let (a, b) = (learner.parameters[parameter].elements, back.parameters[parameter].elements)
      #expect(a.map(\.bitPattern) == b.map(\.bitPattern), "\(parameter.name)")
    }
  }

  @Test func aDamagedCheckpointIsRefused() throws {
    let log = try SmallLog(rows: 1_000)
    let settings = Self.settings(.dnn)
    let folder = log.folder("run")
    try folder.begin(settings, log.log.encoding)
    let trainer = Trainer(settings, log: log.log, in: Workspace(threads: 1))
    #expect(throws: StopAfter.Killed.self) {
      try trainer.train(in: folder.unfinished.trainingFiles, observer: StopAfter(steps: 6, with: StopAfter.Killed()))
    }
    let url = folder.unfinished.checkpoint
    let whole = try Data(contentsOf: url)
    var random = RandomGenerator(seed: 1)
    for _ in 0..<40 {
      var damaged = whole
      damaged[random.index(below: whole.count)] ^= 1 << UInt8(random.index(below: 8))
      try damaged.write(to: url)
      #expect(throws: LogError.self) {
        try trainer.train(in: folder.unfinished.trainingFiles, observer: StopAfter(steps: 1, with: StopAfter.Killed()))
      }
      try whole.prefix(random.index(below: whole.count)).write(to: url)
      #expect(throws: LogError.self) {
        try trainer.train(in: folder.unfinished.trainingFiles, observer: StopAfter(steps: 1, with: StopAfter.Killed()))
      }
    }
  }

  @Test func savingBySteps() {
    var times = CheckpointTimes(SmallLog.settings { $0.checkpointSteps = 3 }.training)
    let due = (1...7).map { times.isDue(afterStep: $0) }
    let after = times.isDueAfterEpoch()
    #expect(due == [false, false, true, false, false, true, false])
    #expect(after && times.lastStep == 6)
  }

  @Test func savingByMinutes() {
    var never = CheckpointTimes(SmallLog.settings { $0.checkpointMinutes = 0 }.training)
    var later = CheckpointTimes(SmallLog.settings { $0.checkpointMinutes = 60 }.training)
    var soon = CheckpointTimes(SmallLog.settings { $0.checkpointMinutes = 1e-4 }.training)
    let first = soon.isDue(afterStep: 1)
    usleep(20_000)
    let second = (never.isDue(afterStep: 2), later.isDue(afterStep: 2), soon.isDue(afterStep: 2))
    let third = soon.isDue(afterStep: 3)
    #expect(!first && second == (false, false, true))
    #expect(!third, "it was done just now")
    let ends = (never.isDueAfterEpoch(), later.isDueAfterEpoch())
    #expect(ends == (false, false))
  }

  /// Two processes in one folder: the second is told, and nothing of the first's is touched.
  @Test func oneRunAtATime() throws {
    let log = try SmallLog(rows: 1_000)
    let folder = log.folder("run")
    let lock = try folder.lock()
    try folder.check()
    let error = #expect(throws: WriteError.self) { try folder.lock() }
    #expect(error?.description.contains("is at work there") == true)
    withExtendedLifetime(lock) {}
  }

  /// A folder made for a lock alone does not stay.
  @Test func aLockLeavesNothing() throws {
    let log = try SmallLog(rows: 1_000)
    let folder = log.folder("new")
    do { withExtendedLifetime(try folder.lock()) {} }
    #expect(!FileManager.default.fileExists(atPath: folder.url.path))
  }

  /// Killed while a run is begun: its folder is as good as new.
  @Test func aBeginCutOffIsNothing() throws {
    let log = try SmallLog(rows: 1_000)
    let folder = log.folder("run")
    let half = folder.url.appendingPathComponent(".beginning/vocabulary")
    try FileManager.default.createDirectory(at: half, withIntermediateDirectories: true)
    try Data("x".utf8).write(to: half.appendingPathComponent("schema.yaml"))
    try Data("1\n".utf8).write(to: folder.url.appendingPathComponent(".lock"))
    try folder.check()
    #expect(!folder.isResumable)
    try log.train(SmallLog.settings { $0.epochs = 1 }, in: "run")
    #expect(folder.isFinished)
  }

  /// What killed processes left in the system's temporary folder goes, what others use stays.
  @Test func temporaryFoldersAreSwept() throws {
    let mine = try TemporaryFolder()
    let left = FileManager.default.temporaryDirectory.appendingPathComponent(
      "adl-work-1-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
    try Data("1\n".utf8).write(to: left.appendingPathComponent(".lock"))
    let other = try TemporaryFolder()
    #expect(!FileManager.default.fileExists(atPath: left.path))
    #expect(FileManager.default.fileExists(atPath: mine.url.path))
    withExtendedLifetime((mine, other)) {}
  }
}
