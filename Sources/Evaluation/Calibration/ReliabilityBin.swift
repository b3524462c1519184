/// One point of a calibration plot: rows with similar predictions, and what came true for them.
public struct ReliabilityBin: Codable, Sendable, Equatable {
  /// How many bins there are, in pictures and in the expected calibration error.
  public static let count = 20

  /// Mean predicted probability of the bin's rows.
  public let meanPredicted: Double
  /// Share of the bin's rows that were clicked.
  public let observedRate: Double
  /// Rows, or the impressions that they stand for.
  public let rows: Int
  public let clicks: Int

  /// A bin of `rows` rows (at least one) whose predictions sum to `sumPredicted`.
  public init(sumPredicted: Double, clicks: Int, rows: Int) {
    precondition(rows > 0, "a bin has rows")
    meanPredicted = sumPredicted / Double(rows)
    observedRate = Double(clicks) / Double(rows)
    self.rows = rows
    self.clicks = clicks
  }

  /// A bin of rows, which may be clicked in part or stand for several impressions.
  init(_ bin: PredictionBin) {
    meanPredicted = bin.predicted / bin.mass.all
    observedRate = bin.mass.clicks / bin.mass.all
    rows = Int(bin.mass.all.rounded())
    clicks = Int(bin.mass.clicks.rounded())
  }
}

/// Bins of equal numbers of rows in order of the prediction, for a calibration plot.
///
/// Rows of the same prediction stay in one bin, so that the bins do not depend on the rows' order; a model that predicts
/// few distinct values yields fewer, larger bins.
/// - Parameters:
///   - probabilities: n predicted click probabilities in 0...1.
///   - labels: n labels, 1 for a click and 0 for none.
///   - count: bins wanted.
public func reliabilityBins(
  probabilities: [Float], labels: [Float], count: Int = ReliabilityBin.count
) -> [ReliabilityBin] {
  predictionBins(probabilities: probabilities, labels: labels, count: count).map(ReliabilityBin.init)
}

/// Bins of equal numbers of impressions in order of the prediction, of rows that are clicked in part or stand for several.
///
/// Of counts they are the bins of as many rows.
/// - Parameters:
///   - probabilities: n predicted click probabilities in 0...1.
///   - labels: of each of n rows the share that is clicked, 0...1.
///   - weights: how much each of them counts, from 0 on; nil where all count the same.
///   - count: bins wanted.
public func reliabilityBins(
  probabilities: [Float], labels: [Float], weights: [Float]?, count: Int = ReliabilityBin.count
) -> [ReliabilityBin] {
  predictionBins(probabilities: probabilities, labels: labels, weights: weights, count: count).map(ReliabilityBin.init)
}

extension ScoredRows {
  /// Bins of equal numbers of rows, or of impressions, in order of the prediction.
  func reliabilityBins() -> [ReliabilityBin] { predictionBins().map(ReliabilityBin.init) }

  /// Bins of equal numbers of rows, or of impressions, in order of the prediction; none is empty.
  func predictionBins() -> [PredictionBin] {
    areWhole
      ? Evaluation.predictionBins(probabilities: probabilities, labels: labels, count: ReliabilityBin.count)
      : Evaluation.predictionBins(
        probabilities: probabilities, labels: labels, weights: weights, count: ReliabilityBin.count)
  }
}
