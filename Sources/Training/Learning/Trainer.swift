import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Tensors

/// Trains a learner on a log: shuffled epochs, validation after each, early stopping that keeps the best weights.
public struct Trainer {
  public let model: ModelKind
  public let modelSettings: ModelSettings
  public let settings: TrainingSettings
  private let log: PreparedLog
  private let workspace: Workspace
  private let plan: TrainingPlan
  private let generator: RandomGenerator
  private let pooling: [Bags.Pooling]
  /// The values that teach their field's unknown row; nil where there are none.
  private let singles: SingleValues?
  private let cancellation: Cancellation

  /// - Parameter workspace: of the settings' precision.
  public init(
    _ model: ModelKind, _ modelSettings: ModelSettings, _ settings: TrainingSettings, log: PreparedLog,
    in workspace: Workspace, cancellation: Cancellation = Cancellation()
  ) {
    self.model = model
    self.modelSettings = modelSettings
    self.settings = settings
    self.log = log
    self.workspace = workspace
    self.cancellation = cancellation
    generator = RandomGenerator(seed: UInt64(settings.seed))
    plan = settings.plan(for: log.part(.training))
    pooling = log.encoding.pooling
    singles = SingleValues(log.encoding)
  }

  /// A learner before its first step.
  public func newLearner() throws(ModelError) -> Learner {
    let shape = ModelShape(log.encoding, clickRate: log.part(.training).startingClickRate)
    try MemoryNeed(model, modelSettings, settings, for: shape, .training).check()
    return try Learner(
      model, for: shape, modelSettings, loss: settings.loss, optimiser: settings.optimiser, generator: generator,
      in: workspace)
  }

  /// Trains to the end or until stopped; continues from the checkpoint, if there is one.
  ///
  /// - Parameters:
  ///   - files: where training keeps what must not be lost.
  ///   - earlier: the run whose weights and moments a training without a checkpoint starts from; nil for new weights. Asked
  ///     for only then.
  /// - Returns: the learner with the best weights, and how training went.
  /// - Throws: `Interruption` (after a checkpoint to resume from), `NonFiniteError`, `LogError`, `WriteError`.
  public func train(
    in files: TrainingFiles, from earlier: @autoclosure () throws -> EarlierRun? = nil,
    observer: any TrainingObserver = SilentObserver()
  ) throws -> (learner: Learner, outcome: TrainingOutcome) {
    var learner = try newLearner()
    var state = TrainingState()
    if files.hasCheckpoint {
      state = try Checkpoint.load(into: &learner, in: files)
    } else if let earlier = try earlier() {
      try learner.goOn(from: earlier, as: model, encoding: log.encoding)
    }
    let clock = ContinuousClock()
    let started = clock.now
    let secondsBefore = state.history.last?.seconds ?? 0
    var saving = CheckpointTimes(settings)
    do {
      try keepFirstWeights(learner, &state, in: files)
      while state.epoch < plan.epochs, state.epochsWithoutBetter < plan.patience {
        try trainEpoch(&learner, &state, &saving, in: files, observer: observer)
        let validation = try validate(learner)
        let clusters = (validation?.perspectives ?? []).map { Array($0.clusters.prefix(Self.stabilityRows)) }
        let quality = validation.flatMap { MonitoredQuality($0, by: plan.monitor) }
        let judged = validation.map { ScoredRows($0, weighted: true) }
        let row = HistoryRow(
          epoch: state.epoch + 1, step: learner.optimiser.step, seconds: secondsBefore + (clock.now - started).seconds,
          trainingLoss: state.lossRows > 0 ? state.lossSum / Double(state.lossRows) : 0,
          validationAUC: judged.flatMap(\.auc), validationLogLoss: judged.flatMap(\.logLoss),
          clustersChanged: Self.share(of: clusters, unlike: state.clusters), quality: quality?.value)
        state.clusters = clusters
        state.monitor = quality?.by.settingValue.text
        try finishEpoch(&learner, &state, row, &saving, in: files, observer: observer)
      }
    } catch let interruption as Interruption {
      // Between two steps, or in validation with all of the epoch's batches done: either way this is where to resume.
      try Checkpoint.save(learner, state, in: files)
      throw interruption
    }
    if settings.keepMoments { try MomentsFile.save(learner, in: files) }
    try ModelFile.load(into: learner.parameters, from: files)
    return (learner, TrainingOutcome(state))
  }

  /// Where log loss decides, the weights that training begins with have a say: at first they promise the click rate to every
  /// row, and a log that says nothing of clicks leaves no better. So have those of an earlier run: an update that is worse on
  /// its own validation rows is none.
  private func keepFirstWeights(_ learner: Learner, _ state: inout TrainingState, in files: TrainingFiles) throws {
    guard plan.monitor == .logLoss || settings.from != nil, state.epoch == 0, state.batch == 0,
      let validation = try validate(learner), let quality = MonitoredQuality(validation, by: plan.monitor)
    else { return }
    let judged = ScoredRows(validation, weighted: true)
    state.firstWeights = Metrics.Validation(auc: judged.auc, logLoss: judged.logLoss)
    try ModelFile.save(learner.parameters, in: files)
    (state.bestQuality, state.monitor) = (quality.value, quality.by.settingValue.text)
  }

  private func finishEpoch(
    _ learner: inout Learner, _ state: inout TrainingState, _ row: HistoryRow, _ saving: inout CheckpointTimes,
    in files: TrainingFiles, observer: any TrainingObserver
  ) throws {
    let quality = row.quality
    // Without validation rows the last weights are the best that is known.
    let best = quality.map { quality in state.bestQuality.map { quality > $0 } ?? true } ?? true
    if best {
      try ModelFile.save(learner.parameters, in: files)
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
    if saving.isDueAfterEpoch() { try Checkpoint.save(learner, state, in: files) }
  }

  private func trainEpoch(
    _ learner: inout Learner, _ state: inout TrainingState, _ saving: inout CheckpointTimes, in files: TrainingFiles,
    observer: any TrainingObserver
  ) throws {
    let part = log.part(.training)
    // Once for each epoch: a checkpoint is taken before all of this, or after a batch at least.
    if settings.multiEpoch, state.epoch > 0, state.batch == 0 {
      try learner.restartEmbeddings(
        epoch: state.epoch, rows: part, pooling: pooling, cancellation: cancellation)
    }
    // An ensemble's members see the rows in orders of their own, the first in the one that it would see alone: models that
    // saw the same order are wrong together.
    let streams = learner.model.members.indices.map { $0 == 0 ? generator : generator.child("member", $0) }
    let orders = streams.map {
      part.batches(size: plan.batchSize, shuffle: $0.child("epoch", state.epoch), startingAt: state.batch)
        .makeIterator()
    }
    let clock = ContinuousClock()
    var weights = LossWeights(mean: part.meanWeight)
    var before = clock.now
    while let batch = orders[0].next() {
      let batches = [batch] + orders.dropFirst().compactMap { $0.next() }
      if let singles {
        for (stream, batch) in zip(streams, batches) {
          var draws = stream.child("single values", learner.optimiser.step)
          singles.hideHalf(of: batch, &draws)
        }
      }
      let loss: Float
      do {
        loss = try learner.train(
          on: batches.map { batch in
            LabelledRows(
              input: ModelInput(batch, pooling: pooling), labels: batch.labels, weights: weights.of(batch))
          })
      } catch {
        throw located(error, batch, lastSaved: saving.lastStep, in: files)
      }
      state.rowsTrained += batch.rows
      state.lossSum += Double(loss) * Double(batch.rows)
      state.lossRows += batch.rows
      state.batch += 1
      try cancellation.check()
      try observer.trained(
        rows: min(part.rows, state.batch * plan.batchSize), of: part.rows, epoch: state.epoch + 1,
        loss: state.lossSum / Double(state.lossRows))
      // Waiting for the batch counts; saving does not.
      state.trainingSeconds += (clock.now - before).seconds
      if saving.isDue(afterStep: learner.optimiser.step) { try Checkpoint.save(learner, state, in: files) }
      before = clock.now
    }
  }

  /// The error with the scenario of the suspected row, and what there is to resume from.
  private func located(_ error: NonFiniteError, _ batch: Batch, lastSaved step: Int?, in files: TrainingFiles)
    -> NonFiniteError
  {
    var error = error
    if let row = error.row {
      let scenario = Int(batch.scenarios[row])
      error.scenario =
        log.encoding.scenarios.indices.contains(scenario) ? log.encoding.scenarios[scenario] : "(unknown)"
    }
    error.remains =
      files.hasCheckpoint
      ? "the last checkpoint\(step.map { ", of step \($0)," } ?? "") is good: \(files.checkpoint.relativePath)"
      : "there was no checkpoint yet"
    return error
  }

  private func validate(_ learner: Learner) throws -> Predictions? {
    let part = log.part(.validation)
    guard part.rows > 0 else { return nil }
    return try Scorer(learner, encoding: log.encoding, cancellation: cancellation).predictions(for: part, of: log)
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
