import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Training

/// Several candidates on one log under one contract: the same rows, batches (their order comes from the seed alone), rules
/// for first weights and early stopping. What `compare` and `sweep` do.
///
/// Everything is kept in a folder as it is made, and the same call again continues from there.
public struct ComparisonRun {
  /// In the order in which they are trained and reported.
  public let candidates: [Candidate]
  /// The first; each further run has one more.
  public let firstSeed: Int
  public let seeds: Int
  /// Trials of settings for each candidate, which are models then; nil for the settings as they are.
  public let trials: Int?
  /// The name of the candidate that each other one is compared with; nil to compare the best with each other.
  public let against: String?
  public let folder: ComparisonFolder

  public init(
    _ candidates: [Candidate], firstSeed: Int, seeds: Int, trials: Int? = nil, against: String? = nil,
    in folder: ComparisonFolder
  ) {
    self.candidates = candidates
    self.firstSeed = firstSeed
    self.seeds = seeds
    self.trials = trials
    self.against = against
    self.folder = folder
  }

  /// Trains what is not there yet, and compares.
  ///
  /// - Parameters:
  ///   - data: the log, with the truth of a simulated one for the best possible AUC.
  ///   - heldOut: the scenario that the log was prepared without.
  /// - Throws: `Interruption` (the same call continues), `LogError` if runs of something else are in the way,
  ///   `SettingsError` if the candidates cannot be compared.
  public func compare(
    on data: PreparedData, heldOut: String? = nil, _ context: RunContext = RunContext()
  ) throws -> Comparison {
    let log = data.log
    try candidates.check(against: against, tuned: trials != nil)
    try folder.check()
    let lock = try FolderLock(in: folder.url)
    defer { withExtendedLifetime(lock) {} }
    var progress = ComparisonProgress(
      trials: candidates.flatMap { [String](repeating: $0.name, count: trials ?? 0) },
      runs: (0..<seeds).flatMap { _ in candidates.map(\.name) })
    var tuning: Tuning?
    var choices = RecipeChoices(log, context)
    var chosen = try candidates.map { try $0.chosen(by: &choices) }
    for candidate in chosen { try candidate.settings.plan(for: log).monitor.check(log) }
    try announce(log, context)
    if let trials, let settings = chosen.first?.settings {
      var search = try Tuning.open(settings, trials: trials, on: log, in: folder.tuning)
      for index in chosen.indices {
        chosen[index].settings = try tune(chosen[index].settings.model, &search, &progress, context)
      }
      tuning = search
    }
    // All of them before the first is trained: what is in the way is reported now and not in an hour.
    for candidate in chosen { try candidate.settings.checkMemory(for: ModelShape(log.encoding)) }
    let runs = try (0..<seeds).map { seed in try chosen.map { try run($0, seed: firstSeed + seed) } }

    var compared = chosen.map { candidate in
      let formula = candidate.formula(for: log.encoding)
      return ComparedModel(
        name: candidate.name, title: candidate.title, formula: formula?.text ?? "",
        towerByFormula: formula?.parameters ?? 0)
    }
    for runsOfSeed in runs {
      for (index, run) in runsOfSeed.enumerated() {
        let (metrics, placements) = try make(run, of: chosen[index], on: data, &progress, context)
        compared[index].add(metrics, placements)
      }
    }
    return Comparison(
      compared, data: data.name, against: against, tuning: tuning?.trials(of: candidates.map(\.settings.model)) ?? [],
      heldOut: heldOut, version: adlVersion)
  }

  /// What is to be known before anything is trained, each once.
  private func announce(_ log: PreparedLog, _ context: RunContext) throws {
    var said: [Remark] = []
    for remark in try candidates.flatMap({ try $0.settings.remarks(before: log) }) where !said.contains(remark) {
      said.append(remark)
      context.reporter.remark(remark)
    }
  }

  private func run(_ candidate: Candidate, seed: Int) throws -> ComparedRun {
    var settings = candidate.settings
    settings.seed = seed
    return try ComparedRun.find(settings, in: folder.run(candidate, seed: seed))
  }

  private func make(
    _ run: ComparedRun, of candidate: Candidate, on data: PreparedData, _ progress: inout ComparisonProgress,
    _ context: RunContext
  ) throws -> (Metrics, Placements?) {
    progress.begin()
    let what = "\(candidate.title), seed \(run.settings.seed)"
    let standing = progress
    let task = TrainingTask("\(progress.current(.run)), \(what)", epochs: run.settings.plan(for: data.log).epochs) {
      standing.secondsLeft
    }
    let result = try run.result(on: data, as: task, context)
    context.reporter.end()
    progress.finish(.run, wasThere: run.isFinished)
    let auc = "\(result.metrics.part) AUC \(Figures.score(result.metrics.auc))"
    report("\(progress.standing(.run)): \(what), \(auc)\(run.isFinished ? ", from before" : "")", progress, context)
    return result
  }

  /// The settings of a model's best trial.
  private func tune(
    _ model: ModelKind, _ search: inout Tuning, _ progress: inout ComparisonProgress, _ context: RunContext
  ) throws -> RunSettings {
    for number in 0..<search.trials {
      progress.begin()
      let before = try search.trial(number, of: model)
      let standing = progress
      let settings = search.space.settings(model, trial: number)
      let task = TrainingTask(
        "\(progress.current(.trial)), \(model.title)", epochs: settings.plan(for: search.log).epochs
      ) {
        standing.secondsLeft
      }
      let trial = try before ?? search.make(number, of: model, as: task, context)
      context.reporter.end()
      progress.finish(.trial, wasThere: before != nil)
      let auc = "validation AUC \(Figures.score(trial.validationAUC))"
      report("\(progress.standing(.trial)): \(model.title), \(trial.description), \(auc)", progress, context)
    }
    let chosen = try search.choose(model)
    context.reporter.note("\(model.title) takes \(TuningTrial(chosen, 0).description) (by the validation part).")
    return chosen
  }

  private func report(_ line: String, _ progress: ComparisonProgress, _ context: RunContext) {
    let left = progress.secondsLeft.map { $0 > 0 ? "; about \(Figures.seconds($0)) left" : "" } ?? ""
    context.reporter.note("\(line)\(left)")
  }
}

extension TuningTrial {
  /// The settings that were tried.
  var description: String {
    "learning rate \(learningRate), L2 \(embeddingL2), dropout \(dropout)" + (clusters.map { ", K = \($0)" } ?? "")
  }
}
