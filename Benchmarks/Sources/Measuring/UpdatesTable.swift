import Foundation
import Reports

/// Days of updates: what each way of keeping a model is worth on the next day, and what it takes.
public struct UpdatesTable {
  /// Of one model on one day.
  public struct Figures {
    public var auc: Double
    public var logLoss: Double
    /// Rows of the embedding table times their width.
    public var embeddings: Double
    public var seconds: Double?

    /// - Parameter output: of `adl evaluate --json`.
    public init(_ output: String) throws {
      guard let json = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any],
        let auc = json["auc"] as? Double, let logLoss = json["logLoss"] as? Double,
        let parameters = json["parameters"] as? [String: Any], let embeddings = parameters["embedding"] as? Double
      else { throw MeasuringError("expected the metrics of adl evaluate, found: \(output.prefix(200))") }
      (self.auc, self.logLoss, self.embeddings) = (auc, logLoss, embeddings)
    }

    public func taking(_ seconds: Double) -> Figures {
      var figures = self
      figures.seconds = seconds
      return figures
    }
  }

  public static let ways: [(key: String, name: String)] = [
    ("scratch", "from scratch each day"), ("update", "updated"), ("forget", "updated, store forgets"),
    ("stale", "never updated"),
  ]

  /// By day, a row for each seed.
  private var days: [Int: [[String: Figures]]] = [:]

  public init() {}

  public mutating func add(_ day: Int, _ row: [String: Figures]) { days[day, default: []].append(row) }

  private func mean(_ key: String, day: Int? = nil, _ value: (Figures) -> Double?) -> Double? {
    let values = days.filter { day == nil || $0.key == day }.values.joined().compactMap { $0[key].flatMap(value) }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  public var table: TextTable {
    var table = TextTable([
      .text("day"), .number("from scratch"), .number("updated"), .number("store forgets"), .number("never updated"),
      .number("seconds, scratch"), .number("updated"), .number("embedding weights"), .number("where it forgets"),
    ])
    func add(_ name: String, _ day: Int?) {
      let aucs = Self.ways.map { mean($0.key, day: day, \.auc).map { Self.fixed($0, 4) } ?? "" }
      let seconds = ["scratch", "update"].map { mean($0, day: day, \.seconds).map { Self.fixed($0, 1) } ?? "" }
      let weights = ["update", "forget"].map {
        mean($0, day: day, \.embeddings).map { StepTable.count($0) } ?? ""
      }
      table.add([name] + aucs + seconds + weights)
    }
    for day in days.keys.sorted() { add("\(day + 1)", day) }
    add("mean", nil)
    return table
  }

  public var chart: Chart {
    var chart = Chart(
      title: "AUC on the next day", xTitle: "day",
      lines: Self.ways.map { way in
        Chart.Line(
          way.name,
          days.keys.sorted().compactMap { day in mean(way.key, day: day, \.auc).map { (Double(day + 1), $0) } })
      })
    chart.isLogarithmic = false
    return chart
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
