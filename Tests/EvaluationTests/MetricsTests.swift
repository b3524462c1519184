import Evaluation
import Foundation
import Testing

struct MetricsTests {
  private let predictions = Predictions(
    probabilities: [0.9, 0.1, 0.3, 0.6, 0.2, 0.25], labels: [1, 0, 0, 1, 1, 0], scenarios: [1, 1, 1, 0, 0, -1],
    scenarioNames: ["home", "search <b>", "empty"], sessions: [0, 0, 0, 1, 1, 1],
    perspectives: [RowClusters("all", count: 2, clusters: [0, 1, 1, 1, 0, 1], entropySum: 1.5, marginSum: 4.5)])

  private func metrics(_ predictions: Predictions, centres: [[Float]]?) -> Metrics {
    let result = evaluate(predictions)
    return Metrics(
      result, model: "adl", part: "test",
      clusters: centres.map { c in result.perspectives.map { ClusterMetrics($0, centres: c, changed: 0.25) } } ?? [],
      parameters: .init(embedding: 10, shared: 20, specific: 40, other: 3),
      flopsPerSample: .init(forward: 1.5e6, training: 4.6e6),
      training: .init(
        samplesPerSecond: 41_234.567, seconds: 0.1 + 0.2, epochs: 3, bestEpoch: 2, peakMemoryBytes: 1 << 40),
      seed: .max, threads: 2, version: "0.1.0")
  }

  @Test func scenariosAreJudgedByThemselves() {
    let result = evaluate(predictions)
    #expect(result.scenarios.map(\.name) == ["search <b>", "home", "(unknown)"])
    #expect(result.scenarios.map(\.rows) == [3, 2, 1])
    #expect(result.scenarios.map(\.auc) == [1, nil, nil])
    #expect(result.scenarios.map(\.clusterCounts) == [[[1, 2]], [[1, 1]], [[0, 1]]])
    #expect(result.auc == naiveAUC(predictions.probabilities, predictions.labels))
    #expect(result.perspectives.map(\.counts) == [[2, 4]])
    #expect(
      result.perspectives.first?.coefficientEntropy == 0.25 && result.perspectives.first?.coefficientMargin == 0.75)
    #expect(result.gaucSessions == 2 && result.gaucSessionsLeftOut == 0)
    #expect(result.reliability.reduce(0) { $0 + $1.rows } == 6)
  }

  @Test func aScenarioNamedUnknownTakesTheUnknownRows() {
    let result = evaluate(
      Predictions(
        probabilities: [0.5, 0.5], labels: [0, 1], scenarios: [0, -1],
        scenarioNames: [EvaluationResult.unknownScenario]))
    #expect(result.scenarios.map(\.rows) == [2])
  }

  @Test func nothingToEvaluateIsNoFailure() throws {
    let result = evaluate(Predictions(probabilities: [], labels: [], scenarios: [], scenarioNames: ["a"], sessions: []))
    #expect(result.auc == nil && result.logLoss == nil && result.calibration == nil && result.scenarios.isEmpty)
    let none = metrics(
      Predictions(probabilities: [], labels: [], scenarios: [], scenarioNames: []), centres: nil)
    #expect(try Metrics(json: none.json()) == none)
  }

  @Test func theJSONHasTheContractsKeys() throws {
    let json = try metrics(predictions, centres: [[1, 0]]).json()
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    let contract = [
      "auc", "gauc", "logLoss", "calibration", "rows", "clicks", "scenarios", "clusters", "parameters",
      "flopsPerSample", "training", "seed", "threads", "version",
    ]
    #expect(contract.filter { object[$0] == nil } == [])
    func keys(_ value: Any?) -> [String] { (value as? [String: Any])?.keys.sorted() ?? [] }
    let scenarios = object["scenarios"] as? [String: Any]
    #expect(keys(scenarios) == ["(unknown)", "home", "search <b>"])
    #expect(
      keys(scenarios?["home"])
        == ["auc", "calibration", "calibrationInterval", "clicks", "expectedCalibrationError", "logLoss", "rows"])
    #expect((scenarios?["home"] as? [String: Any])?["auc"] is NSNull)
    #expect(
      keys(object["clusters"])
        == [
          "assignmentEntropy", "centreCosineMax", "centreCosineMean", "changed", "coefficientEntropy",
          "coefficientMargin", "counts", "distances", "effectiveClusters", "metrics", "perspective", "shares",
        ])
    #expect((object["clusters"] as? [String: Any])?["centreCosineMean"] is NSNull)
    let clusters = (object["clusters"] as? [String: Any])?["metrics"] as? [[String: Any]]
    #expect(clusters?.map { $0["rows"] as? Int } == [2, 4] && clusters?.map { $0["clicks"] as? Int } == [2, 1])
    #expect(abs((clusters?[0]["calibration"] as? Double ?? 0) - 0.55) < 1e-7)
    #expect((clusters?[0]["calibrationInterval"] as? [Double])?.count == 2)
    #expect(keys(object["parameters"]) == ["embedding", "other", "shared", "specific", "total"])
    #expect(keys(object["flopsPerSample"]) == ["forward", "training"])
    #expect(
      keys(object["training"]) == ["bestEpoch", "epochs", "peakMemoryBytes", "samplesPerSecond", "seconds"])
  }

  /// Half of the rows clicked, each promised a quarter: −(ln ¼ + ln ¾) / 2.
  @Test func theConstantAndTheRangeOfScoresAreBesideTheLogLoss() throws {
    let result = evaluate(predictions)
    let found = Metrics(
      result, model: "adl", part: "test", clusters: [],
      parameters: .init(embedding: 1, shared: 1, specific: 0, other: 0),
      flopsPerSample: .init(forward: 1, training: 3),
      training: .init(
        samplesPerSecond: 1, seconds: 1, epochs: 1, bestEpoch: 0, peakMemoryBytes: 1, clickRate: 0.25),
      seed: 1, threads: 1, version: "")
    #expect(abs((found.constantLogLoss ?? 0) + (log(0.25) + log(0.75)) / 2) < 1e-12)
    #expect(found.leastScore == 0.1 && found.largestScore == 0.9)
    #expect(try Metrics(json: found.json()) == found)
    #expect(constantLogLoss(of: 0, clicks: 0, rows: 5)! < 1e-6 && constantLogLoss(of: 0.5, clicks: 0, rows: 0) == nil)
  }

  @Test func aModelWithoutClustersHasNoClustersKey() throws {
    let json = try metrics(predictions, centres: nil).json()
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object["clusters"] == nil)
  }

  @Test func everyNumberComesBackWithTheSameBits() throws {
    var original = metrics(predictions, centres: [[1, 0.1], [0.3, 1]])
    var numbers = Numbers(state: 99)
    for _ in 0..<2000 {
      original.auc = Double.random(in: 0..<1, using: &numbers)
      original.logLoss = Double(sign: .plus, exponent: Int.random(in: -300...300, using: &numbers), significand: 1.1)
      original.training.seconds = Double.random(in: 0..<1e6, using: &numbers)
      #expect(try Metrics(json: original.json()) == original)
    }
    let json = try original.json()
    #expect(try Metrics(json: json).json() == json)
    let text = String(decoding: json, as: UTF8.self)
    let order = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { String($0) }
    #expect(order == order.sorted())
  }
}
