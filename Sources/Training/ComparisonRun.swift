import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import SimulatedLogs

/// Several contenders on one log under one contract: the same rows, batches (their order comes from the seed alone), rules
/// for first weights and early stopping. What `compare` and `sweep` do.
///
/// Everything is kept in a folder as it is made, and the same call again goes on from there.
public struct ComparisonRun {
  /// In the order in which they are trained and told.
  public let contenders: [Contender]
  /// The first; each further run has one more.
  public let firstSeed: Int
  public let seeds: Int
  /// Trials of settings for each contender, which are models then; nil for the settings as they are.
  public let trials: Int?
  public let folder: ComparisonFolder
  private let console: Console

  public init(
    _ contenders: [Contender], firstSeed: Int, seeds: Int, trials: Int? = nil, in folder: ComparisonFolder,
    _ console: Console
  ) {
    self.contenders = contenders
    self.firstSeed = firstSeed
    self.seeds = seeds
    self.trials = trials
    self.folder = folder
    self.console = console
  }

  /// Trains what is not there yet, and compares.
  ///
  /// - Parameters:
  ///   - name: the log's.
  ///   - heldOut: the scenario that the log was prepared without.
  ///   - truth: of a simulated log, for the best possible AUC.
  ///   - page: a run's report as HTML.
  /// - Throws: `Interruption` (the same call goes on), `LogError` if runs of something else are in the way.
  public func compare(
    on log: PreparedLog, named name: String, heldOut: String? = nil, truth: PlantedTruth?,
    page: (TrainingRun) throws -> String
  ) throws -> Comparison {
    try folder.check()
    let lock = try FolderLock(in: folder.url)
    defer { withExtendedLifetime(lock) {} }
    var progress = ComparisonProgress(
      trials: contenders.flatMap { [String](repeating: $0.name, count: trials ?? 0) },
      runs: (0..<seeds).flatMap { _ in contenders.map(\.name) })
    var tuning: Tuning?
    var chosen = contenders
    if let trials, let settings = contenders.first?.settings {
      var search = try Tuning(settings, trials: trials, on: log, in: folder, console)
      for index in chosen.indices {
        chosen[index].settings = try tune(chosen[index].settings.model, &search, &progress)
      }
      tuning = search
    }
    // All of them before the first is trained: what is in the way is said now and not in an hour.
    for contender in chosen { try contender.settings.checkMemory(for: ModelShape(log.encoding)) }
    let runs = try (0..<seeds).map { seed in try chosen.map { try run($0, seed: firstSeed + seed) } }

    var compared = chosen.map { contender in
      let formula = contender.formula(for: log.encoding)
      return ComparedModel(
        name: contender.name, title: contender.title, formula: formula?.text ?? "", towerByFormula: formula?.parameters ?? 0)
    }
    for runsOfSeed in runs {
      for (index, run) in runsOfSeed.enumerated() {
        let (metrics, placements) = try make(run, of: chosen[index], on: log, truth, &progress, page: page)
        compared[index].add(metrics, placements)
      }
    }
    return Comparison(
      compared, data: name, tuning: tuning?.trials(of: contenders.map(\.settings.model)) ?? [],
      heldOut: heldOut, version: adlVersion)
  }

  private func run(_ contender: Contender, seed: Int) throws -> ComparedRun {
    var settings = contender.settings
    settings.seed = seed
    return try ComparedRun(settings, in: folder.run(contender, seed: seed))
  }

  private func make(
    _ run: ComparedRun, of contender: Contender, on log: PreparedLog, _ truth: PlantedTruth?,
    _ progress: inout ComparisonProgress,
    page: (TrainingRun) throws -> String
  ) throws -> (Metrics, Placements?) {
    progress.begin()
    let what = "\(contender.title), seed \(run.settings.seed)"
    let standing = progress
    let display = TrainingDisplay(run.settings, console, title: "\(progress.current(.run)), \(what)") {
      standing.secondsLeft
    }
    let result = try run.result(on: log, truth: truth, observer: display, console, page: page)
    console.progress.clear()
    progress.finish(.run, wasThere: run.isFinished)
    let auc = "\(result.metrics.part) AUC \(Figures.score(result.metrics.auc))"
    say("\(progress.standing(.run)): \(what), \(auc)\(run.isFinished ? ", from before" : "")", progress)
    return result
  }

  /// The settings of a model's best trial.
  private func tune(
    _ model: ModelKind, _ search: inout Tuning, _ progress: inout ComparisonProgress
  ) throws -> RunSettings {
    for number in 0..<search.trials {
      progress.begin()
      let before = try search.trial(number, of: model)
      let standing = progress
      let settings = search.space.settings(model, trial: number)
      let display = TrainingDisplay(settings, console, title: "\(progress.current(.trial)), \(model.title)") {
        standing.secondsLeft
      }
      let trial = try before ?? search.make(number, of: model, observer: display)
      console.progress.clear()
      progress.finish(.trial, wasThere: before != nil)
      let auc = "validation AUC \(Figures.score(trial.validationAUC))"
      say("\(progress.standing(.trial)): \(model.title), \(trial.words), \(auc)", progress)
    }
    let chosen = try search.choose(model)
    console.log.info("\(model.title) takes \(TuningTrial(chosen, 0).words) (by the validation part).")
    return chosen
  }

  private func say(_ line: String, _ progress: ComparisonProgress) {
    let left = progress.secondsLeft.map { $0 > 0 ? "; about \(Figures.seconds($0)) left" : "" } ?? ""
    console.log.info("\(line)\(left)")
  }
}

extension TuningTrial {
  /// What was tried, for people.
  var words: String {
    "learning rate \(learningRate), L2 \(embeddingL2), dropout \(dropout)" + (clusters.map { ", K = \($0)" } ?? "")
  }
}
