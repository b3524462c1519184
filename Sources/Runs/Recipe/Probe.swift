import ClickLog
import Evaluation
import Files
import Foundation
import Tensors
import Training

/// Short trainings on a log, judged by its validation rows: what tells whether something pays here.
struct Probe {
  private let log: PreparedLog
  private let context: RunContext
  /// What was tried so far, so that models that are compared share it.
  private var tried: [(settings: RunSettings, passes: Int, trial: Trial)] = []

  /// What came of a short training; nothing where it broke off.
  struct Trial {
    /// The validation AUC after each pass.
    var aucs: [Double] = []
    /// Of the validation rows, after the best pass.
    var placements: Placements?

    /// After the first pass; 0 where there is none.
    var auc: Double { aucs.first ?? 0 }

    /// How much further ahead of another trial this one is than by chance, in standard errors; nil where that cannot be said.
    func lead(over other: Trial) -> Double? {
      guard let placements, let others = other.placements, let test = DeLongTest(placements, others),
        test.standardError > 0
      else { return nil }
      return (auc - other.auc) / test.standardError
    }
  }

  init(_ log: PreparedLog, _ context: RunContext) {
    (self.log, self.context) = (log, context)
  }

  /// Whether there are validation rows to judge by, and rows to train on as on large logs, but not too many.
  var canTell: Bool {
    let (training, validation) = (log.part(.training), log.part(.validation))
    return validation.clicks > 0 && validation.clicks < validation.rows
      && !TrainingPlan.isSmall(rows: training.rows) && training.rows <= Recipe.mostRows
  }

  /// A model after its first passes in one go.
  ///
  /// - Parameters:
  ///   - what: is tried, in words.
  ///   - passes: at most so many; one that is no better is the last.
  mutating func trial(_ settings: RunSettings, _ what: String, passes: Int = 1) throws -> Trial {
    var wanted = settings
    (wanted.ensemble, wanted.multiEpoch, wanted.monitor, wanted.patience) = (1, false, .auc, 1)
    wanted.epochs = nil
    if let before = tried.first(where: { $0.settings == wanted && $0.passes >= passes }) { return before.trial }
    var settings = wanted
    settings.epochs = passes
    let trial = try train(settings, what)
    tried.append((wanted, passes, trial))
    return trial
  }

  private func train(_ settings: RunSettings, _ what: String) throws -> Trial {
    let place = try TemporaryFolder()
    let files = TrainingFiles(
      checkpoint: place.url.appendingPathComponent("checkpoint"), weights: place.url.appendingPathComponent("weights"),
      identity: what)
    let trainer = Trainer(settings, log: log, cancellation: context.cancellation)
    defer { context.reporter.end() }
    do {
      let (learner, outcome) = try trainer.train(
        in: files,
        observer: context.reporter.observer(of: TrainingTask("trying \(what)", epochs: settings.epochs ?? 1)))
      let predictions = try Scorer(learner, encoding: log.encoding, cancellation: context.cancellation)
        .predictions(for: log.part(.validation), of: log)
      return Trial(aucs: outcome.history.compactMap(\.validationAUC), placements: Placements(predictions))
    } catch is NonFiniteError {
      return Trial()
    }
  }
}
