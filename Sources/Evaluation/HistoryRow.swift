import Foundation

/// How training stood after an epoch: a line of `history.csv`.
public struct HistoryRow: Codable, Sendable, Equatable {
  /// From 1.
  public var epoch: Int
  /// Optimiser steps so far.
  public var step: Int
  /// Since training began, evaluation included.
  public var seconds: Double
  /// Mean cross entropy over the epoch's rows, as they were trained on.
  public var trainingLoss: Double
  public var validationAUC: Double?
  public var validationLogLoss: Double?

  public init(
    epoch: Int, step: Int, seconds: Double, trainingLoss: Double, validationAUC: Double?, validationLogLoss: Double?
  ) {
    self.epoch = epoch
    self.step = step
    self.seconds = seconds
    self.trainingLoss = trainingLoss
    self.validationAUC = validationAUC
    self.validationLogLoss = validationLogLoss
  }

  /// The file's text: a header and a line per epoch; an empty cell where there is no figure.
  public static func csv(_ rows: [HistoryRow]) -> String {
    func cell(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let lines = rows.map { row in
      "\(row.epoch),\(row.step),\(row.seconds),\(row.trainingLoss),\(cell(row.validationAUC)),\(cell(row.validationLogLoss))"
    }
    return (["epoch,step,seconds,trainingLoss,validationAUC,validationLogLoss"] + lines).joined(separator: "\n") + "\n"
  }
}
