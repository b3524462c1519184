import Evaluation
import Foundation
import Reports

/// A run as it could have been, for tests and for looking at the page.
enum SampleReport {
  /// With `hostile` names, everything that comes from data tries to leave its place in the page.
  static func report(hostile: Bool = false, collapsed: Bool = false, clusters: Bool = true) -> RunReport {
    report(
      named: hostile ? "<script>alert('x')</script> & \"q\" ]]> \u{7}" : nil, collapsed: collapsed, clusters: clusters)
  }

  /// With a name, everything that comes from data is called so.
  static func report(named attack: String?, collapsed: Bool = false, clusters: Bool = true) -> RunReport {
    let names = (1...8).map { number in "\(attack ?? "s")\(number)" }
    let predictions = predictions(scenarioNames: names)
    let result = evaluate(predictions)
    let distinct: [[Float]] = [[1, 0.1, 0], [0, 1, 0.2], [-0.3, 0, 1], [0.2, -1, 0.1]]
    let same: [[Float]] = [[1, 0.02, 0], [1, 0, 0.01], [1, 0.01, 0], [1, 0, 0]]
    let metrics = metrics(
      result, model: "adl",
      clusters: clusters
        ? result.perspectives.map { ClusterMetrics($0, centres: collapsed ? same : distinct, changed: 0.041) } : [])
    var baseline = metrics
    baseline.model = "dnn"
    baseline.auc = metrics.auc.map { $0 - 0.0083 }
    baseline.gauc = metrics.gauc.map { $0 - 0.0061 }
    baseline.logLoss = metrics.logLoss.map { $0 + 0.0022 }
    baseline.scenarios = metrics.scenarios.mapValues { scenario in
      var scenario = scenario
      scenario.auc = scenario.auc.map { $0 - 0.007 }
      return scenario
    }
    return RunReport(
      model: attack ?? "ADL", data: attack ?? "the planted log", metrics: metrics,
      baseline: MetricsTable.Entry(name: attack ?? "DNN", metrics: baseline), history: history(),
      reliability: result.reliability,
      scenarioClusters: clusters
        ? result.scenarios.map { .init(scenario: $0.name, counts: $0.clusterCounts) } : [],
      map: clusters ? map(names) : nil,
      settings: [
        .init(name: "model", value: "adl"), .init(name: "clusters", value: "4"),
        .init(name: "learning rate", value: "0.001"), .init(name: "data", value: attack ?? "planted"),
      ])
  }

  private static func map(_ scenarios: [String]) -> ClusterMap {
    var random = SampleNumbers(state: 5)
    let points = (0..<300).map { row in
      let cluster = row % 10
      return ClusterMap.Point(
        x: Float(cluster % 4) * 3 + Float.random(in: -1...1, using: &random),
        y: Float(cluster / 4) * 3 + Float.random(in: -1...1, using: &random), row: row,
        scenario: scenarios[row % scenarios.count], cluster: cluster, probability: 0.25, truth: cluster % 4)
    }
    return ClusterMap(points, trustworthiness: 0.91)
  }

  private static func predictions(scenarioNames: [String]) -> Predictions {
    var random = SampleNumbers(state: 3)
    let sizes = [0.41, 0.67, 0.82, 0.905, 0.95, 0.98, 0.994, 1]
    var probabilities: [Float] = []
    var labels: [Float] = []
    var scenarios: [Int32] = []
    var clusters: [Int32] = []
    for _ in 0..<40_000 {
      let place = Double.random(in: 0..<1, using: &random)
      let scenario = sizes.firstIndex { place < $0 } ?? 0
      let normal = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
      let logit = -3.6 + 1.1 * normal + 0.15 * Double(scenario % 3)
      let truth = 1 / (1 + exp(-logit))
      probabilities.append(Float(1 / (1 + exp(-1.1 * logit - 0.25))))
      labels.append(Double.random(in: 0..<1, using: &random) < truth ? 1 : 0)
      scenarios.append(Int32(scenario))
      let favoured =
        Double.random(in: 0..<1, using: &random) < 0.3 ? scenario % 4 : Int.random(in: 0..<4, using: &random)
      clusters.append(Int32(favoured))
    }
    return Predictions(
      probabilities: probabilities, labels: labels, scenarios: scenarios, scenarioNames: scenarioNames,
      sessions: (0..<40_000).map { Int32($0 / 10) },
      perspectives: [
        RowClusters("all", count: 4, clusters: clusters, entropySum: 40_000 * 0.31, marginSum: 40_000 * 0.82)
      ])
  }

  private static func metrics(_ result: EvaluationResult, model: String, clusters: [ClusterMetrics]) -> Metrics {
    Metrics(
      result, model: model, part: "test", clusters: clusters,
      parameters: .init(embedding: 1_214_000, shared: 381_000, specific: 1_524_000, other: 64),
      flopsPerSample: .init(forward: 762_000, training: 2_290_000),
      training: .init(
        samplesPerSecond: 40_812, seconds: 21.4, epochs: 4, bestEpoch: 3, peakMemoryBytes: 412 << 20),
      bestPossibleAUC: (result.auc ?? 0) + 0.0312, seed: 1, threads: 2, version: "0.1.0")
  }

  private static func history() -> [HistoryRow] {
    let areas = [0.7391, 0.7604, 0.7688, 0.7741, 0.7779, 0.7812, 0.7841, 0.7825, 0.7796, 0.7771]
    return areas.enumerated().map { index, area in
      HistoryRow(
        epoch: index * 2 / 5 + 1, step: 42 * (index + 1), seconds: 2.1 * Double(index + 1),
        trainingLoss: 0.168 + 0.06 / Double(index + 1), validationAUC: area, validationLogLoss: 0.171)
    }
  }
}

/// A small deterministic source of numbers.
private struct SampleNumbers: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 31)) &* 0x9e37_79b9_7f4a_7c15
  }
}
