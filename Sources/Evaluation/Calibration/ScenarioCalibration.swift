/// How a model's log-odds are corrected, scenario by scenario.
public struct ScenarioCalibration: Codable, Sendable, Equatable {
  /// Of scenarios without a line of their own.
  public var overall: PlattLine
  public var scenarios: [String: PlattLine]
  /// How many rows of the overall line a scenario's own rows are weighed against; nil where all have that.
  public var priorRows: Double?
  /// Rows that it was fitted to.
  public var rows: Int

  public init(overall: PlattLine, scenarios: [String: PlattLine] = [:], priorRows: Double? = nil, rows: Int = 0) {
    (self.overall, self.scenarios, self.priorRows, self.rows) = (overall, scenarios, priorRows, rows)
  }

  public func line(of scenario: String) -> PlattLine { scenarios[scenario] ?? overall }

  /// Whether it changes nothing.
  public var isIdentity: Bool { overall == PlattLine(centre: overall.centre) && scenarios.isEmpty }
}

extension ScenarioCalibration {
  /// Strengths that are tried, from weak to strong.
  static let priors: [Double] = [100, 300, 1000, 3000, 10_000, 30_000]
  static let folds = 5

  /// Fits to predictions of rows that the model was not trained on: one line for all, and lines of scenarios that are drawn
  /// to it as far as the log loss of rows left out (five folds) is best; nothing at all where that is best.
  ///
  /// - Parameter predictions: of labelled rows.
  public init(fitting predictions: Predictions) {
    let rows = CalibrationRows(predictions)
    let none = ScenarioCalibration(overall: PlattLine(centre: rows.centre), rows: rows.count)
    guard rows.clicks > 0, rows.others > 0 else {
      self = none
      return
    }
    let candidates: [Double?] = [nil] + Self.priors.reversed().map { $0 }
    var best = (loss: Self.loss(of: rows) { _ in none }, candidate: none)
    for prior in candidates {
      let loss = Self.loss(of: rows) { rows.fitted(without: $0, prior: prior) }
      if loss < best.loss { best = (loss, rows.fitted(without: nil, prior: prior)) }
    }
    self = best.candidate
  }

  /// The mean log loss of each fold's rows by what was fitted to the others.
  private static func loss(of rows: CalibrationRows, _ fit: (Int) -> ScenarioCalibration) -> Double {
    (0..<folds).reduce(0) { $0 + rows.loss(ofFold: $1, by: fit($1)) }
  }
}
