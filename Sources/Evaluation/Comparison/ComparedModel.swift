/// What a comparison knows of one model: its runs' metrics and where it placed the rows.
public struct ComparedModel: Sendable {
  /// Such as `adl`.
  public var name: String
  /// As the paper writes it.
  public var title: String
  /// The tower's parameters by the paper's Table 2: as text, such as "P·(K+1)", and as a number.
  public var formula: String
  public var towerByFormula: Int
  /// Of each run, in the order of the seeds.
  public private(set) var metrics: [Metrics] = []
  /// Averaged over the runs; nil where the rows lack a class.
  public private(set) var placements: Placements?

  public init(name: String, title: String, formula: String, towerByFormula: Int) {
    self.name = name
    self.title = title
    self.formula = formula
    self.towerByFormula = towerByFormula
  }

  /// Adds the run of the next seed.
  public mutating func add(_ metrics: Metrics, _ placements: Placements?) {
    self.metrics.append(metrics)
    guard let placements else { return }
    if self.placements == nil { self.placements = placements } else { self.placements?.add(placements) }
  }

  /// The clicks and the non-clicks that it was judged on; nil without a run.
  var classes: (clicks: Int, others: Int)? {
    if let placements { return (placements.clicks, placements.others) }
    return metrics.first.map { ($0.clicks, ($0.impressions ?? $0.rows) - $0.clicks) }
  }
}
