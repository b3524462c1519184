import ClickLog

/// Settings that make no log: one line that says which, and what was expected.
public struct PlantedLogError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
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
