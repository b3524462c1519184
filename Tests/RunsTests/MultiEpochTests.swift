import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

@Suite struct MultiEpochTests {
  private func settings(_ change: (inout RunSettings) -> Void = { _ in }) -> RunSettings {
    SmallLog.settings {
      $0.multiEpoch = true
      $0.epochs = 3
      $0.dropout = 0.1
      change(&$0)
    }
  }

  @Test(arguments: ModelKind.allCases)
  func sameBitsOnAnyNumberOfThreads(_ model: ModelKind) throws {
    let log = try SmallLog()
    for threads in [1, 2, 3, 8] {
      try log.train(
        settings {
          $0.model = model
          $0.threads = threads
        }, in: "\(threads)")
      #expect(try log.modelBytes("\(threads)") == log.modelBytes("1"), "\(threads) threads")
    }
  }

  /// Epochs have 23 steps. Stopped before, at and after a restart, and after two: the restart happens once.
  @Test(arguments: [7, 22, 23, 24, 25, 46, 47, 60], ModelKind.allCases)
  func resumedRunIsTheSame(stoppedAfter steps: Int, _ model: ModelKind) throws {
    let log = try SmallLog()
    let settings = settings { $0.model = model }
    let whole = try log.train(settings, in: "whole")
    let folder = log.folder("broken")
    try folder.begin(settings, log.log.encoding)
    let trainer = Trainer(settings, log: log.log, in: Workspace(threads: 2))
    #expect(throws: Interruption.self) {
      try trainer.train(in: folder.unfinished.trainingFiles, observer: StopAfter(steps: steps))
    }
    let resumed = try log.train(settings, in: "broken", .resuming)
    #expect(try log.modelBytes("broken") == log.modelBytes("whole"))
    #expect(resumed.history.map(\.trainingLoss) == whole.history.map(\.trainingLoss))
    #expect(resumed.history.map(\.validationAUC) == whole.history.map(\.validationAUC))
  }

  /// The same of clusters in their other form, routed by embeddings that are drawn and not in any file.
  @Test(arguments: [20, 23, 31])
  func resumedRunByDrawnEmbeddingsIsTheSame(stoppedAfter steps: Int) throws {
    let log = try SmallLog()
    let settings = settings { settings in
      settings.model = .adl
      settings.clusterForm = .film
      settings.routeBy = .drawn
      settings.threads = 1
    }
    let whole = try log.train(settings, in: "whole")
    let folder = log.folder("broken")
    try folder.begin(settings, log.log.encoding)
    let trainer = Trainer(settings, log: log.log, in: Workspace(threads: 3))
    #expect(throws: Interruption.self) {
      try trainer.train(in: folder.unfinished.trainingFiles, observer: StopAfter(steps: steps))
    }
    let resumed = try log.train(settings, in: "broken", .resuming)
    #expect(try log.modelBytes("broken") == log.modelBytes("whole"))
    #expect(resumed.history.map(\.validationAUC) == whole.history.map(\.validationAUC))
  }

  /// Killed without a word: the checkpoint of the epoch's end, before the restart, or one of its steps, after it.
  @Test(arguments: [24, 31])
  func killedRunGoesOnFromItsLastCheckpoint(killedAfter steps: Int) throws {
    let log = try SmallLog()
    let settings = settings { $0.checkpointSteps = 30 }
    try log.train(settings, in: "whole")
    let folder = log.folder("killed")
    try folder.begin(settings, log.log.encoding)
    let trainer = Trainer(settings, log: log.log, in: Workspace(threads: 2))
    #expect(throws: StopAfter.Killed.self) {
      try trainer.train(
        in: folder.unfinished.trainingFiles, observer: StopAfter(steps: steps, with: StopAfter.Killed()))
    }
    try log.train(settings, in: "killed", .resuming)
    #expect(try log.modelBytes("killed") == log.modelBytes("whole"))
  }

  /// The first pass is that of an ordinary run; from the second on all differs.
  @Test func firstEpochIsAsEver() throws {
    let log = try SmallLog()
    let multi = try log.train(settings(), in: "multi").history
    let plain = try log.train(settings { $0.multiEpoch = false }, in: "plain").history
    #expect(multi[0].trainingLoss == plain[0].trainingLoss && multi[0].validationAUC == plain[0].validationAUC)
    #expect(multi[1].trainingLoss > plain[1].trainingLoss, "new embeddings have memorised nothing")
  }

  /// Towers and their moments stay, embeddings are drawn anew with zero moments, and the centres are the means that a
  /// plain computation finds: rows go to the old centre that the old embeddings are nearest to. Centre 2 holds nothing.
  @Test(arguments: [nil, "user"])
  func whatRestartsAndWhatGoesOn(routeOn: String?) throws {
    let log = try SmallLog()
    let settings = settings {
      $0.embeddingDeviation = 0.8
      $0.router = .dlm
      $0.routeOn = routeOn
    }
    let part = log.log.part(.training)
    let pooling = log.log.encoding.pooling
    var learner = try Trainer(settings, log: log.log, in: Workspace(threads: 3)).newLearner()
    for batch in part.batches(size: 512) {
      _ = try learner.train(on: ModelInput(batch, pooling: pooling), labels: batch.labels)
    }
    let parameters = learner.parameters
    let centres = try #require(learner.model.routingModel?.perspectives.first).centres
    let table = try #require(parameters.all.first { parameters.role(of: $0) == .embedding })
    let length = centres.shape[1]
    let direction = parameters.redrawn(centres, 99).row(0)
    parameters[centres] = Matrix(
      rows: 3, columns: length,
      elements: direction + direction.map { -$0 } + [Float](repeating: 0, count: length))
    let before = Dictionary(uniqueKeysWithValues: parameters.all.map { ($0, parameters[$0]) })
    let momentsBefore = learner.optimiser.state

    try learner.restartEmbeddings(epoch: 2, rows: part, pooling: pooling)

    for parameter in parameters.all where parameter != table && parameter != centres {
      #expect(parameters[parameter].elements == before[parameter]?.elements, "\(parameter.name) goes on")
    }
    #expect(parameters[table].elements == parameters.redrawn(table, 2).elements)
    #expect(parameters[table].elements != parameters.redrawn(table, 1).elements)
    let moments = learner.optimiser.state
    let kept = momentsBefore.filter { $0.parameter != table }
    #expect(moments.map(\.parameter) == kept.map(\.parameter) && moments.map(\.name) == kept.map(\.name))
    #expect(moments.map(\.matrix.elements) == kept.map(\.matrix.elements))

    let fields = log.log.encoding.fields.indices.filter { field in
      routeOn.map { log.log.encoding.fields[field].group == $0 } ?? true
    }
    let old = try #require(before[table]).elements
    let new = parameters[table].elements
    var sums = [[Double]](repeating: [Double](repeating: 0, count: length), count: 2)
    var margin = Double.infinity
    for batch in part.batches(size: 77) {
      for row in 0..<batch.rows {
        func embedding(_ table: [Float]) -> [Double] {
          fields.flatMap { field -> [Double] in
            let bag = row * pooling.count + field
            let ids = batch.ids[Int(batch.starts[bag])..<Int(batch.starts[bag + 1])]
            return (0..<4).map { d in
              let sum = ids.reduce(0) { $0 + Double(table[Int($1) * 4 + d]) }
              return pooling[field] == .mean && !ids.isEmpty ? sum / Double(ids.count) : sum
            }
          }
        }
        let similarity = zip(direction, embedding(old)).reduce(0) { $0 + Double($1.0) * $1.1 }
        margin = min(margin, abs(similarity))
        let cluster = similarity > 0 ? 0 : 1
        for (d, x) in embedding(new).enumerated() { sums[cluster][d] += x }
      }
    }
    #expect(margin > 1e-6, "no row lies between two centres")
    for (j, sum) in sums.enumerated() {
      let size = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for (x, y) in zip(parameters[centres].row(j), sum) { #expect(abs(Double(x) - y / size) < 1e-5) }
    }
    #expect(parameters[centres].row(2) == parameters.redrawn(centres, 2).row(2))
    #expect(abs(parameters[centres].row(2).reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
  }

  /// Linear weights know values too: they start from zero once more, and so do their moments.
  @Test func linearWeightsRestart() throws {
    let log = try SmallLog(rows: 2_000)
    let part = log.log.part(.training)
    let pooling = log.log.encoding.pooling
    let settings = settings { $0.model = .fm }
    var learner = try Trainer(settings, log: log.log, in: Workspace(threads: 2)).newLearner()
    for batch in part.batches(size: 512) {
      _ = try learner.train(on: ModelInput(batch, pooling: pooling), labels: batch.labels)
    }
    let weights = try #require(learner.parameters.all.first { $0.name == "linear.table" })
    #expect(learner.parameters[weights].elements.contains { $0 != 0 })
    try learner.restartEmbeddings(epoch: 1, rows: part, pooling: pooling)
    #expect(learner.parameters[weights].elements.allSatisfy { $0 == 0 })
    #expect(!learner.optimiser.state.contains { $0.parameter == weights })
  }

  /// Rows that add up to nothing say nothing of a direction; a centre of zeros would hold no row ever again.
  @Test func embeddingsOfZeroLeaveUnitCentres() throws {
    let log = try SmallLog(rows: 2_000)
    var learner = try Trainer(settings { $0.embeddingDeviation = 0 }, log: log.log, in: Workspace(threads: 2))
      .newLearner()
    try learner.restartEmbeddings(epoch: 1, rows: log.log.part(.training), pooling: log.log.encoding.pooling)
    let centres = learner.parameters[try #require(learner.model.routingModel?.perspectives.first).centres]
    for j in 0..<centres.rows { #expect(abs(centres.row(j).reduce(0) { $0 + $1 * $1 } - 1) < 1e-5) }
  }

  /// Two tensors, of which one loses its moments after the fourth of nine steps, against Kingma and Ba's algorithm 1 in
  /// plain loops: m and v start from zero again, t goes on. A checkpoint in between loses nothing.
  @Test(arguments: [4, 6])
  func forgottenMomentsStartFromZero(savedAfter: Int) throws {
    let rate = 0.1
    let workspace = Workspace(threads: 2)
    let parameters = Parameters(generator: RandomGenerator(seed: 3))
    let pair = ["goes on", "restarts"].map { parameters.add($0, [3, 5], .other, .normal(deviation: 1)) }
    var adam = Adam(learningRate: rate)
    var oracles = pair.map { PlainAdam(parameters[$0].elements.map(Double.init)) }
    for t in 1...9 {
      var draws = RandomGenerator(seed: UInt64(t))
      let gradient = (0..<15).map { _ in Float(draws.normal()) }
      adam.update(
        parameters, with: pair.map { .dense($0, Matrix(rows: 3, columns: 5, elements: gradient)) }, in: workspace)
      for i in oracles.indices { oracles[i].step(Double(t), gradient.map(Double.init), rate) }
      if t == 4 {
        adam.resetState(of: pair[1])
        oracles[1] = PlainAdam(oracles[1].w)
      }
      if t == savedAfter {
        let other = Adam(learningRate: rate)
        other.restore(step: adam.step, adam.state)
        adam = other
      }
    }
    for (parameter, oracle) in zip(pair, oracles) {
      for (x, y) in zip(parameters[parameter].elements, oracle.w) { #expect(abs(Double(x) - y) < 1e-5) }
    }
  }
}

/// Kingma and Ba 2014, algorithm 1.
private struct PlainAdam {
  var w: [Double]
  private var m: [Double]
  private var v: [Double]

  init(_ w: [Double]) {
    self.w = w
    m = w.map { _ in 0 }
    v = m
  }

  mutating func step(_ t: Double, _ gradient: [Double], _ rate: Double) {
    for (i, g) in gradient.enumerated() {
      m[i] = 0.9 * m[i] + 0.1 * g
      v[i] = 0.999 * v[i] + 0.001 * g * g
      w[i] -= rate * (m[i] / (1 - pow(0.9, t))) / ((v[i] / (1 - pow(0.999, t))).squareRoot() + 1e-8)
    }
  }
}
