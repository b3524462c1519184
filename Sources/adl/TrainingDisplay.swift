import Evaluation
import Foundation
import Training

/// Draws training as it goes on.
final class TrainingDisplay: TrainingObserver {
  private let title: String
  private let epochs: Int
  private let progress: ProgressBar
  private var epoch = 0

  init(_ settings: RunSettings, _ progress: ProgressBar) {
    title = settings.model.title
    epochs = settings.epochs
    self.progress = progress
  }

  func trained(rows: Int, of total: Int, epoch: Int, loss: Double) {
    if epoch != self.epoch {
      self.epoch = epoch
      progress.begin("\(title), epoch \(epoch) of at most \(epochs)", done: rows)
    }
    progress.update(rows, of: total, unit: "rows", note: "loss \(String(format: "%.4f", loss))")
  }

  func finished(_ epoch: HistoryRow, best: Bool) {
    let auc = epoch.validationAUC.map { String(format: "validation AUC %.4f", $0) } ?? "no validation rows"
    let loss = String(format: "%.4f", epoch.trainingLoss)
    let seconds = String(format: "%.1f s", epoch.seconds)
    progress.say("\(title), epoch \(epoch.epoch): loss \(loss), \(auc)\(best ? ", the best so far" : ""), \(seconds)")
  }
}
