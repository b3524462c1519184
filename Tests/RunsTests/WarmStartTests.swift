import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

/// Training that goes on from an earlier run with later data.
@Suite struct WarmStartTests {
  /// A log and a later one with values of its own, and a run that was trained on the first.
  private struct Days {
    let place: TemporaryFolder
    let firstData: PreparedData
    let secondData: PreparedData
    var first: PreparedLog { firstData.log }
    var second: PreparedLog { secondData.log }
    let settings: RunSettings

    static func text(_ rows: Int, users: Int, items: Int) -> String {
      "click,page,user,item,tags\n"
        + (0..<rows).map { row in
          let (user, item) = (row * 7 % users, row * 13 % items)
          return "\((user + 2 * item) % 5 < 2 ? 1 : 0),p\(row % 3),u\(user),i\(item),g\(item % 4)|g\(user % 9)\n"
        }.joined()
    }

    static let schema = """
      label: click
      scenario: page
      session: user
      minimumCount: 1
      statistics: none
      split: {random: [0.7, 0.1, 0.2]}
      features:
        user: {kind: id, group: user}
        tags: {kind: ids, separator: "|"}
        item: {kind: id, group: item}

      """

    init(_ change: (inout RunSettings) -> Void = { _ in }) throws {
      let place = try TemporaryFolder()
      func path(_ name: String) -> String { place.url.appendingPathComponent(name).path }
      try Self.schema.write(toFile: path("schema.yaml"), atomically: true, encoding: .utf8)
      try Self.text(1_500, users: 41, items: 31).write(toFile: path("1.csv"), atomically: true, encoding: .utf8)
      try Self.text(1_500, users: 71, items: 53).write(toFile: path("2.csv"), atomically: true, encoding: .utf8)
      firstData = try DataSource.open(path("1.csv")).prepare(seed: 1)
      let encoding = firstData.log.encoding
      secondData = try #require(
        try DataSource.open(path("2.csv"), coding: encoding).prepare(growing: encoding, seed: 1))
      self.place = place
      settings = SmallLog.settings(change)
      try train("first", settings, on: firstData)
    }

    func folder(_ name: String) -> RunFolder { RunFolder(place.url.appendingPathComponent(name)) }

    /// The settings of a run that goes on from the first.
    func continuing(_ change: (inout RunSettings) -> Void = { _ in }) -> RunSettings {
      var settings = settings
      settings.from = folder("first").url.path
      change(&settings)
      return settings
    }

    @discardableResult
    func train(
      _ name: String, _ settings: RunSettings, on data: PreparedData, _ start: RunStart = .anew
    ) throws -> Run {
      try Run.train(settings, on: data, in: folder(name), start, report: false)
    }
  }

  @Test(arguments: ModelKind.allCases)
  func weightsOfKnownRowsAreTakenOverAndNewRowsAreFresh(_ model: ModelKind) throws {
    let days = try Days { $0.model = model }
    let run = try TrainedRun(days.folder("first"))
    let (old, new) = (days.first.encoding, days.second.encoding)
    #expect(zip(new.fields, old.fields).allSatisfy { $0.rows > $1.rows } || new.fields[1].rows == old.fields[1].rows)
    #expect(new.totalRows >= old.totalRows + 50 && new.fields[2].offset > old.fields[2].offset)
    let trainer = Trainer(days.settings, log: days.second, in: Workspace(threads: 2))
    let fresh = try trainer.newLearner()
    var learner = try trainer.newLearner()
    try learner.goOn(from: EarlierRun(run.model, nil), as: model, encoding: new)
    func row(_ matrix: Matrix, _ row: Int) -> [Float] { (0..<matrix.columns).map { matrix[row, $0] } }
    var tables = 0
    for parameter in learner.parameters.all {
      let weights = learner.parameters[parameter]
      guard let before = run.model.predictor.parameters.all.first(where: { $0.name == parameter.name }) else {
        Issue.record("\(parameter.name)")
        continue
      }
      let earlier = run.model.predictor.parameters[before]
      guard earlier.rows != weights.rows else {
        #expect(
          weights.columns == earlier.columns
            && (0..<weights.rows).allSatisfy { row(weights, $0) == row(earlier, $0) }, "\(parameter.name)")
        continue
      }
      tables += 1
      let first = fresh.parameters[parameter]
      for (field, known) in zip(new.fields, old.fields) {
        for r in 0..<field.rows {
          let expected = r < known.rows ? row(earlier, known.offset + r) : row(first, field.offset + r)
          #expect(row(weights, field.offset + r) == expected, "\(parameter.name), \(field.name), row \(r)")
        }
      }
      let isLinear = weights.columns == 1  // whose weights start at zero
      #expect(row(weights, new.fields[2].offset + new.fields[2].rows - 1).contains { $0 != 0 } != isLinear)
    }
    #expect(tables == learner.parameters.all.count { learner.parameters.role(of: $0) == .embedding })
  }

  /// What values are drawn by is their field and their row in it, which stay where a field before grows.
  @Test func drawnEmbeddingsAreThoseOfTheEarlierRun() throws {
    let days = try Days { settings in
      settings.routeBy = .drawn
      settings.clusterForm = .film
    }
    for encoding in [days.first.encoding, days.second.encoding] {
      #expect(ModelShape(encoding).fields.map(\.firstRow) == encoding.fields.map(\.offset))
    }
    let run = try days.train("second", days.continuing(), on: days.secondData)
    let earlier = try TrainedRun(days.folder("first")).model.predictor.parameters
    let seed = try #require(earlier.all.first { $0.name == "router.seed" })
    let later = try TrainedRun(days.folder("second")).model.predictor.parameters
    let kept = try #require(later.all.first { $0.name == "router.seed" })
    #expect(earlier[seed].elements == later[kept].elements)
    #expect(run.metrics.clusters?.distances?.contains { $0 > 0 } == true)
  }

  /// Training writes in place: the model that it starts from has memory of its own.
  @Test func theEarlierModelStaysAsItIs() throws {
    let days = try Days()
    let earlier = try TrainedRun(days.folder("first")).model
    let before = earlier.predictor.parameters.all.map { earlier.predictor.parameters[$0].copy().elements }
    let trainer = Trainer(days.settings, log: days.second, in: Workspace(threads: 2))
    var learner = try trainer.newLearner()
    try learner.goOn(from: EarlierRun(earlier, nil), as: .adl, encoding: days.second.encoding)
    for batch in days.second.part(.training).batches(size: 100).prefix(3) {
      _ = try learner.train(
        on: ModelInput(batch, pooling: days.second.encoding.pooling), labels: batch.labels)
    }
    #expect(earlier.predictor.parameters.all.map { earlier.predictor.parameters[$0].elements } == before)
  }

  /// What an earlier run knows helps the next one from its first step on.
  @Test func trainingBeginsWithTheWeights() throws {
    let days = try Days {
      $0.epochs = 6
      $0.learningRate = 0.01
    }
    let cold = try days.train("cold", days.settings, on: days.secondData)
    let warm = try days.train("warm", days.continuing(), on: days.secondData)
    #expect(warm.history[0].trainingLoss < cold.history[0].trainingLoss - 0.01)
    let read = try TrainedRun(days.folder("warm"))
    #expect(read.settings.from == days.folder("first").url.path && read.encoding == days.second.encoding)
    let metrics = try read.evaluate(days.second.part(.test), "test", of: days.secondData)
    #expect(metrics == warm.metrics)
    // The first run stays as it was.
    #expect(try TrainedRun(days.folder("first")).encoding == days.first.encoding)
  }

  @Test(arguments: [1, 8, 9, 13])
  func aRunThatGoesOnCanBeResumed(stoppedAfter steps: Int) throws {
    let days = try Days()
    let settings = days.continuing { $0.dropout = 0.1 }
    try days.train("whole", settings, on: days.secondData)
    let folder = days.folder("broken")
    try folder.begin(settings, days.second.encoding)
    #expect(throws: Interruption.self) {
      try Trainer(settings, log: days.second, in: Workspace(threads: 2))
        .train(
          in: folder.unfinished.trainingFiles, from: settings.earlierRun(), observer: StopAfter(steps: steps))
    }
    try folder.unfinished.check(isOf: days.second.encoding)
    try days.train("broken", settings, on: days.secondData, .resuming)
    #expect(try Data(contentsOf: folder.model) == Data(contentsOf: days.folder("whole").model))
  }

  @Test func anotherVocabularyOrAnotherModelIsRefused() throws {
    let days = try Days()
    func line(_ settings: RunSettings, on data: PreparedData) -> String {
      do {
        try days.train("refused", settings, on: data)
        return "nothing was thrown"
      } catch { return "\(error)" }
    }
    let path = days.folder("first").url.path
    let source = try DataSource.open(days.place.url.appendingPathComponent("2.csv").path)
    #expect(
      line(days.continuing(), on: try source.prepare(seed: 1))
        == "\(path): its vocabulary is not an earlier state of this log's: its vocabulary goes back to another log")
    #expect(line(days.continuing { $0.multiEpoch = true }, on: days.secondData).hasPrefix("multiEpoch: expected false"))
    for change: (inout RunSettings) -> Void in [
      { $0.hidden = [24, 10] }, { $0.embeddingDimension = 6 }, { $0.hidden = [24, 12, 6] },
      { $0.model = .sharedBottom },
    ] {
      let line = line(days.continuing(change), on: days.secondData)
      #expect(line.hasPrefix("\(path): expected a run "), "\(line)")
    }
    #expect(
      line(days.continuing { $0.embeddingDimension = 6 }, on: days.secondData).contains(
        "expected a run with the same settings: tensor '"))
    #expect(!days.folder("refused").isFinished)
    #expect(line(days.continuing(), on: days.secondData) == "nothing was thrown")
    // Logistic regression is what would be left of a factorisation machine without its factors.
    var machine = days.settings
    machine.model = .fm
    try days.train("machine", machine, on: days.firstData)
    let regression = days.continuing {
      ($0.model, $0.from) = (.lr, days.folder("machine").url.path)
    }
    #expect(line(regression, on: days.secondData).hasSuffix("it has a tensor 'embedding.table'"))
  }
}
