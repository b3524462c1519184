import ClickLog
import Evaluation

extension PreparedLog {
  /// What a user should know about a log before trusting what comes of it: copies of rows, joins that missed; each with
  /// what helps, where something can be done.
  public var remarks: [Remark] {
    var lines: [Remark] = []
    func add(_ text: String, remedy: Remedy? = nil) { lines.append(Remark(.note, text, remedy: remedy)) }
    if let empty = statistics.emptyFiles { add("\(Figures.count(empty)) files without a row were left out.") }
    lines += statistics.times?.remarks ?? []
    let count = Figures.count
    if statistics.duplicates > 0 {
      let dropped = statistics.duplicatesDropped
      add(
        "\(count(statistics.duplicates)) of \(count(statistics.rowsRead)) rows are exact copies "
          + "(\(dropped ? "left out" : "kept")).", remedy: dropped ? nil : .dropDuplicates)
    }
    if statistics.badRows > 0 {
      add("\(count(statistics.badRows)) rows could not be read and were left out; the first:")
      for row in statistics.firstBadRows { add("  \(row)") }
    }
    if statistics.contradictions > 0 {
      let fate =
        statistics.contradictionsDropped ? "left out" : "kept; dropContradictions in the schema leaves them out"
      add("\(count(statistics.contradictions)) rows have a conversion and no click (\(fate)).")
    }
    for join in statistics.joins where join.rows > 0 {
      add("\(count(join.rows)) rows have no match in \(join.file); their features there are unknown.")
    }
    for field in encoding.fields {
      guard case .hashed(let buckets)? = field.values, buckets.collisions > 0 else { continue }
      add(
        "\(field.name): about \(count(buckets.distinctValues)) values in \(count(buckets.count)) buckets; "
          + "about \(Figures.percent(buckets.collisions)) of them share theirs with another.")
    }
    if let overlap { lines.append(overlap) }
    return lines + unlearnable
  }

  /// The same day may be appended twice in two forms, which no comparison of contents finds.
  private var overlap: Remark? {
    guard let last = logs.last, let other = logs.dropLast().last(where: { $0.overlaps(last) }) else { return nil }
    return Remark(
      .warning,
      "The rows that were appended last (\(last.title)) happened at the time of earlier ones (\(other.title)): "
        + "are some of them there twice?")
  }

  /// What training can hardly learn of this log.
  private var unlearnable: [Remark] {
    var lines: [Remark] = []
    let (count, training) = (encoding.scenarios.count, part(.training).rows)
    if count > 20, training < 20 * count {
      let rows = Figures.fixed(Double(training) / Double(count), 1)
      lines.append(
        Remark(
          .warning,
          "\(Figures.count(count)) scenarios have \(rows) training rows each on average, too few to learn: "
            + "minimumScenarioRows in the schema joins the small ones, and buckets cut numbers, like "
            + "scenario: {column: \(encoding.schema.scenario[0]), buckets: 8}."))
    }
    // Whoever keeps a group's rows in one part wants its values to be new in the others.
    let group: String? = if case .random(_, let group) = encoding.schema.split { group } else { nil }
    for (field, feature) in zip(statistics.fields, encoding.schema.features) where feature.column != group {
      let known = PartName.allCases.filter { part($0).rows > 0 }
      guard field.shares[0] < 0.5,
        let part = known.dropFirst().first(where: {
          field.shares[$0.rawValue] > 0.95 && field.missing[$0.rawValue] < 0.5
        })
      else { continue }
      lines.append(
        Remark(
          .warning,
          "\(field.field) is unknown in \(Figures.percent(field.shares[part.rawValue])) of the \(part) rows' values: "
            + "training has other values, so the model can learn nothing of it for them."))
    }
    return lines
  }
}

extension LogStatistics.Times {
  /// When the parts happened, and whether training looks into the future.
  fileprivate var remarks: [Remark] {
    let parts = zip(PartName.allCases, ranges).compactMap { part, range in
      range.map { "\(part) \($0.from)\($0.from == $0.to ? "" : " to \($0.to)")" }
    }
    let known = unit == "times" || unit == "numbers" ? "" : " (\(unit))"
    var lines = [Remark(.note, "\(column)\(known): \(parts.joined(separator: ", ")).")]
    if mixesZones {
      lines.append(
        Remark(.note, "\(column): some times have an offset from UTC and some have none; these count as UTC."))
    }
    if trainsOnLaterRows {
      lines.append(
        Remark(
          .warning,
          "some training rows are later than some test rows: where the model is to predict later days, split by time "
            + "(split: {order: [0.8, 0.1, 0.1]} with time: \(column))."))
    }
    return lines
  }
}
