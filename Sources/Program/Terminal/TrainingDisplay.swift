import Evaluation
import Foundation
import Training

/// Draws a training: a bar for each epoch, and a line after it.
final class TrainingDisplay: TrainingObserver {
  private let task: TrainingTask
  private let console: Console
  private var epoch = 0

  init(_ task: TrainingTask, _ console: Console) {
    self.task = task
    self.console = console
  }

  func trained(rows: Int, of total: Int, epoch: Int, loss: Double) {
    if epoch != self.epoch {
      self.epoch = epoch
      return console.progress.begin("\(task.title), epoch \(epoch) of at most \(task.epochs)", done: rows)
    }
    console.progress.update(rows, of: total, unit: "rows", note: note(loss))
  }

  private func note(_ loss: Double) -> String {
    let all = task.secondsLeft().map { ", everything done in about \(ProgressBar.time($0))" } ?? ""
    return "loss \(Figures.score(loss))\(all)"
  }

  func finished(_ epoch: HistoryRow, best: Bool) {
    let auc =
      epoch.validationAUC.map { "validation AUC \(Figures.score($0))" }
      ?? (epoch.validationLogLoss.map { "validation log loss \(Figures.score($0))" } ?? "no validation rows")
    let loss = Figures.score(epoch.trainingLoss)
    let seconds = Figures.seconds(epoch.seconds)
    console.note(
      "\(task.title), epoch \(epoch.epoch): loss \(loss), \(auc)\(best ? ", the best so far" : ""), \(seconds)")
  }
}
