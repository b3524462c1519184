import Evaluation
import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Whatever a run measured, every chart and page is drawn or leaves the picture out: it never traps, is well-formed, and no
/// place in a picture is no number.
@Suite struct DegenerateInputTests {
  private static let numbers: [Double] = [
    0, 1, 0.5, 1e-9, 1e-38, .leastNonzeroMagnitude, 1 - 1e-9, .nan, .infinity, -.infinity, 1e300, -1e300, -1, -1e-9,
    1e16,
  ]
  private static let probabilities: [Float] = [
    0, 1, 0.5, 1e-9, 1e-38, .leastNonzeroMagnitude, 1 - 0x1p-24, .nan, 1e-7,
  ]

  private func expectDrawn(_ markup: String, _ what: @autoclosure () -> String) {
    let parser = XMLParser(data: Data("<page>\(markup)</page>".utf8))
    expectSound(parser.parse(), markup, what())
  }

  private func expectPage(_ page: String, _ what: @autoclosure () -> String) {
    expectSound(XMLParser(data: Data(page.utf8)).parse(), page, what())
  }

  private func expectSound(_ parsed: Bool, _ markup: String, _ what: String) {
    let places = markup.matches(of: #/ (?:[cr]?[xy][12]?|r|points|width|height|viewBox|d)="[^"]*(?:nan|inf|–)/#)
    #expect(parsed && places.isEmpty, "\(what): \(places.first.map { String($0.0) } ?? "not well-formed")")
  }

  @Test func calibration() {
    for predicted in Self.numbers {
      for (clicks, rows) in [(0, 1), (1, 1), (0, 1000), (1000, 1000), (3, 1_000_000), (7, 3), (-1, 4)] {
        let bin = ReliabilityBin(sumPredicted: predicted * Double(rows), clicks: clicks, rows: rows)
        let usual = ReliabilityBin(sumPredicted: 30, clicks: 29, rows: 1000)
        for bins in [[bin], [bin, bin], [usual, bin], [bin, usual]] {
          expectDrawn(CalibrationPlot(bins: bins).svg(), "\(bins)")
        }
      }
    }
    #expect(CalibrationPlot(bins: []).svg().isEmpty)
    let nothing = [ReliabilityBin(sumPredicted: 0, clicks: 0, rows: 5)]
    #expect(CalibrationPlot(bins: nothing).svg().contains("No picture: every promise is 0 and no row is clicked."))
    #expect(CalibrationPlot.wilson(clicks: 0, rows: 0) == 0...1)
  }

  /// Rows that count so little that their sum rounds to none.
  @Test func calibrationOfRowsThatHardlyCount() {
    for weight in [1e-9, 0.01, 0.3, 1, 1e9] as [Float] {
      let rows = 40
      let bins = reliabilityBins(
        probabilities: (0..<rows).map { Float($0) / 50 }, labels: (0..<rows).map { Float($0 % 3) / 2 },
        weights: [Float](repeating: weight, count: rows))
      expectDrawn(CalibrationPlot(bins: bins).svg(), "\(weight)")
    }
  }

  @Test func learning() {
    for loss in Self.numbers {
      for area in Self.numbers + [Double?.none] {
        for step in [0, 1, 1 << 40, -3] {
          let row = HistoryRow(
            epoch: 1, step: step, seconds: loss, trainingLoss: loss, validationAUC: area, validationLogLoss: loss)
          let usual = HistoryRow(
            epoch: 2, step: 40, seconds: 1, trainingLoss: 0.2, validationAUC: 0.7, validationLogLoss: 0.2)
          for history in [[row], [row, usual], [row, row]] {
            expectDrawn(LearningCurve(history: history, bestEpoch: 1).svg(), "\(history)")
          }
        }
      }
    }
    let diverged = HistoryRow(
      epoch: 1, step: 1, seconds: 1, trainingLoss: .nan, validationAUC: 0.5, validationLogLoss: nil)
    let pictures = LearningCurve(history: [diverged], bestEpoch: 1).svg()
    #expect(pictures.contains("training diverged") && pictures.contains("validation AUC"))
  }

  @Test func axes() {
    for low in Self.numbers {
      for high in Self.numbers {
        let axis = Plot.Axis.around([low, high], count: 5) { "\($0)" }
        #expect(axis.ticks.count < 50 && axis.ticks.allSatisfy(axis.range.contains), "\(low) \(high)")
        for value in Self.numbers { #expect((0...1).contains(axis.position(value)), "\(low) \(high): \(value)") }
        guard low <= high else { continue }
        for scale in [Plot.Scale.linear, .logarithmic] {
          let axis = Plot.Axis(
            range: low...high, scale: scale, ticks: Plot.Axis.roundTicks(low...high, count: 4), label: { "\($0)" })
          for value in Self.numbers { #expect((0...1).contains(axis.position(value)), "\(low)...\(high): \(value)") }
        }
      }
    }
  }

  @Test func mapsOfRows() {
    let places = Self.numbers.map { Float($0) }
    for x in places {
      for cluster in [-2, 0, 3] {
        let points = (0..<3).map { row in
          ClusterMap.Point(
            x: row == 0 ? x : 1, y: row == 1 ? x : 0, row: row, scenario: "s\(row)", cluster: cluster,
            probability: x, truth: cluster)
        }
        for points in [points, [points[0]], []] {
          let map = ClusterMap(points, trustworthiness: Double(x))
          expectDrawn(map.html(), "\(x)")
          expectPage(MapPage(map, model: "ADL", data: "log", facts: "Facts.", version: "1").html(), "\(x)")
        }
      }
    }
  }

  /// Scores and labels of all degenerate kinds: none, all equal, without a click, without any but clicks, no numbers.
  private static let predictions: [(name: String, scores: [Float], labels: [Float])] = {
    var found: [(String, [Float], [Float])] = [("empty", [], []), ("one", [0.5], [1]), ("one other", [0.5], [0])]
    let rows = 60
    for score in probabilities {
      for clicked in [0, 1, 2, 30, 59, 60] {
        let labels = (0..<rows).map { Float($0 < clicked ? 1 : 0) }
        found.append(("all \(score), \(clicked) clicks", [Float](repeating: score, count: rows), labels))
        found.append(("some \(score), \(clicked) clicks", (0..<rows).map { $0 % 7 == 0 ? score : 0.2 }, labels))
      }
    }
    return found
  }()

  private func metrics(_ predictions: Predictions, cost: Double, seed: Int = 1) -> Metrics {
    Metrics(
      evaluate(predictions), model: "adl", part: "test",
      clusters: [ClusterMetrics(counts: [0, 0], centres: [[0], [0]])],
      parameters: .init(embedding: 0, shared: 0, specific: 0, other: 0),
      flopsPerSample: .init(forward: cost, training: cost),
      training: .init(
        samplesPerSecond: cost, seconds: cost, epochs: 0, bestEpoch: 0, peakMemoryBytes: 0, clickRate: 0),
      bestPossibleAUC: cost, seed: UInt64(seed), threads: 1, version: "1")
  }

  private func predictions(_ scores: [Float], _ labels: [Float], weights: [Float]? = nil) -> Predictions {
    Predictions(
      probabilities: scores, labels: labels, labelForm: weights == nil ? .binary : .counts, weights: weights,
      scenarios: scores.indices.map { Int32($0 % 3) - 1 }, scenarioNames: ["a", "b"])
  }

  @Test func runs() {
    for (number, (name, scores, labels)) in Self.predictions.enumerated() {
      let cost = Self.numbers[number % Self.numbers.count]
      for weights in [nil, [Float](repeating: 0.001, count: scores.count), [Float](repeating: 0, count: scores.count)] {
        let predictions = predictions(scores, labels, weights: weights)
        let metrics = metrics(predictions, cost: cost)
        let report = RunReport(
          model: "ADL", data: "log", metrics: metrics, baseline: MetricsTable.Entry(name: "DNN", metrics: metrics),
          history: [
            HistoryRow(
              epoch: 1, step: 1, seconds: cost, trainingLoss: cost, validationAUC: metrics.auc,
              validationLogLoss: metrics.logLoss)
          ], reliability: evaluate(predictions).reliability,
          scenarioClusters: [.init(scenario: "a", counts: [[0, 0]]), .init(scenario: "b", counts: [])],
          map: ClusterMap([], trustworthiness: nil))
        expectPage(HTMLReport(report).html(), name)
      }
    }
  }

  @Test func comparisons() {
    for (number, (name, scores, labels)) in Self.predictions.enumerated() {
      let models = (0..<3).map { place in
        let cost = Self.numbers[(number + place) % Self.numbers.count]
        var model = ComparedModel(name: "m\(place)", title: "M \(place)", formula: "P", towerByFormula: 0)
        for seed in 1...2 {
          let own = predictions(place == 0 ? scores : scores.map { 1 - $0 }, labels)
          model.add(metrics(own, cost: cost, seed: seed), Placements(own))
        }
        return model
      }
      for (models, against) in [(models, nil), (models, "m1"), ([models[0]], nil)] {
        let comparison = Comparison(models, data: "log", against: against, version: "1")
        expectPage(ComparePage(comparison).html(), name)
        expectPage(SweepPage(comparison, clusters: Array(1...models.count)).html(), name)
        let text = ComparisonText(comparison)
        #expect(!text.text().isEmpty && !text.markdown().isEmpty && !text.csv().isEmpty)
      }
    }
    let nothing = Comparison([], data: "log", version: "1")
    expectPage(ComparePage(nothing).html(), "no model")
    expectPage(SweepPage(nothing, clusters: []).html(), "no model")
  }

  @Test func figures() {
    for number in Self.numbers {
      for text in [
        Figures.seconds(number), Figures.rate(number), Figures.plain(number), Figures.scaled(number),
        Figures.percent(number), Figures.chance(number), Figures.scaledPercent(number), Figures.shortDifference(number),
      ] { #expect(!text.isEmpty && !text.lowercased().contains("nan") && !text.contains("inf"), "\(number)") }
    }
  }
}
