import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Tensors
import Training

/// A search of settings: each model trained with a few settings on the training part, with the first seed, and judged
/// by the validation part. No row of the test part is read.
struct Tuning {
  let space: TuningSpace
  let trials: Int
  private let folder: TuningFolder
  let log: PreparedLog
  /// All that were ever made here, also of models that are not asked for now.
  private(set) var made: [TuningTrial]

  /// A search with the trials that were made before; what they were made with is kept in the folder.
  ///
  /// - Throws: `LogError` if they are of another log, or from other settings.
  static func open(
    _ settings: RunSettings, trials: Int, on log: PreparedLog, in folder: TuningFolder
  ) throws -> Tuning {
    guard log.part(.validation).rows > 0 else {
      throw LogError("tuning needs validation rows; the split leaves none", file: log.folder.relativePath)
    }
    let record = TuningRecord(folder)
    try record.check(settings, log.encoding)
    return Tuning(
      space: TuningSpace(start: settings), trials: trials, folder: folder, log: log, made: try record.read())
  }

  /// The trial's result, where it was made before. Throws `LogError` if other settings were tried under its number.
  func trial(_ number: Int, of model: ModelKind) throws -> TuningTrial? {
    let wanted = TuningTrial(space.settings(model, trial: number), number)
    guard let row = made.firstIndex(where: { $0.model == wanted.model && $0.trial == number }) else { return nil }
    guard made[row].tries(theSameAs: wanted) else {
      throw LogError(
        "expected the settings that trial \(number) draws", file: folder.record.relativePath, row: row + 1,
        remedy: .anotherFolder(orDelete: "this file"))
    }
    return made[row]
  }

  /// Makes a trial, or resumes it.
  mutating func make(
    _ number: Int, of model: ModelKind, as task: TrainingTask, _ context: RunContext = RunContext()
  ) throws -> TuningTrial {
    let settings = space.settings(model, trial: number)
    let place = folder.trial(number, of: model.name)
    try DurableFolder.make(place.url)
    var trial = TuningTrial(settings, number)
    do {
      let trainer = Trainer(settings, log: log, cancellation: context.cancellation)
      let outcome = try trainer.train(
        in: place.trainingFiles, from: try settings.earlierRun(), observer: context.reporter.observer(of: task)
      ).outcome
      let best = outcome.history.first { $0.epoch == outcome.bestEpoch }
      trial.validationAUC = best?.validationAUC
      trial.validationLogLoss = best?.validationLogLoss
      trial.quality = outcome.bestQuality
    } catch is NonFiniteError {
      // A learning rate too high for this model: tried, and no good.
    }
    made.append(trial)
    try TuningRecord(folder).write(made)
    try? FileManager.default.removeItem(at: place.url)
    return trial
  }

  /// The settings of a model's best trial, of equals the first; they are marked in the record.
  mutating func choose(_ model: ModelKind) throws -> RunSettings {
    var best: (trial: Int, quality: Double)?
    for trial in 0..<trials {
      let quality = try self.trial(trial, of: model)?.quality ?? -.infinity
      if best.map({ quality > $0.quality }) ?? true { best = (trial, quality) }
    }
    let chosen = best?.trial ?? 0
    for row in made.indices where made[row].model == model.name { made[row].chosen = made[row].trial == chosen }
    try TuningRecord(folder).write(made)
    return space.settings(model, trial: chosen)
  }

  /// The trials that the choice for these models was made from, in their order.
  func trials(of models: [ModelKind]) -> [TuningTrial] {
    models.flatMap { model in
      made.filter { $0.model == model.name && $0.trial < trials }.sorted { $0.trial < $1.trial }
    }
  }
}

extension TuningTrial {
  init(_ settings: RunSettings, _ number: Int) {
    self.init(
      model: settings.model.name, trial: number, learningRate: settings.learningRate,
      embeddingL2: settings.embeddingL2, dropout: settings.dropout,
      clusters: settings.concerns("clusters") ? settings.clusters : nil)
  }
}
