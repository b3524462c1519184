import Evaluation
import Foundation
import Testing

struct MetricTests {
  /// The share of rows on the right side of ½, with how many there are.
  private static let accuracy = Metric(
    key: "accuracy", title: "accuracy", meaning: "share of rows on the right side of ½", formula: "right / n",
    source: "a test", aim: .larger, counts: ["accuracyRight"],
    measure: { rows in
      let right = zip(rows.probabilities, rows.labels).filter { ($0 > 0.5) == ($1 > 0.5) }.count
      return .init(Double(right) / Double(rows.labels.count), counts: [right])
    })
  /// How many sessions there are, of scenarios too.
  private static let sessions = Metric(
    key: "sessions", title: "sessions", meaning: "sessions", formula: "n", source: "a test", aim: .near(3),
    scope: [.overall, .scenarios], value: { $0.sessions.map { Double(Set($0).count) } })

  private let metrics = Metric.all + [accuracy, sessions]
  private let predictions = Predictions(
    probabilities: [0.9, 0.1, 0.3, 0.6, 0.2], labels: [1, 0, 1, 1, 1], scenarios: [1, 1, 1, 0, 0],
    scenarioNames: ["home", "cart"], sessions: [0, 1, 1, 2, 2])

  private func run(seed: UInt64) -> Metrics {
    Metrics(
      evaluate(predictions, metrics), model: "adl", part: "test", clusters: [],
      parameters: .init(embedding: 1, shared: 1, specific: 1, other: 1), flopsPerSample: .init(forward: 1, training: 3),
      training: .init(samplesPerSecond: 1, seconds: 1, epochs: 1, bestEpoch: 1, peakMemoryBytes: 1), seed: seed,
      threads: 1, version: "1")
  }

  private func object(_ json: Data) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
  }

  @Test("A metric that is handed in is computed overall and for each scenario")
  func isComputed() throws {
    let result = evaluate(predictions, metrics)
    #expect(result.values[Self.accuracy] == 0.6 && result.values[Self.sessions] == 3)
    #expect(result.values.measurement(Self.accuracy) == .init(0.6, counts: [3]))
    #expect(result.scenarios.map(\.name) == ["cart", "home"])
    #expect(result.scenarios.map { $0.values[Self.accuracy] } == [2.0 / 3, 0.5])
    #expect(result.scenarios.map { $0.values[Self.sessions] } == [2, 1])
    #expect(evaluate(predictions).values[Self.accuracy] == nil, "not asked for")
    #expect(evaluate(predictions).auc == result.auc)
  }

  @Test("A metric that is handed in is in metrics.json and comes back")
  func isInTheRunsJSON() throws {
    let run = run(seed: 1)
    let json = try run.json()
    let root = try object(json)
    #expect(root["accuracy"] as? Double == 0.6 && root["accuracyRight"] as? Int == 3)
    #expect(root["sessions"] as? Double == 3)
    let cart = (root["scenarios"] as? [String: [String: Any]])?["cart"]
    #expect(cart?["accuracy"] as? Double == 2.0 / 3 && cart?["accuracyRight"] as? Int == 2)
    #expect(try Metrics(json: json, metrics) == run)
    #expect(try Metrics(json: json).values[Self.accuracy] == nil, "of a list that does not have it")
  }

  @Test("A metric that is handed in is in compare.json, where its scope says so")
  func isInTheComparisonsJSON() throws {
    var model = ComparedModel(name: "adl", title: "ADL", formula: "P", towerByFormula: 1)
    for seed: UInt64 in [1, 2] { model.add(run(seed: seed), nil) }
    let comparison = Comparison([model], data: "log", version: "1", metrics: metrics)
    let json = try comparison.json()
    let found = try #require((object(json)["models"] as? [[String: Any]])?.first)
    #expect((found["accuracy"] as? [String: Any])?["mean"] as? Double == 0.6)
    #expect(found["sessions"] == nil, "not given over seeds")
    let first = try #require((found["runs"] as? [[String: Any]])?.first)
    #expect(first["accuracy"] as? Double == 0.6 && first["accuracyRight"] == nil && first["sessions"] as? Double == 3)
    let home = (found["scenarios"] as? [String: [String: Any]])?["home"]
    #expect(home?.keys.sorted() == ["accuracy", "auc", "clicks", "rows"])
    #expect(try Comparison(json: json, metrics) == comparison)
  }

  @Test("Metrics that an older file does not have are undefined; one without its counts is damage")
  func olderFiles() throws {
    let text = String(decoding: try run(seed: 1).json(), as: UTF8.self)
    let older = text.split(separator: "\n").filter { !$0.contains("\"calibration\"") }.joined(separator: "\n")
    #expect(try Metrics(json: Data(older.utf8)).calibration == nil)
    #expect(try Metrics(json: Data(older.utf8)).auc == run(seed: 1).auc)
    let damaged = text.replacingOccurrences(of: "gaucSessions\"", with: "gaucSessionz\"")
    #expect(throws: DecodingError.self) { try Metrics(json: Data(damaged.utf8)) }
  }

  @Test("docs/Files.md has the line of every metric")
  func isDocumented() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let docs = root.deletingLastPathComponent().appendingPathComponent("docs/Files.md")
    let lines = Set(try String(contentsOf: docs, encoding: .utf8).split(separator: "\n"))
    for metric in Metric.all { #expect(lines.contains(metric.documentation[...]), "\(metric.documentation)") }
  }

  @Test("No two metrics share a key")
  func keysAreDistinct() {
    let keys = Metric.all.flatMap { [$0.key] + $0.counts }
    #expect(Set(keys).count == keys.count)
    #expect(Self.sessions.documentation.contains("nearer to 3"))
    #expect(Self.accuracy.documentation.contains("with it `accuracyRight` |"))
    #expect(Self.accuracy.heading == "Accuracy")
  }
}
