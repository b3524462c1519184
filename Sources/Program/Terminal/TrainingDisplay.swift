import Evaluation
import Foundation
import Training

/// Draws a training: a bar for each epoch, and a line after it.
final class TrainingDisplay: TrainingObserver {
  private let task: TrainingTask
  private let progress: ProgressBar
  private let reporter: any Reporter
  private var epoch = 0

  /// - Parameter reporter: gets the lines.
  init(_ task: TrainingTask, _ progress: ProgressBar, _ reporter: any Reporter) {
    (self.task, self.progress, self.reporter) = (task, progress, reporter)
  }

  func trained(rows: Int, of total: Int, epoch: Int, loss: Double) {
    if epoch != self.epoch {
      self.epoch = epoch
      return progress.begin("\(task.title), epoch \(epoch) of at most \(task.epochs)", done: rows)
    }
    progress.update(rows, of: total, unit: "rows", note: note(loss))
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
    reporter.note(
      "\(task.title), epoch \(epoch.epoch): loss \(loss), \(auc)\(best ? ", the best so far" : ""), \(seconds)")
  }
}
