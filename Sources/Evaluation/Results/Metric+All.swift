extension Metric {
  /// Every metric, in the order of tables and pages.
  public static let all: [Metric] = [
    .auc, .gauc, .logLoss, .calibration, .expectedCalibrationError, .ndcg(at: 10), .meanReciprocalRank,
    .hitRate(at: 10),
  ]
}
