import Evaluation
import Foundation
import Reports

/// What models are worth on one log, ours and peers': each the mean of its seeds.
public struct QualityTable {
  /// One model's figures over seeds.
  public struct Row: Sendable {
    public var name: String
    public var auc: [Double]
    public var validationAUC: Double?
    public var logLoss: Double?
    public var gauc: Double?
    public var seconds: Double?
  }

  public private(set) var rows: [Row] = []

  public init() {}

  /// Adds the models of an `adl compare --json`, in their order.
  ///
  /// - Throws: `MeasuringError` if it is none.
  public mutating func add(comparison: String) throws {
    guard let json = try? JSONSerialization.jsonObject(with: Data(comparison.utf8)) as? [String: Any],
      let models = json["models"] as? [[String: Any]]
    else { throw MeasuringError("expected the JSON of adl compare") }
    for model in models {
      func mean(_ key: String) -> Double? { (model[key] as? [String: Any])?["mean"] as? Double }
      let runs = model["runs"] as? [[String: Any]] ?? []
      rows.append(
        Row(
          name: model["title"] as? String ?? "", auc: runs.compactMap { $0["auc"] as? Double },
          validationAUC: mean("validationAUC"), logLoss: mean("logLoss"), gauc: mean("gauc"),
          seconds: (model["training"] as? [String: Any])?["seconds"] as? Double))
    }
  }

  /// Adds a peer that prints a line of JSON for each seed, with `testAUC`, and what it has of `validationAUC`, `logLoss`,
  /// `gauc` and `seconds`.
  ///
  /// - Throws: `MeasuringError` if it prints no such line.
  public mutating func add(peer name: String, lines: String) throws {
    let seeds = lines.split(separator: "\n").compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    func all(_ key: String) -> [Double] { seeds.compactMap { $0[key] as? Double } }
    func mean(_ key: String) -> Double? { Spread(of: all(key)).mean }
    guard !all("testAUC").isEmpty else { throw MeasuringError("\(name): expected lines of JSON with testAUC") }
    rows.append(
      Row(
        name: name, auc: all("testAUC"), validationAUC: mean("validationAUC"), logLoss: mean("logLoss"),
        gauc: mean("gauc"), seconds: mean("seconds")))
  }

  public var table: TextTable {
    var table = TextTable([
      .text("model"), .number("validation AUC"), .number("test AUC"), .number("log loss"), .number("GAUC"),
      .number("training"),
    ])
    for row in rows {
      let auc = Spread(of: row.auc)
      let mean = score(auc.mean)
      table.add([
        row.name, score(row.validationAUC), auc.standardDeviation.map { "\(mean) ± \(score($0))" } ?? mean,
        score(row.logLoss), score(row.gauc), row.seconds.map { "\(Int($0.rounded())) s" } ?? "",
      ])
    }
    return table
  }

  /// Nothing for a figure that is not there.
  private func score(_ value: Double?) -> String { value.map(Figures.score) ?? "" }
}
