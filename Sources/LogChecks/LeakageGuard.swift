import ClickLog
import Evaluation
import Tensors

/// Looks for features that give the label away: a watch time, a like, a position in a list of clicked items. A model that has
/// one is excellent on every part of the log and worth nothing where the click is still to come.
///
/// Each field is judged alone: the click rates of its values, fitted to training rows, rank other rows, and an AUC that no
/// honest feature has is reported. What training did not see ranks in the middle, so that numbers of rows and the like, different
/// in every row, are not suspected.
///
/// Rows of counts count as their impressions do; other weights are left aside, as what gives a label away does so in every row.
public struct LeakageGuard {
  /// Above this AUC, or below one minus it, a feature is suspected. Clicks are chancy: the best models of whole logs reach 0.6 to 0.9.
  static let suspicious = 0.99
  /// At most about so many rows are looked at, spread over the part.
  static let fittedRows = 1 << 20
  static let judgedRows = 1 << 18
  /// And at most about so many values, where rows have long lists.
  static let fittedValues = 1 << 25

  /// Each field's AUC alone, in the encoding's order; nil where some class is missing.
  public let aucs: [Double?]
  private let names: [String]
  /// The AUC of the labels themselves: 1, but of counts and probabilities less, as a row is clicked in part.
  private let largest: Double

  private init(names: [String], aucs: [Double?], largest: Double = 1) {
    (self.names, self.aucs, self.largest) = (names, aucs, largest)
  }

  /// Judges each field of a log alone.
  ///
  /// - Throws: `Interruption`.
  public static func inspect(
    _ log: PreparedLog, cancellation: Cancellation = Cancellation()
  ) throws(Interruption) -> LeakageGuard {
    let names = log.encoding.fields.map(\.name)
    guard log.labelled, let (fitted, judged) = parts(of: log) else {
      return LeakageGuard(names: names, aucs: names.map { _ in nil })
    }
    let valuesPerRow = log.statistics.fields.reduce(0) { $0 + max(1, $1.valuesPerRow) }
    let most = min(fittedRows, Int(Double(fittedValues) / max(1, valuesPerRow)))
    let (binary, counted) = (log.hasBinaryLabels, log.hasCountedLabels)
    let rates = try ValueRates.fit(
      fitted.runs(most), counted: counted, fields: names.count, rows: log.encoding.totalRows, cancellation)
    let sample = judged.runs(min(most, judgedRows))
    var labels: [Float] = []
    var weights: [Float] = []
    var scores = names.map { _ in [Float]() }
    for field in names.indices { scores[field].reserveCapacity(sample.rows) }
    for batch in sample.batches(size: ValueRates.batchSize) {
      try cancellation.check()
      labels += batch.labels
      if counted { weights += batch.rowWeights }
      for field in names.indices { rates.score(batch, field, onto: &scores[field]) }
    }
    func area(_ scores: [Float]) -> Double? {
      binary
        ? auc(scores: scores, labels: labels)
        : auc(scores: scores, labels: labels, weights: counted ? weights : nil)
    }
    return LeakageGuard(names: names, aucs: scores.map(area), largest: binary ? 1 : area(labels) ?? 1)
  }

  /// A line for each suspected feature.
  public var warnings: [String] {
    zip(names, aucs).compactMap { name, auc in
      guard let auc, max(auc, 1 - auc) - 0.5 > (Self.suspicious - 0.5) * (largest - 0.5) / 0.5 else { return nil }
      let figure = Figures.ratio(max(auc, 1 - auc)) + (largest < 1 ? " of at most \(Figures.ratio(largest))" : "")
      return "The feature '\(name)' alone predicts the label (AUC \(figure) on rows it was not fitted on): "
        + "it may be known only after the click; leave it out unless you know better."
    }
  }

  /// Rows to fit to, and others to judge on, both with clicks and without; nil if there are none.
  private static func parts(of log: PreparedLog) -> (fitted: LogPart, judged: LogPart)? {
    let training = log.part(.training)
    let (half, all) = (training.rows / 2, training.rows)
    let choices = [
      (training, log.part(.validation)), (training, log.part(.test)),
      (training.rows(at: 0..<half), training.rows(at: half..<all)),
    ]
    return choices.first { [$0.0, $0.1].allSatisfy { $0.clickRate > 0 && $0.clickRate < 1 } }
  }
}
