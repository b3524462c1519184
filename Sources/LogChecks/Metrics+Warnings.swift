import Evaluation

extension Metrics {
  /// Calibration outside of this is no matter of chance or of a day unlike the others: the rows are not what training saw.
  static let usualCalibration = 0.5...2.0
  /// Scores are level if both chances, of a click and of none, are within 1%: rows differ by more on any log that tells
  /// anything.
  static let level: Float = 0.01
  /// Fewer clicks say nothing of calibration.
  static let clicksThatTell = 20

  /// What a user should know of the scores before trusting them; a line each. Where rows have weights, by weight: training
  /// makes the weighted loss small, and promises what is right for rows that count so.
  ///
  /// - Parameter title: the model's.
  public func warnings(of title: String) -> [String] {
    var lines: [String] = []
    let (clicks, part) = (self.clicks, self.part)
    if let dead = dead(title) { lines.append(dead) }
    let weighted = self.weighted
    let byWeight = weighted != nil ? "weighted " : ""
    let (logLoss, calibration) = (weighted?.logLoss ?? logLoss, weighted?.calibration ?? calibration)
    let constant = weighted?.constantLogLoss ?? self.constantLogLoss
    if let loss = logLoss, let constant, loss > constant {
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
    if let saturated = saturatedWords(title, above: (logLoss ?? 0) > (constant ?? .infinity)) {
      lines.append(saturated)
    }
    return lines
  }

  /// Of a model whose scores are all the same, or nearly.
  private func dead(_ title: String) -> String? {
    guard self.rows > 1, let least = self.leastScore, let largest = self.largestScore,
      largest - least <= Self.level * min(least, 1 - largest)
    else { return nil }
    let all = Figures.count(self.rows)
    return least == largest
      ? "All \(all) scores of \(title) are the same, \(Self.score(least)): it tells no row from another."
      : "All \(all) scores of \(title) lie between \(Self.score(least)) and \(Self.score(largest)): it hardly tells one row "
        + "from another."
  }

  /// Of a model whose scores are 0 or 1 where its log loss is worth nothing, or most of whose scores are, but for rows that it
  /// tells apart without a fault, as where a feature gives the label away.
  private func saturatedWords(_ title: String, above isAbove: Bool) -> String? {
    guard self.clicks > 0, self.clicks < self.impressions ?? self.rows, let saturated = self.saturated, auc != 1 else {
      return nil
    }
    guard isAbove ? saturated >= 0.01 : saturated >= 0.5 else { return nil }
    return
      "\(Figures.percent(saturated)) of \(title)'s scores are 0 or 1 but for rounding, more certain than clicks can be: "
      + "did training diverge? A lower learning rate or fewer epochs help."
  }

  private static func score(_ score: Float) -> String { Figures.significant(Double(score)) }
}
