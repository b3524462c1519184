extension Predictions {
  /// The rows of each value of a column, judged by themselves.
  ///
  /// - Parameters:
  ///   - rows: places of rows, for each value that they have.
  ///   - values: as many, the value that the row has.
  ///   - names: of a value. Values of one name are one.
  ///   - metrics: those that are given for scenarios.
  public func groupMetrics(
    rows: [Int32], values: [Int32], names: (Int32) -> String, _ metrics: [Metric] = Metric.all
  ) -> [String: GroupMetrics] {
    precondition(rows.count == values.count, "one value for each row")
    let groups = RowGroups(values)
    var places: [String: [Int32]] = [:]
    for (group, value) in groups.codes.enumerated() {
      places[names(value), default: []] += groups.rows(group).map { rows[Int($0)] }
    }
    return places.mapValues { GroupMetrics(self, rows: $0[...], metrics) }
  }
}
