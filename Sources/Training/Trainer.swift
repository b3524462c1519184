import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Tensors

/// What went on in training, told as it happens.
public protocol TrainingObserver: AnyObject {
  /// After a step: rows done of all that this epoch has, and the epoch's mean loss so far.
  /// Throwing `Interruption` stops training in order, as Ctrl-C does.
  func trained(rows: Int, of total: Int, epoch: Int, loss: Double) throws
  /// After an epoch and its validation; `best` if its weights are now the ones to keep.
  func finished(_ epoch: HistoryRow, best: Bool)
}

/// Trains a learner on a log: shuffled epochs, validation after each, early stopping that keeps the best weights.
public struct Trainer {
  public let settings: RunSettings
  private let log: PreparedLog
  private let workspace: Workspace
  private let generator: RandomGenerator
  private let pooling: [Bags.Pooling]

  public init(_ settings: RunSettings, log: PreparedLog, in workspace: Workspace) {
    self.settings = settings
    self.log = log
    self.workspace = workspace
    generator = RandomGenerator(seed: UInt64(settings.seed))
    pooling = log.encoding.pooling
  }

  /// A learner before its first step.
  public func newLearner() throws(ModelError) -> Learner {
    try settings.checkMemory(for: ModelShape(log.encoding))
    return try Learner(
      settings.model, for: ModelShape(log.encoding), settings.modelSettings,
      optimiser: settings.training.optimiser,
      generator: generator, in: workspace)
  }

  /// Trains in the folder of an unfinished run, to the end or until stopped; goes on from its checkpoint, if it has one.
  ///
  /// - Returns: the learner with the best weights, and how training went.
  /// - Throws: `Interruption` (after a checkpoint to go on from), `NumbersBroke`, `LogError`, `WriteError`.
  public func train(
    in folder: RunFolder, observer: any TrainingObserver
  ) throws -> (learner: Learner, outcome: TrainingOutcome) {
    var learner = try newLearner()
    var state = TrainingState()
    if folder.hasCheckpoint {
      state = try Checkpoint.load(into: &learner, in: folder)
    } else if let earlier = settings.from {
      let run = try TrainedRun(RunFolder(URL(fileURLWithPath: earlier)), threads: settings.threads)
      try learner.takeWeights(of: run, encoding: log.encoding)
    }
    let clock = ContinuousClock()
    let started = clock.now
    let secondsBefore = state.history.last?.seconds ?? 0
    var saving = CheckpointTimes(settings)
    do {
      while state.epoch < settings.epochs, state.epochsWithoutBetter < settings.patience {
        try trainEpoch(&learner, &state, &saving, in: folder, observer: observer)
        let validation = try validate(learner)
        let clusters = (validation?.perspectives ?? []).map { Array($0.clusters.prefix(Self.stabilityRows)) }
        let row = HistoryRow(
          epoch: state.epoch + 1, step: learner.optimiser.step, seconds: secondsBefore + (clock.now - started).seconds,
          trainingLoss: state.lossRows > 0 ? state.lossSum / Double(state.lossRows) : 0,
          validationAUC: validation.flatMap { auc(scores: $0.probabilities, labels: $0.labels) },
          validationLogLoss: validation.flatMap { logLoss(probabilities: $0.probabilities, labels: $0.labels) },
          clustersChanged: Self.share(of: clusters, unlike: state.clusters))
        state.clusters = clusters
        try finishEpoch(&learner, &state, row, &saving, in: folder, observer: observer)
      }
    } catch let interruption as Interruption {
      // Between two steps, or in validation with all of the epoch's batches done: either way this is where to go on.
      try Checkpoint.save(learner, state, in: folder)
      throw interruption
    }
    try ModelFile.load(into: learner.parameters, in: folder)
    return (learner, TrainingOutcome(state))
  }

  private func finishEpoch(
    _ learner: inout Learner, _ state: inout TrainingState, _ row: HistoryRow, _ saving: inout CheckpointTimes,
    in folder: RunFolder, observer: any TrainingObserver
  ) throws {
    // AUC decides; log loss where the validation rows have one class only; without any, the last weights are the best
    // that is known.
    let quality = row.validationAUC ?? row.validationLogLoss.map { -$0 }
    let best = quality.map { quality in state.bestQuality.map { quality > $0 } ?? true } ?? true
    if best {
      try ModelFile.save(learner.parameters, in: folder)
      state.bestQuality = quality
      state.bestEpoch = row.epoch
      state.epochsWithoutBetter = 0
    } else {
      state.epochsWithoutBetter += 1
    }
    state.history.append(row)
    observer.finished(row, best: best)
    state.epoch += 1
    state.batch = 0
    (state.lossSum, state.lossRows) = (0, 0)
    if saving.isDueAfterEpoch() { try Checkpoint.save(learner, state, in: folder) }
  }

  private func trainEpoch(
    _ learner: inout Learner, _ state: inout TrainingState, _ saving: inout CheckpointTimes, in folder: RunFolder,
    observer: any TrainingObserver
  ) throws {
    let part = log.part(.training)
    // Once for each epoch: a checkpoint is taken before all of this, or after a batch at least.
    if settings.multiEpoch, state.epoch > 0, state.batch == 0 {
      try learner.restartEmbeddings(epoch: state.epoch, rows: part, pooling: pooling)
    }
    let batches = part.batches(
      size: settings.batchSize, shuffle: generator.child("epoch", state.epoch), startingAt: state.batch)
    let clock = ContinuousClock()
    var before = clock.now
    for batch in batches {
      let loss: Float
      do { loss = try learner.train(on: ModelInput(batch, pooling: pooling), labels: batch.labels) } catch {
        throw located(error, batch, lastSaved: saving.lastStep, in: folder)
      }
      state.rowsTrained += batch.rows
      state.lossSum += Double(loss) * Double(batch.rows)
      state.lossRows += batch.rows
      state.batch += 1
      try Interruption.check()
      try observer.trained(
        rows: min(part.rows, state.batch * settings.batchSize), of: part.rows, epoch: state.epoch + 1,
        loss: state.lossSum / Double(state.lossRows))
      // Waiting for the batch counts; saving does not.
      state.trainingSeconds += (clock.now - before).seconds
      if saving.isDue(afterStep: learner.optimiser.step) { try Checkpoint.save(learner, state, in: folder) }
      before = clock.now
    }
  }

  /// Says whose row it was, and what there is to go on from.
  private func located(_ error: NumbersBroke, _ batch: Batch, lastSaved step: Int?, in folder: RunFolder)
    -> NumbersBroke
  {
    var error = error
    if let row = error.row {
      let scenario = Int(batch.scenarios[row])
      error.scenario =
        log.encoding.scenarios.indices.contains(scenario) ? log.encoding.scenarios[scenario] : "(unknown)"
    }
    error.remains =
      folder.hasCheckpoint
      ? "the last checkpoint\(step.map { ", of step \($0)," } ?? "") is good: \(folder.checkpoint.relativePath)"
      : "there was no checkpoint yet"
    return error
  }

  private func validate(_ learner: Learner) throws -> Predictions? {
    let part = log.part(.validation)
    guard part.rows > 0 else { return nil }
    return try Scorer(learner, encoding: log.encoding).predictions(for: part, of: log)
  }

  /// Validation rows whose clusters are followed from epoch to epoch: enough for a share, few enough for a checkpoint.
  private static let stabilityRows = 1 << 16

  /// The share of rows, all perspectives together, whose cluster is another one than before; nil without a before.
  private static func share(of now: [[Int32]], unlike before: [[Int32]]) -> Double? {
    let rows = now.reduce(0) { $0 + $1.count }
    guard rows > 0, now.count == before.count, zip(now, before).allSatisfy({ $0.count == $1.count }) else { return nil }
    let changed = zip(now, before).reduce(0) { sum, pair in sum + zip(pair.0, pair.1).count { $0 != $1 } }
    return Double(changed) / Double(rows)
  }
}

/// How training went.
public struct TrainingOutcome: Sendable {
  public let history: [HistoryRow]
  /// From 1.
  public let bestEpoch: Int
  public let rowsTrained: Int
  /// Spent in training steps and in waiting for their batches, without evaluation.
  public let trainingSeconds: Double

  /// Where training stood at its end.
  let state: TrainingState

  init(_ state: TrainingState) {
    self.state = state
    history = state.history
    bestEpoch = state.bestEpoch
    rowsTrained = state.rowsTrained
    trainingSeconds = state.trainingSeconds
  }

  public var samplesPerSecond: Double { trainingSeconds > 0 ? Double(rowsTrained) / trainingSeconds : 0 }
}
