extension Metric {
  /// The mean gap between promised and seen click rates, bin by bin.
  public static let expectedCalibrationError = Metric(
    key: "expectedCalibrationError", title: "ECE",
    meaning:
      "mean gap between promised and seen click rate in 20 bins of equally many rows, in order of the prediction",
    formula: "Σ_b (n_b / n) · abs(mean p − mean y)", source: "Naeini et al. 2015", aim: .smaller,
    scope: [.overall, .scenarios],
    note: { $0 == nil ? "" : "expected calibration error: the mean gap between promised and seen click rate" },
    value: { $0.expectedCalibrationError })
}

extension Measured {
  /// The mean gap between promised and seen click rates, bin by bin; undefined without rows.
  public var expectedCalibrationError: Value {
    get { values[.expectedCalibrationError] }
    set { values[.expectedCalibrationError] = newValue }
  }
}

extension ScoredRows {
  /// The expected calibration error over bins of equally many rows, or impressions: Σ_b (n_b / n) |mean p − mean y|.
  ///
  /// The bins are those of the calibration plot. By chance alone it is above 0, in small groups far above: of a perfect
  /// model's bins of m rows with click rate r, each gap is about 0.8 √(r (1 − r) / m).
  /// - Returns: nil without rows or when a probability is not a number.
  public var expectedCalibrationError: Double? {
    guard !probabilities.contains(where: \.isNaN) else { return nil }
    let bins = predictionBins()
    let all = bins.reduce(0) { $0 + $1.mass.all }
    return all > 0 ? bins.reduce(0) { $0 + abs($1.predicted - $1.mass.clicks) } / all : nil
  }
}
