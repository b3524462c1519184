import Evaluation

extension Metrics {
  /// Calibration outside of this is no matter of chance or of a day unlike the others: the rows are not what training saw.
  static let usualCalibration = 0.5...2.0
  /// Fewer clicks say nothing of calibration.
  static let clicksThatTell = 20

  /// What a user should know of the scores before trusting them; a line each. Where rows have weights, by weight: training
  /// makes the weighted loss small, and promises what is right for rows that count so.
  ///
  /// - Parameter title: the model's.
  public func warnings(of title: String) -> [String] {
    var lines: [String] = []
    let (rows, clicks, part) = (self.rows, self.clicks, self.part)
    if rows > 1, let least = self.leastScore, least == self.largestScore {
      lines.append(
        "All \(Figures.count(rows)) scores of \(title) are the same, \(Figures.score(Double(least))): it tells no row from "
          + "another.")
    }
    let weighted = self.weighted
    let byWeight = weighted != nil ? "weighted " : ""
    let (logLoss, calibration) = (weighted?.logLoss ?? logLoss, weighted?.calibration ?? calibration)
    if let loss = logLoss, let constant = weighted?.constantLogLoss ?? self.constantLogLoss, loss > constant {
      lines.append(
        "\(title)'s \(byWeight)log loss on \(part == "all" ? "all" : "the \(part)") rows, \(Figures.score(loss)), is above "
          + "that of a constant, "
          + "\(Figures.score(constant)): promising each row the training rows' click rate "
          + "(\(Figures.percent(self.training.clickRate))) is no worse.")
    }
    if let calibration, clicks >= Self.clicksThatTell, !Self.usualCalibration.contains(calibration) {
      let times = calibration > 1 ? calibration : 1 / calibration
      lines.append(
        "\(title) promises \(Figures.scaled(times)) times as \(calibration > 1 ? "many" : "few") clicks as the "
          + "\(Figures.count(clicks)) that there are (\(byWeight)calibration \(Figures.ratio(calibration))): are these rows "
          + "like those of training, with none left out?")
    }
    return lines
  }
}
