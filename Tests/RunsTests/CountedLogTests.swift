import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import LogChecks
@testable import Runs
@testable import Training

/// Logs whose rows are counts, probabilities, or have weights: prepared, trained on, judged and compared.
@Suite struct CountedLogTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private struct Row {
    let (user, page, session): (Int, Int, Int)
    let (clicks, shown): (Int, Int)
  }

  /// Users of three kinds on two pages.
  private func rows(_ count: Int, seed: UInt64) -> [Row] {
    var random = RandomGenerator(seed: seed)
    return (0..<count).map { row in
      let (user, page, shown) = (random.index(below: 60), random.index(below: 2), 1 + random.index(below: 6))
      let rate = 10 + 20 * (user % 3) + 15 * page
      let clicks = (0..<shown).count { _ in random.index(below: 100) < rate }
      return Row(user: user, page: page, session: row / 8, clicks: clicks, shown: shown)
    }
  }

  private func url(_ name: String) -> URL { place.url.appendingPathComponent(name) }

  /// Writes a log and prepares it: on its own, or in the codes of a run.
  private func prepare(
    _ name: String, label: String, columns: String, more: String = "", as encoding: Encoding? = nil, _ lines: [String]
  ) throws -> PreparedData {
    try Data(((["\(columns),user,page,session"] + lines).joined(separator: "\n") + "\n").utf8).write(
      to: url("\(name).csv"))
    let schema = """
      label: \(label)
      scenario: page
      session: session
      split: {order: [0.6, 0.2, 0.2]}
      features:
        user: {kind: id}
        page: {kind: id}
      \(more)
      """
    try Data(schema.utf8).write(to: url("\(name).yaml"))
    guard let encoding else {
      return try DataSource.open(url("\(name).csv").path, schema: url("\(name).yaml").path).prepare(seed: 1)
    }
    return try DataSource.open(url("\(name).csv").path, coding: encoding).prepare(with: encoding, labelsRequired: true)
  }

  private func line(_ row: Row, _ label: String) -> String { "\(label),u\(row.user),p\(row.page),s\(row.session)" }

  private func counts(_ name: String, _ rows: [Row], more: String = "", as encoding: Encoding? = nil) throws
    -> PreparedData
  {
    try prepare(
      name, label: "{clicks: click, of: shown}", columns: "click,shown", more: more, as: encoding,
      rows.map { line($0, "\($0.clicks),\($0.shown)") })
  }

  /// As many rows with a click and without.
  private func exploded(_ rows: [Row]) -> [Row] {
    rows.flatMap { row in
      (0..<row.shown).map { shown in
        Row(user: row.user, page: row.page, session: row.session, clicks: shown < row.clicks ? 1 : 0, shown: 1)
      }
    }
  }

  private func settings() -> RunSettings {
    SmallLog.settings {
      $0.model = .dnn
      $0.epochs = 3
    }
  }

  private func train(_ data: PreparedData, in name: String, _ settings: RunSettings? = nil) throws -> Run {
    try Run.train(settings ?? self.settings(), on: data, in: RunFolder(url(name)), report: true)
  }

  @Test func countsAreJudgedAsTheRowsThatTheyStandFor() throws {
    let run = try train(counts("train", rows(1_500, seed: 1)), in: "run")
    let model = try TrainedModel(contentsOf: url("run"))
    let later = rows(400, seed: 2)
    let (counted, whole) = (try counts("later", later, as: model.encoding), exploded(later))
    let many = try counts("many", whole, as: model.encoding)
    #expect(counted.log.all.clicks == later.reduce(0) { $0 + $1.clicks } && many.log.all.rows == whole.count)
    let found = try TrainedRun(RunFolder(url("run"))).evaluate(counted.log.all, "all", of: counted)
    var predictions = try Scorer(model).predictions(for: many.log.all, of: many.log)
    // The plain metrics, on the plain path.
    (predictions.labelForm, predictions.weights) = (.binary, nil)
    let expected = evaluate(predictions)
    #expect(found.auc == expected.auc && found.clicks == expected.clicks && found.rows == 400)
    #expect(found.impressions == whole.count && found.labels == .counts && found.weighted == nil)
    #expect(close(found.gauc, expected.gauc) && close(found.logLoss, expected.logLoss))
    #expect(close(found.calibration, expected.calibration) && found.gaucSessions == expected.gaucSessions)
    for scenario in expected.scenarios {
      let same = try #require(found.scenarios[scenario.name])
      #expect(same.auc == scenario.auc && close(same.logLoss, scenario.logLoss))
      #expect(same.clicks == scenario.clicks && same.impressions == scenario.rows)
    }
    let rate = Double(expected.clicks) / Double(expected.rows)
    let constant = try #require(found.training.clickRate)
    let loss = -(rate * log(constant) + (1 - rate) * log(1 - constant))
    #expect(close(found.constantLogLoss, loss))
    #expect(run.metrics.labels == .counts && (run.metrics.auc ?? 0) > 0.6)
    #expect((0.7...1.4).contains(run.metrics.calibration ?? 0))
    #expect(try String(contentsOf: url("run/report.html"), encoding: .utf8).contains("impressions"))
  }

  private func close(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) < 1e-6
  }

  /// A step over all rows is that of as many rows.
  @Test func theStepIsThatOfAsManyRows() throws {
    let some = rows(120, seed: 3)
    let data = try counts("step", some)
    let many = try counts("step-many", exploded(some), as: data.log.encoding)
    var settings = settings()
    settings.dropout = 0
    var losses: [[Float]] = []
    for part in [data.log.all, many.log.all] {
      var learner = try Trainer(settings, log: data.log, in: Workspace(threads: 2)).newLearner()
      var weights = LossWeights(mean: part.meanWeight)
      losses.append([])
      for _ in 0..<3 {
        for batch in part.batches(size: part.rows) {
          let input = ModelInput(batch, pooling: data.log.encoding.pooling)
          losses[losses.count - 1].append(
            try learner.train(on: input, labels: batch.labels, weights: weights.of(batch)))
        }
      }
    }
    #expect(losses[0].count == 3 && losses[0][2] < losses[0][0])
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-4 }, "\(losses)")
  }

  private func weighted(_ name: String, unit: Double) throws -> PreparedData {
    var random = RandomGenerator(seed: 4)
    return try prepare(
      name, label: "click", columns: "click,w", more: "weight: w",
      exploded(rows(500, seed: 3)).map { line($0, "\($0.clicks),\(unit * Double(1 + random.index(below: 4)))") })
  }

  @Test func theUnitOfWeightsDoesNotMatter() throws {
    let (one, other) = (
      try train(weighted("one", unit: 1), in: "one"), try train(weighted("big", unit: 1024), in: "big")
    )
    #expect(
      one.metrics.auc == other.metrics.auc && one.history.map(\.trainingLoss) == other.history.map(\.trainingLoss))
    let weighted = try #require(one.metrics.weighted)
    #expect(close(weighted.logLoss, other.metrics.weighted?.logLoss) && weighted.constantLogLoss != nil)
    #expect(weighted.auc != one.metrics.auc && one.metrics.impressions == nil && one.metrics.labels == nil)
    // What is kept is the best by weight.
    #expect(one.history.allSatisfy { $0.quality == $0.validationAUC || $0.quality == $0.validationLogLoss.map { -$0 } })
  }

  /// Three quarters of those without a click count four times: training ends at the weighted rate.
  @Test func trainingPromisesTheWeightedRate() throws {
    let some = exploded(rows(3_000, seed: 5))
    let data = try prepare(
      "skewed", label: "click", columns: "click,w", more: "weight: w",
      some.map { line($0, $0.clicks == 1 ? "1,1" : "0,4") })
    let metrics = try train(data, in: "skewed").metrics
    let (plain, weighted) = (try #require(metrics.calibration), try #require(metrics.weighted?.calibration))
    #expect((0.8...1.25).contains(weighted) && plain < 0.6, "\(plain) \(weighted)")
    #expect(metrics.warnings(of: "DNN").isEmpty, "judged by weight")
    #expect(close(metrics.auc, metrics.weighted?.auc), "a class as a whole counting more changes no share of pairs")
  }

  @Test func countsAndProbabilitiesAreCompared() throws {
    let some = rows(800, seed: 6)
    let logs = [
      try counts("counts", some),
      try prepare(
        "shares", label: "{probability: p}", columns: "p",
        some.map { line($0, "\(Double($0.clicks) / Double($0.shown))") }),
    ]
    for (data, isCounted) in zip(logs, [true, false]) {
      let candidates = [Candidate(.dnn, settings()), Candidate(.sharedBottom, settings())]
      let folder = ComparisonFolder(url("compare-\(isCounted)"))
      let run = ComparisonRun(candidates, firstSeed: 1, seeds: 2, in: folder)
      let found = try run.compare(on: data)
      let rival = try #require(found.verdict.rivals.first)
      #expect((rival.deLong != nil) == isCounted && rival.pairedT != nil)
      #expect(found.verdict.sentence.contains("DeLong") == !isCounted)
      #expect((found.impressions != nil) == isCounted)
      #expect(try run.compare(on: data) == found, "from before")
    }
  }

  @Test func aLeakIsFoundInCounts() throws {
    let some = rows(6_000, seed: 7)
    let data = try prepare(
      "leak", label: "{clicks: click, of: shown}", columns: "click,shown,rate",
      more: "  rate: {kind: number, buckets: 32}",
      some.map { line($0, "\($0.clicks),\($0.shown),\(Double($0.clicks) / Double($0.shown))") })
    let warnings = try LeakageGuard.inspect(data.log).warnings
    #expect(warnings.count == 1 && warnings[0].contains("'rate'") && warnings[0].contains(" of at most "))
    #expect(try LeakageGuard.inspect(counts("honest", some).log).warnings.isEmpty)
  }

  @Test func aLogOfCountsHasItsRates() throws {
    let some = rows(500, seed: 8)
    let log = try counts("summary", some).log
    let summary = StoreSummary(log)
    let training = some.prefix(300)
    let rate = Double(training.reduce(0) { $0 + $1.clicks }) / Double(training.reduce(0) { $0 + $1.shown })
    #expect(close(summary.partLines[0].clickRate, rate))
    #expect(log.part(.training).clicks == training.reduce(0) { $0 + $1.clicks })
    #expect(log.part(.training).sample(50).clicks > 0)
    let page = training.filter { $0.page == 1 }
    let line = try #require(summary.scenarioLines.first { $0.name == "p1" })
    #expect(
      close(line.clickRate, Double(page.reduce(0) { $0 + $1.clicks }) / Double(page.reduce(0) { $0 + $1.shown })))
  }
}
