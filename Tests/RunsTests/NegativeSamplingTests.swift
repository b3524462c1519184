import ClickLog
import Evaluation
import Files
import Foundation
import Tensors
import Testing

@testable import Runs

/// A log that kept a tenth of its rows without a click: what is learned and measured is of all rows.
@Suite struct NegativeSamplingTests {
  private struct Logs {
    let place = try? TemporaryFolder()
    let clicks: Int
    let negatives: Int
    let kept: Int

    func path(_ name: String) -> String { place?.url.appendingPathComponent(name).path ?? "" }

    init() throws {
      var draw = RandomGenerator(seed: 5)
      var (all, some, later) = ("click,page,user\n", "click,page,user\n", "click,page,user\n")
      var (clicks, negatives, kept) = (0, 0, 0)
      for row in 0..<60_000 {
        let (user, page) = (draw.index(below: 40), draw.index(below: 3))
        let click = draw.uniform() < 0.02 + 0.004 * Double(user) + 0.03 * Double(page)
        let line = "\(click ? 1 : 0),p\(page),u\(user)\n"
        let isKept = click || draw.uniform() < 0.1
        guard row < 40_000 else {
          later += line
          continue
        }
        all += line
        if isKept { some += line }
        if click { clicks += 1 } else { negatives += 1 }
        if isKept, !click { kept += 1 }
      }
      (self.clicks, self.negatives, self.kept) = (clicks, negatives, kept)
      func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
      }
      let features =
        "features: {user: {kind: id}, page: {kind: id}}\nstatistics: none\nsplit: {order: [0.7, 0.1, 0.2]}\n"
      try write(all, "all.csv")
      try write(some, "some.csv")
      try write(later, "later.csv")
      try write("label: click\nscenario: page\n" + features, "plain.yaml")
      try write("label: click\nscenario: page\nnegativeSampling: 0.1\n" + features, "sampled.yaml")
    }

    func train(_ log: String, _ schema: String) throws -> Run {
      let data = try DataSource.open(path(log), schema: path(schema)).prepare(seed: 1)
      let settings = SmallLog.settings { ($0.model, $0.epochs, $0.learningRate) = (.dnn, 4, 0.003) }
      return try Run.train(
        settings, on: data, in: RunFolder(URL(fileURLWithPath: path("\(log)-\(schema)"))), report: false)
    }

    func judged(_ run: Run, on log: String, sampled: Bool = false) throws -> Metrics {
      let trained = try TrainedRun(run.folder)
      let data = try DataSource.open(path(log), coding: trained.encoding).prepare(
        with: trained.encoding, labelsRequired: true, sampled: sampled)
      return try trained.evaluate(data.log.all, "all", of: data)
    }
  }

  @Test func probabilitiesAreThoseOfAllRows() throws {
    let logs = try Logs()
    let run = try logs.train("some.csv", "sampled.yaml")
    let whole = try logs.judged(run, on: "later.csv")
    #expect(abs((whole.calibration ?? 0) - 1) < 0.08, "\(whole.calibration ?? 0)")
    #expect(whole.impressions == nil && whole.rows == 20_000)
    // Unsaid, each promise is for the rows that were kept.
    let naive = try logs.judged(logs.train("some.csv", "plain.yaml"), on: "later.csv")
    #expect((naive.calibration ?? 0) > 3)
    #expect((whole.logLoss ?? 9) < (naive.logLoss ?? 0) - 0.1)
    let best = try logs.judged(logs.train("all.csv", "plain.yaml"), on: "later.csv")
    #expect((whole.auc ?? 0) > (best.auc ?? 1) - 0.01 && (whole.logLoss ?? 9) < (best.logLoss ?? 0) + 0.003)
    // Of its own test part each row without a click stands for ten.
    #expect(abs((run.metrics.calibration ?? 0) - 1) < 0.15)
    let clicks = run.metrics.clicks
    #expect(run.metrics.impressions == clicks + 10 * (run.metrics.rows - clicks))
    #expect(
      abs((run.metrics.training.clickRate ?? 0) - Double(logs.clicks) / Double(logs.clicks + logs.negatives)) < 0.01)
  }

  /// A log that the run does not know is taken as whole, or as sampled where that is said.
  @Test func anotherLogIsWholeUnlessSaid() throws {
    let logs = try Logs()
    let run = try logs.train("some.csv", "sampled.yaml")
    let own = try logs.judged(run, on: "some.csv")
    #expect(own.impressions == logs.clicks + 10 * logs.kept)
    let said = try logs.judged(run, on: "later.csv", sampled: true)
    #expect((said.impressions ?? 0) > 150_000 && said.clicks < 10_000)
  }

  @Test(arguments: ["0", "-1", "1.5", "often"]) func aShareIsAboveZeroAndAtMostOne(share: String) {
    let yaml = "label: click\nscenario: page\nnegativeSampling: \(share)\nfeatures: {user: {kind: id}}\n"
    #expect(throws: LogError.self) { try Schema.parse(yaml: yaml) }
    let counts = "label: {clicks: c, of: n}\nscenario: page\nnegativeSampling: 0.1\nfeatures: {user: {kind: id}}\n"
    #expect(throws: LogError.self) { try Schema.parse(yaml: counts) }
  }

  @Test func theSchemaReadsBack() throws {
    let yaml = "label: click\nscenario: page\nnegativeSampling: 0.25\nfeatures: {user: {kind: id}}\n"
    let schema = try Schema.parse(yaml: yaml)
    #expect(schema.negativeSampling == 0.25)
    #expect(try Schema.parse(yaml: schema.yaml) == schema)
  }
}
