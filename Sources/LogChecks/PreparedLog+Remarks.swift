import ClickLog
import Evaluation

extension PreparedLog {
  /// What a user should know about a log before trusting what comes of it: copies of rows, joins that missed; each with
  /// what helps, where something can be done.
  public var remarks: [Remark] {
    var lines: [Remark] = []
    func add(_ text: String, remedy: Remedy? = nil) { lines.append(Remark(.note, text, remedy: remedy)) }
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
    return lines
  }
}
