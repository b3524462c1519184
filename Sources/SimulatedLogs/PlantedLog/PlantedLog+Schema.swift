extension PlantedLog {
  /// The columns of `log.csv`, in order.
  var columns: [String] {
    ["time_ms", "date", "session", "scenario", "user_id"] + names("user", settings.userFields) + ["item_id"]
      + names("item", settings.itemFields) + ["tags", "duration"] + names("context", settings.contextFields) + ["click"]
  }

  /// The schema that fits `log.csv`: the last day is the test part, the day before it the validation part.
  var schema: String {
    let clock = ImpressionClock(rows: settings.rows, days: settings.days)
    var lines = [
      "# A simulated log: \(settings.clusters) latent clusters, seed \(settings.seed). The truth is in truth.csv.",
      "log: log.csv",
      "label: click",
      "scenario: scenario",
      "session: session",
      "time: time_ms",
      "split: {by: date, validation: \(clock.dates[settings.days - 2]), test: \(clock.dates[settings.days - 1])}",
      "# Ids seen less often are memorised, not learned: their fields' unknown row serves them better.",
      "minimumCount: \(max(settings.rows / 3000, 2))",
      "features:",
      "  scenario: {kind: id, group: context}",
      "  user_id: {kind: id, group: user}",
    ]
    lines += names("user", settings.userFields).map { "  \($0): {kind: id, group: user}" }
    lines.append("  item_id: {kind: id, group: item}")
    lines += names("item", settings.itemFields).map { "  \($0): {kind: id, group: item}" }
    lines.append("  tags: {kind: ids, separator: \"|\", group: item}")
    lines.append("  duration: {kind: number, buckets: 32, group: context}")
    lines += names("context", settings.contextFields).map { "  \($0): {kind: id, group: context}" }
    return lines.joined(separator: "\n") + "\n"
  }

  private func names(_ group: String, _ count: Int) -> [String] { (0..<count).map { "\(group)_\($0 + 1)" } }
}
