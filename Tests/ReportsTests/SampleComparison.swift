import Evaluation
import Foundation

/// A comparison as it could have been, for tests and for looking at the page.
enum SampleComparison {
  static let titles = [
    "DNN", "Shared Bottom", "HMoE", "PLE", "STAR", "AdaSparse", "ADL", "DNN + multi-epoch",
    "ADL + clusters 5 + hidden 256/128 + learning rate 0.0005 + dropout 0.2",
  ]

  /// - Parameters:
  ///   - name: what everything that comes from data and users is called; nil for usual names.
  ///   - against: the place of the reference; nil for none.
  static func comparison(
    models: Int = 4, scenarios: Int = 6, seeds: Int = 3, named name: String? = nil, against: Int? = nil,
    rows: Int = 4_000
  ) -> Comparison {
    let labels = (0..<rows).map { Float($0 * 7919 % 97 < 12 ? 1 : 0) }
    let scenarioNames = (0..<scenarios).map { name.map { "\($0)\(scenarios)" + "'" } ?? "scenario \($0)" }
    // Each scenario has a fourth of the rows that are left.
    let places = labels.indices.map { row in
      var (place, share) = (0, Double(row * 613 % rows) / Double(rows))
      while place < scenarios - 1, share > 0.25 { (place, share) = (place + 1, (share - 0.25) / 0.75) }
      return Int32(place)
    }
    let compared = (0..<models).map { number in
      let title = name ?? titles[number % titles.count] + (number < titles.count ? "" : " \(number)")
      var model = ComparedModel(
        name: "m\(number)", title: title, formula: name ?? "P·(K+1)", towerByFormula: 470_017)
      for seed in 0..<seeds {
        let scores = labels.indices.map { row in
          let noise = Float((row * (41 + 2 * seed) + number * 13) % 1009) / 1009
          let own = Float((row * (31 + number * 4) + seed) % 499) / 499
          return (0.25 + 0.012 * Float(number % 4)) * labels[row] + 0.5 * noise + 0.06 * own
        }
        let predictions = Predictions(
          probabilities: scores, labels: labels, scenarios: places,
          scenarioNames: scenarioNames.enumerated().map { name == nil ? $1 : "\($1)\($0)" })
        let metrics = Metrics(
          evaluate(predictions), model: name ?? "dnn", part: name ?? "test", clusters: [],
          parameters: .init(embedding: 533_616, shared: 470_017, specific: 470_017 * number, other: 0),
          flopsPerSample: .init(forward: 938_000 * Double(1 + number / 2), training: 2.8e6 * Double(1 + number / 2)),
          training: .init(
            samplesPerSecond: 41_161, seconds: 9.5 * Double(1 + number) + Double(seed), epochs: 2, bestEpoch: 1,
            peakMemoryBytes: 139 << 20), validation: .init(auc: 0.74 + 0.001 * Double(number), logLoss: 0.59),
          seed: UInt64(seed + 1), threads: 2, version: name ?? "1")
        model.add(metrics, Placements(scores: scores, labels: labels))
      }
      return model
    }
    return Comparison(
      compared, data: name ?? "a log", against: against.map { compared[$0].name }, version: name ?? "1")
  }
}
