extension PlantedLog {
  /// What the log holds. The defaults train ADL and DNN in about a minute on two cores.
  public struct Settings: Sendable, Equatable {
    /// Rows, i.e. impressions.
    public var rows = 300_000
    /// Latent clusters.
    public var clusters = 4
    /// The clusters' shares of the visits, any positive scale; nil for equal ones. Without effect when `aligned`.
    public var clusterShares: [Double]?
    /// Scenarios, sized from 40% down to 0.5% of the rows.
    public var scenarios = 8
    /// The counter-example: scenario number modulo `clusters` is the cluster, so the scenarios are the clusters.
    public var aligned = false
    public var users = 20_000
    public var items = 4_000
    /// Categorical fields, of user, item and context in turn.
    public var fields = 14
    /// Distinct values of a field.
    public var valuesPerField = 40
    /// Days of the log. The last one is the test part, the one before it the validation part.
    public var days = 7
    public var seed: UInt64 = 1

    public init() {}
  }
}

extension PlantedLog.Settings {
  /// Throws a `PlantedLogError` for the first setting that makes no log.
  func check() throws {
    func expect(_ holds: Bool, _ sentence: String) throws {
      if !holds { throw PlantedLogError(description: "planted log: \(sentence)") }
    }
    try expect(rows >= 0, "rows: expected 0 or more, found \(rows)")
    try expect(clusters >= 1, "clusters: expected 1 or more, found \(clusters)")
    try expect(scenarios >= 1, "scenarios: expected 1 or more, found \(scenarios)")
    try expect(users >= 1, "users: expected 1 or more, found \(users)")
    try expect(items >= 1, "items: expected 1 or more, found \(items)")
    try expect(fields >= 3, "fields: expected 3 or more, found \(fields)")
    try expect((2...256).contains(valuesPerField), "values per field: expected 2 to 256, found \(valuesPerField)")
    try expect(days >= 3, "days: expected 3 or more, so that each part has one, found \(days)")
    if let clusterShares {
      let found = "found \(clusterShares)"
      try expect(clusterShares.count == clusters, "cluster shares: expected \(clusters), one a cluster, \(found)")
      try expect(
        clusterShares.allSatisfy { $0 > 0 && $0.isFinite }, "cluster shares: expected positive numbers, \(found)")
    }
  }

  /// Fields that belong to the user, to the item and to the impression.
  var userFields: Int { (fields + 2) / 3 }
  var itemFields: Int { (fields + 1) / 3 }
  var contextFields: Int { fields / 3 }
}
