import ClickLog
import Evaluation
import Files
import Foundation
import Tensors
import Training

/// Short trainings on a log's newest rows, judged by its validation rows: what tells whether something pays here.
struct Probe {
  /// Rows of a part that are looked at, the newest: enough to tell, and a minute's work.
  private static let rows = 1_000_000

  private let log: PreparedLog
  private let context: RunContext
  /// What was tried so far, so that models that are compared share it.
  private var tried: [(settings: RunSettings, passes: Int, aucs: [Double])] = []

  init(_ log: PreparedLog, _ context: RunContext) {
    self.log = log.newest(Self.rows)
    self.context = context
  }

  /// Whether there are validation rows to judge by, and enough to train on that passes and steps are as on large logs.
  func canTell(_ settings: RunSettings) -> Bool {
    let (training, validation) = (log.part(.training), log.part(.validation))
    return validation.clicks > 0 && validation.clicks < validation.rows
      && !TrainingPlan.isSmall(rows: training.rows)
  }

  /// The validation AUC after each pass of a model; empty where training broke off.
  ///
  /// - Parameters:
  ///   - what: is tried, in words.
  ///   - passes: at most so many, in one go; one that is no better is the last.
  mutating func aucs(_ settings: RunSettings, _ what: String, passes: Int = 1) throws -> [Double] {
    var settings = settings
    settings.ensemble = 1
    settings.multiEpoch = false
    settings.monitor = .auc
    settings.patience = 1
    settings.epochs = nil
    if let before = tried.first(where: { $0.settings == settings && $0.passes >= passes }) { return before.aucs }
    let wanted = settings
    settings.epochs = passes
    let aucs = try train(settings, what)
    tried.append((wanted, passes, aucs))
    return aucs
  }

  private func train(_ settings: RunSettings, _ what: String) throws -> [Double] {
    let place = try TemporaryFolder()
    let files = TrainingFiles(
      checkpoint: place.url.appendingPathComponent("checkpoint"), weights: place.url.appendingPathComponent("weights"),
      identity: what)
    let workspace = Workspace(threads: coreCount(settings.threads), precision: settings.precision)
    let trainer = Trainer(settings, log: log, in: workspace, cancellation: context.cancellation)
    defer { context.reporter.end() }
    do {
      return try trainer.train(
        in: files,
        observer: context.reporter.observer(of: TrainingTask("trying \(what)", epochs: settings.epochs ?? 1))
      ).outcome.history.compactMap(\.validationAUC)
    } catch is NonFiniteError {
      return []
    }
  }
}
