import ClickLog
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

@Suite struct EnsembleTests {
  private func settings(_ model: ModelKind, members: Int) -> RunSettings {
    SmallLog.settings {
      $0.model = model
      $0.ensemble = members
      $0.epochs = 1
    }
  }

  /// Each member steps by its own loss alone: the first is the model that the seed gives by itself. (Which pass is the best,
  /// they say together.) In logistic regression nothing is drawn: its members are the same.
  @Test(arguments: ModelKind.allCases)
  func theFirstMemberIsTheModelAlone(_ model: ModelKind) throws {
    let log = try SmallLog()
    try log.train(settings(model, members: 1), in: "alone")
    try log.train(settings(model, members: 3), in: "three")
    let (alone, three) = (
      try TrainedModel(contentsOf: log.folder("alone").url), try TrainedModel(contentsOf: log.folder("three").url)
    )
    let numbers = Dictionary(
      three.tensors.map { ($0.parameter.name, three.predictor.parameters[$0.parameter].elements) },
      uniquingKeysWith: { first, _ in first })
    #expect(three.tensors.count == 3 * alone.tensors.count)
    for (parameter, role) in alone.tensors {
      let first = try #require(numbers[parameter.name])
      #expect(first == alone.predictor.parameters[parameter].elements, "\(parameter.name)")
      let second = try #require(numbers["member2." + parameter.name])
      if role == .embedding, model != .lr { #expect(second != first && second != numbers["member3." + parameter.name]) }
    }
  }

  @Test func itsLogitIsTheMeanOfTheirs() throws {
    let log = try SmallLog()
    try log.train(settings(.dnn, members: 3), in: "run")
    let model = try TrainedModel(contentsOf: log.folder("run").url)
    for batch in log.log.part(.test).batches(size: 50) {
      let input = ModelInput(batch, pooling: model.encoding.pooling)
      let output = model.predictor(input)
      let tape = Tape(
        parameters: model.predictor.parameters, workspace: model.predictor.workspace, mode: .inference,
        generator: RandomGenerator(seed: 1))
      let members = model.predictor.model.members.map { $0(input, on: tape).logits }
      #expect(members.count == 3)
      for row in 0..<batch.rows {
        let mean = members.reduce(0.0) { $0 + Double($1.matrix[row, 0]) } / 3
        #expect(abs(Double(output.logits.matrix[row, 0]) - mean) < 1e-6)
      }
    }
  }

  /// Models that learn from the same rows in the same order are wrong together: each member has batches of its own.
  @Test func eachMemberLearnsFromItsOwnBatch() throws {
    let log = try SmallLog(rows: 1_000)
    let trainer = Trainer(settings(.dnn, members: 2), log: log.log, in: Workspace(threads: 1))
    let pooling = log.log.encoding.pooling
    let rows = Array(log.log.part(.training).batches(size: 50).prefix(2)).map {
      LabelledRows(input: ModelInput($0, pooling: pooling), labels: Array($0.labels.prefix($0.rows)))
    }
    func weights(_ batches: [LabelledRows]) throws -> [String: [Float]] {
      var learner = try trainer.newLearner()
      _ = try learner.train(on: batches)
      return Dictionary(
        learner.parameters.all.map { ($0.name, learner.parameters[$0].elements) }, uniquingKeysWith: { $1 })
    }
    let (same, other) = (try weights([rows[0], rows[0]]), try weights(rows))
    #expect(try weights([rows[0]]) == same, "one batch is for all")
    for (name, numbers) in same where !name.hasSuffix("bias") || numbers.count > 1 {
      #expect((other[name] == numbers) == !name.hasPrefix("member2."), "\(name)")
    }
  }

  @Test(arguments: [ModelKind.dnn, .adl], [false, true])
  func resumedIsTheSame(_ model: ModelKind, multiEpoch: Bool) throws {
    let log = try SmallLog()
    var settings = settings(model, members: 2)
    settings.multiEpoch = multiEpoch
    settings.epochs = 2
    try log.train(settings, in: "whole")
    try log.folder("broken").begin(settings, log.log.encoding)
    #expect(throws: Interruption.self) {
      try log.train(settings, in: log.folder("broken"), until: StopAfter(steps: 31))
    }
    try log.train(settings, in: "broken", .resuming)
    #expect(try log.modelBytes("broken") == log.modelBytes("whole"))
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() throws {
    let log = try SmallLog()
    for threads in [1, 3] {
      var settings = settings(.adl, members: 2)
      settings.threads = threads
      try log.train(settings, in: "\(threads)")
    }
    #expect(try log.modelBytes("1") == log.modelBytes("3"))
  }
}
