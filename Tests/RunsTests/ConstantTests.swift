import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Settings
import Tensors
import Testing
import Training

@testable import Runs

/// With all defaults, logs of 3,000 rows end up no worse than a constant.
@Suite struct ConstantTests {
  private func data(
    in place: TemporaryFolder, items: [Int] = items, _ click: (Int) -> Int
  ) throws -> PreparedData {
    var text = "click,page,user,item\n"
    for row in 0..<3000 {
      text += "\(click(row)),\(["home", "cart", "search"][row % 7 % 3]),u\(row * 31 % 61),i\(items[row])\n"
    }
    let schema = """
      label: click
      scenario: page
      split: {order: [0.7, 0.1, 0.2]}
      features:
        user: {kind: id}
        item: {kind: id}
      """
    let (log, yaml) = (place.url.appendingPathComponent("log.csv"), place.url.appendingPathComponent("s.yaml"))
    try Data(text.utf8).write(to: log)
    try Data(schema.utf8).write(to: yaml)
    return try PreparedData.prepare(log.path, schema: yaml.path)
  }

  /// Each row's of 300 items, at random: nearly all of them are known from training.
  private static let items: [Int] = {
    var draws = RandomGenerator(seed: 7)
    return (0..<3000).map { _ in draws.index(below: 300) }
  }()

  private func train(_ model: ModelKind, on data: PreparedData, in place: TemporaryFolder) throws -> (Run, Reported) {
    let reported = Reported()
    let folder = RunFolder(place.url.appendingPathComponent("run"))
    return (try Run.train(RunSettings(model), on: data, in: folder, .anew, RunContext(reporter: reported)), reported)
  }

  private static let models: [ModelKind] = [.dnn, .sharedBottom, .star, .adl]

  @Test("Which items are clicked is easy to learn", arguments: models)
  func parity(model: ModelKind) throws {
    let place = try TemporaryFolder()
    let (run, reported) = try train(model, on: data(in: place) { Self.items[$0] % 2 }, in: place)
    #expect(try #require(run.metrics.logLoss) < 0.1)
    #expect(abs(try #require(run.metrics.calibration) - 1) < 0.2)
    #expect(
      reported.remarks.first?.text
        == "2,100 training rows: batches of 64, at most 100 passes, patience 5, kept by log loss.")
    #expect(reported.remarks.allSatisfy { $0.severity == .note })
    #expect(run.settings.batchSize == 64)
    #expect(try run.folder.readSettings() == run.settings)
  }

  /// Rows of items that no training row taught can only be given even odds: those are the least that any model can reach,
  /// if items seen once share the unknown row, and if they have rows of their own.
  @Test("Of 1,000 items seen twice or so: those seen once are learnt, the others left open", arguments: models)
  func paritySeldomSeen(model: ModelKind) throws {
    let place = try TemporaryFolder()
    var draws = RandomGenerator(seed: 11)
    let items = (0..<3000).map { _ in draws.index(below: 1000) }
    let seen = items.prefix(2100).reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    func least(minimumCount: Int) -> Double {
      Double(items.suffix(600).count { seen[$0, default: 0] < minimumCount }) / 600 * 0.6931
    }
    let (run, _) = try train(model, on: data(in: place, items: items) { items[$0] % 2 }, in: place)
    let logLoss = try #require(run.metrics.logLoss)
    #expect(least(minimumCount: 1) > 0.06 && logLoss < least(minimumCount: 2))
  }

  @Test("One click in a hundred, at random: the click rate, and nothing made of chance", arguments: models)
  func rare(model: ModelKind) throws {
    let place = try TemporaryFolder()
    let (run, _) = try train(model, on: data(in: place) { $0 % 100 == 0 ? 1 : 0 }, in: place)
    let constant = try #require(run.metrics.constantLogLoss)
    #expect(abs(constant - 0.0560) < 1e-4)
    #expect(abs(try #require(run.metrics.logLoss) - constant) < 0.0005)
  }

  @Test("A log without a click is trained on, drawn, judged again and warned of", arguments: [ModelKind.dnn, .adl])
  func noClick(model: ModelKind) throws {
    let place = try TemporaryFolder()
    let (run, reported) = try train(model, on: data(in: place) { _ in 0 }, in: place)
    #expect(reported.remarks.contains { $0.severity == .warning && $0.text.contains("No row of the training part") })
    #expect(run.metrics.auc == nil && run.folder.report.exists)
    #expect(!(try run.html(of: "log").contains("nan")))
  }

  @Test("Stopped and gone on with, the first weights are still known")
  func resumed() throws {
    let place = try TemporaryFolder()
    let data = try data(in: place) { $0 % 100 == 0 ? 1 : 0 }
    let settings = RunSettings(.dnn).resolved(for: data.log)
    let (whole, _) = try train(.dnn, on: data, in: place)
    let folder = RunFolder(place.url.appendingPathComponent("broken"))
    try folder.begin(settings, data.log.encoding)
    #expect(throws: Interruption.self) {
      _ = try Trainer(settings, log: data.log, in: Workspace(threads: 2)).train(
        in: folder.unfinished.trainingFiles, observer: StopAfter(steps: 5))
    }
    let again = try Run.train(settings, on: data, in: folder, .resuming, report: false)
    #expect(again.metrics.training.bestEpoch == whole.metrics.training.bestEpoch)
    #expect(again.metrics.validation == whole.metrics.validation)
    #expect(again.metrics.validation?.auc != nil && again.metrics.validation?.logLoss != nil)
    #expect(try Data(contentsOf: folder.model) == Data(contentsOf: whole.folder.model))
  }

  @Test("A monitor that the log does not have is refused, one that its validation rows do not define is replaced")
  func monitors() throws {
    let place = try TemporaryFolder()
    let data = try data(in: place) { $0 < 2200 && $0 % 3 == 0 ? 1 : 0 }
    var settings = RunSettings(.dnn)
    (settings.epochs, settings.monitor) = (1, .gauc)
    let folder = RunFolder(place.url.appendingPathComponent("run"))
    #expect(throws: SettingsError.self) { _ = try Run.train(settings, on: data, in: folder) }
    settings.monitor = .scenario("nowhere")
    let error = #expect(throws: SettingsError.self) { _ = try Run.train(settings, on: data, in: folder) }
    #expect(error?.description.contains("cart") == true && !folder.url.exists)
    settings.monitor = .scenario("cart")
    let validation = try self.data(in: place) { $0 < 2100 && $0 % 3 == 0 ? 1 : 0 }
    let reported = Reported()
    _ = try Run.train(settings, on: validation, in: folder, .anew, RunContext(reporter: reported))
    #expect(reported.remarks.contains { $0.text.contains("log loss decided which epoch") })
  }
}
