import Evaluation
import Foundation

/// Draws training as it goes on.
final class TrainingDisplay: TrainingObserver {
  private let title: String
  private let epochs: Int
  private let console: Console
  private let secondsLeft: () -> Double?
  private var epoch = 0

  /// - Parameters:
  ///   - title: what is trained; nil for the model's name.
  ///   - secondsLeft: until all of the work that this training is a part of is done, where that is known.
  init(
    _ settings: RunSettings, _ console: Console, title: String? = nil, secondsLeft: @escaping () -> Double? = { nil }
  ) {
    self.title = title ?? settings.model.title
    self.secondsLeft = secondsLeft
    epochs = settings.epochs
    self.console = console
  }

  func trained(rows: Int, of total: Int, epoch: Int, loss: Double) {
    if epoch != self.epoch {
      self.epoch = epoch
      return console.progress.begin("\(title), epoch \(epoch) of at most \(epochs)", done: rows)
    }
    console.progress.update(rows, of: total, unit: "rows", note: note(loss))
  }

  private func note(_ loss: Double) -> String {
    let all = secondsLeft().map { ", everything done in about \(ProgressBar.time($0))" } ?? ""
    return "loss \(Figures.score(loss))\(all)"
  }

  func finished(_ epoch: HistoryRow, best: Bool) {
    let auc =
      epoch.validationAUC.map { "validation AUC \(Figures.score($0))" }
      ?? (epoch.validationLogLoss.map { "validation log loss \(Figures.score($0))" } ?? "no validation rows")
    let loss = Figures.score(epoch.trainingLoss)
    let seconds = Figures.seconds(epoch.seconds)
    console.log.info(
      "\(title), epoch \(epoch.epoch): loss \(loss), \(auc)\(best ? ", the best so far" : ""), \(seconds)")
  }
}
