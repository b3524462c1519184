import ClickLog

/// Clicks where a field has another value than its usual one.
///
/// What follows a click (a like, a comment, the time on its page) has one value in most rows, and in the few others nearly
/// each row is clicked. An AUC hardly sees so few rows: on KuaiRand, 2% of the rows have a like, of which 82% are clicked where 45%
/// would be usual, and the AUC is 0.51.
///
/// What would be usual is the click rate of each row's scenario: on a page where nearly each row is clicked, nothing is told by
/// what only that page has. All other values are taken together, so that no single value's luck, and no user who clicks on
/// everything, looks like a rule. Fewer clicks than usual are not looked for: an advertisement has them, too.
struct UnusualValues {
  /// What is known of a field's rows of other values.
  struct Tally {
    var rows = 0
    /// How much these rows count, how much of it is clicked, and how much would be by the rows' scenarios.
    private var weight = 0.0
    private var clicks = 0.0
    private var usualClicks = 0.0

    var rate: Double { weight > 0 ? clicks / weight : 0 }
    var usualRate: Double { weight > 0 ? usualClicks / weight : 0 }

    mutating func add(_ label: Float, usually rate: Float, weight: Float) {
      rows += 1
      self.weight += Double(weight)
      clicks += Double(label * weight)
      usualClicks += Double(rate * weight)
    }

    /// Whether so many are clicked that half of the doubt is gone, and by a fourth of all more than usual.
    ///
    /// The normal approximation of the binomial test that the rate is no larger than that: by four deviations, one chance in
    /// 30,000 at the limit itself, which honest values are far below. Rows count once each, as those of one item's counts hang
    /// together.
    var tellsClicks: Bool {
      let limit = max((1 + usualRate) / 2, usualRate + 0.25)
      guard rows > 0, limit < 1 else { return false }
      return (rate - limit) / (limit * (1 - limit) / Double(rows)).squareRoot() > 4
    }
  }

  /// Of each field, in the encoding's order.
  private(set) var tallies: [Tally]
  private let usual: [Int32?]
  private let scenarioRates: ScenarioRates
  private let counted: Bool

  init(usual: [Int32?], _ scenarioRates: ScenarioRates, counted: Bool) {
    tallies = usual.map { _ in Tally() }
    (self.usual, self.scenarioRates, self.counted) = (usual, scenarioRates, counted)
  }

  mutating func add(_ batch: Batch) {
    batch.forEachBag(of: usual.count) { row, field, ids in
      guard ids.count != (usual[field] == nil ? 0 : 1) || ids.first != usual[field] else { return }
      tallies[field].add(
        batch.labels[row], usually: scenarioRates[batch.scenarios[row]], weight: counted ? batch.rowWeights[row] : 1)
    }
  }
}

/// The smoothed click rate of each scenario.
struct ScenarioRates {
  private let rates: [Float]
  private let all: Float

  init(_ part: LogPart) {
    let all = part.clickRate
    let prior = Double(ValueRates.priorRows)
    rates = part.scenarioCounts().map { scenario in
      let rows = Double(scenario.rows)
      return Float((rows * scenario.clickRate + prior * all) / (rows + prior))
    }
    self.all = Float(all)
  }

  /// That of all rows for a scenario that is not known.
  subscript(_ scenario: Int32) -> Float { rates.indices.contains(Int(scenario)) ? rates[Int(scenario)] : all }
}
