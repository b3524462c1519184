import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Synchronization
import Tensors
import Testing
import Training

@testable import Runs

/// A trained model scores on many threads at once, and gives the bits of a prediction file.
@Suite struct TrainedModelTests {
  /// The rows of a batch, on their own: a sequence reuses its batches.
  private static func batches(_ log: PreparedLog, size: Int) -> [Batch] {
    log.all.batches(size: size).map { batch in
      let copy = Batch()
      copy.rows = batch.rows
      (copy.ids, copy.starts, copy.weights) = (batch.ids, batch.starts, batch.weights)
      (copy.labels, copy.scenarios) = (batch.labels, batch.scenarios)
      (copy.sessions, copy.rowNumbers) = (batch.sessions, batch.rowNumbers)
      return copy
    }
  }

  @Test(arguments: [(ModelKind.dnn, nil), (.star, nil), (.adl, nil), (.adl, "user,item")] as [(ModelKind, String?)])
  func manyThreadsGiveTheBitsOfThePredictionFile(_ kind: ModelKind, routeOn: String?) throws {
    let small = try SmallLog(rows: 2_000)
    try small.train(
      SmallLog.settings { settings in
        settings.model = kind
        settings.epochs = 1
        settings.routeOn = routeOn
      }, in: "run")
    let model = try TrainedModel(contentsOf: small.folder("run").url, threads: 2)
    let file = small.place.url.appendingPathComponent("p.csv")
    _ = try PredictionFile.write(small.log.all, of: model, to: file)

    let batches = Self.batches(small.log, size: 37)
    let scores = Mutex<[Int: [Score]]>([:])
    DispatchQueue.concurrentPerform(iterations: batches.count) { index in
      let some = try? model.scores(of: batches[index])
      scores.withLock { $0[index] = some }
    }
    var lines = "row,probability,cluster,scenario\n"
    for (index, batch) in batches.enumerated() {
      let scores = try #require(scores.withLock { $0[index] })
      for (number, score) in zip(batch.rowNumbers, scores) {
        let clusters = score.clusters.map(String.init).joined(separator: "+")
        lines += "\(number),\(score.probability),\(clusters),\(CSVCell.quoted(score.scenario))\n"
      }
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == lines)
  }

  @Test func anUnknownScenarioHasItsName() throws {
    let small = try SmallLog(rows: 2_000)
    try small.train(SmallLog.settings { $0.epochs = 1 }, in: "run")
    let model = try TrainedModel(contentsOf: small.folder("run").url)
    let batch = try #require(Self.batches(small.log, size: 3).first)
    batch.scenarios = [-1, 0, -1]
    #expect(
      try model.scores(of: batch).map(\.scenario) == [
        EvaluationResult.unknownScenario, model.encoding.scenarios[0], EvaluationResult.unknownScenario,
      ])
  }

  @Test func whatIsNoRunIsNoModel() throws {
    let small = try SmallLog(rows: 1_000)
    let error = #expect(throws: LogError.self) { try TrainedModel(contentsOf: small.folder("none").url) }
    #expect(error?.problem == "expected the folder of a run" && error?.remedy == nil)
    try small.folder("begun").begin(SmallLog.settings(), small.log.encoding)
    let unfinished = #expect(throws: LogError.self) { try TrainedModel(contentsOf: small.folder("begun").url) }
    #expect(unfinished?.remedy == .resume)
  }
}
