import Reports

/// The table of training steps that README shows.
public struct StepTable {
  /// Named, in the table's order; `isPeer` where ours are compared with it.
  public var rows: [(name: String, series: Series, isPeer: Bool)]

  public init(_ rows: [(name: String, series: Series, isPeer: Bool)]) { self.rows = rows }

  /// The fastest of the peers, by medians; nil without any.
  public var bestPeer: Double? { rows.filter(\.isPeer).map(\.series.median).max() }

  public var table: TextTable {
    var table = TextTable([
      .text("program"), .number("samples/s"), .number("lowest to highest"), .number("to the best peer"),
      .number("share of sgemm peak"), .number("peak memory"),
    ])
    for (name, series, _) in rows {
      table.add([
        name, Self.count(series.median),
        "\(Self.count(series.range.lowerBound)) to \(Self.count(series.range.upperBound))",
        bestPeer.map { Self.fixed(series.median / $0) } ?? "",
        series.shareOfPeak.map { "\(Int((100 * $0).rounded()))%" } ?? "",
        series.peakMemoryBytes.map { "\(Int($0) >> 20) MB" } ?? "",
      ])
    }
    return table
  }

  /// Two decimals.
  static func fixed(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  /// Three digits that count, with commas.
  static func count(_ value: Double) -> String {
    var unit = 1
    while Int(value) / unit >= 1000 { unit *= 10 }
    var digits = String(Int((value / Double(unit)).rounded()) * unit)
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return digits
  }
}
