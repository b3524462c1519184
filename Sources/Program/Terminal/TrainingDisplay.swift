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
    let validation = Self.words(epoch)
    let loss = Figures.score(epoch.trainingLoss)
    let seconds = Figures.seconds(epoch.seconds)
    reporter.note(
      "\(task.title), epoch \(epoch.epoch): loss \(loss), \(validation)\(best ? ", the best so far" : ""), \(seconds)")
  }

  /// The validation AUC, or the log loss where it decides or there is no AUC; and what else decides.
  private static func words(_ epoch: HistoryRow) -> String {
    guard let loss = epoch.validationLogLoss else { return "no validation rows" }
    let lossText = "log loss \(Figures.score(loss))"
    guard let auc = epoch.validationAUC else { return "validation \(lossText)" }
    let aucText = "AUC \(Figures.score(auc))"
    switch epoch.quality {
    case -loss: return "validation \(lossText), \(aucText)"
    case auc, nil: return "validation \(aucText)"
    case let quality: return "validation \(aucText), monitored \(Figures.score(quality))"
    }
  }
}
