import Tensors
import Testing

@testable import ScenarioModels

/// A model's logits against the plain model's.
struct ForwardTests {
  @Test(arguments: ModelKind.allCases, [1, 2, 17, 130])
  func logits(kind: ModelKind, rows: Int) throws {
    let learner = try learner(kind, smallSettings())
    learner.parameters.shake()
    let batch = Batch(rows: rows, seed: rows)
    let model = plain(kind, smallSettings())
    let numbers = learner.parameters.numbers

    let inference = learner.predict(batch.input)
    let clusters = inference.routing?.clusters.map(Int.init) ?? Array(repeating: 0, count: rows)
    expectClose(inference.logits.matrix.elements, model.logits(numbers, batch.values, clusters: clusters))

    let tape = Tape(
      parameters: learner.parameters, workspace: Workspace(threads: 2), mode: .training,
      generator: RandomGenerator(seed: 1))
    let training = learner.model(batch.input, on: tape)
    let routing = model.route(numbers, batch.values)
    #expect(training.routing.map { $0.clusters.map(Int.init) } ?? clusters == routing.clusters)
    expectClose(training.logits.matrix.elements, model.logits(numbers, batch.values, clusters: routing.clusters))
  }

  /// Without hidden layers a tower is one linear unit; many layers are many.
  @Test(arguments: ModelKind.allCases, [[], [3], [9, 8, 7, 6, 5]] as [[Int]])
  func anyDepth(kind: ModelKind, hidden: [Int]) throws {
    var settings = smallSettings()
    settings.hidden = hidden
    let learner = try learner(kind, settings)
    learner.parameters.shake()
    let batch = Batch(rows: 20, seed: 3)
    let output = learner.predict(batch.input)
    let clusters = output.routing?.clusters.map(Int.init) ?? Array(repeating: 0, count: 20)
    let expected = plain(kind, settings).logits(learner.parameters.numbers, batch.values, clusters: clusters)
    expectClose(output.logits.matrix.elements, expected)
  }

  /// At the start the specific weights are ones and the specific biases zeros: each cluster is the shared network.
  @Test func atTheStartADLIsTheDNN() throws {
    let (dnn, adl) = (try learner(.dnn, smallSettings()), try learner(.adl, smallSettings(clusters: 4)))
    for layer in 0..<3 {
      for part in ["weight", "bias"] {
        adl.parameters["tower.\(layer).shared.\(part)"] = dnn.parameters["tower.\(layer).\(part)"].copy()
      }
    }
    let batch = Batch(rows: 100, seed: 4)
    let expected = dnn.predict(batch.input).logits.matrix.elements.map(Double.init)
    expectClose(adl.predict(batch.input).logits.matrix.elements, expected)
    #expect(Set(try #require(adl.predict(batch.input).routing).clusters).count > 1)
  }

  /// Weight and bias of every layer count, shared and specific; a cluster's own change its rows and no others.
  @Test(arguments: ModelKind.allCases)
  func everyTensorCounts(kind: ModelKind) throws {
    let learner = try learner(kind, smallSettings())
    let store = learner.parameters
    store.shake()
    let batch = Batch(rows: 100, seed: 5)
    let before = learner.predict(batch.input)
    let logits = before.logits.matrix.elements
    let clusters = before.routing.map { Array($0.clusters) } ?? Array(repeating: 0, count: 100)
    let names = store.all.map(\.name).filter { $0.hasPrefix("tower.") }
    #expect(names.count == (kind == .dnn ? 6 : 12))
    for name in names {
      let isSpecific = name.contains(".specific.")
      for cluster in 0..<(isSpecific ? 3 : 1) {
        let old = store[name].copy()
        var new = old
        let part = old.count / (isSpecific ? 3 : 1)
        new.withUnsafeMutableBufferPointer { x in
          for i in cluster * part..<(cluster + 1) * part { x[i] += 0.5 }
        }
        store[name] = new
        let moved = learner.predict(batch.input).logits.matrix.elements
        store[name] = old
        for group in Set(clusters) {
          let rows = clusters.indices.filter { clusters[$0] == group }
          let change = rows.map { abs(moved[$0] - logits[$0]) }.max() ?? 0
          if isSpecific && Int(group) != cluster {
            #expect(change == 0, "\(name) of cluster \(cluster) in cluster \(group)")
          } else {
            #expect(change > 1e-3, "\(name) of cluster \(cluster)")
          }
        }
      }
    }
  }

  /// In training hidden units are dropped, differently at each step; never in inference, and never the logit.
  @Test(arguments: ModelKind.allCases)
  func dropoutIsForTraining(kind: ModelKind) throws {
    var settings = smallSettings()
    settings.dropout = 0.5
    let learner = try learner(kind, settings)
    learner.parameters.shake()
    let batch = Batch(rows: 60, seed: 6)
    func training(_ seed: UInt64) -> [Float] {
      let tape = Tape(
        parameters: learner.parameters, workspace: Workspace(threads: 2), mode: .training,
        generator: RandomGenerator(seed: seed))
      return learner.model(batch.input, on: tape).logits.matrix.elements
    }
    #expect(training(1) == training(1))
    #expect(training(1) != training(2))
    #expect(training(1).allSatisfy { $0 != 0 })
    let output = learner.predict(batch.input)
    let clusters = output.routing?.clusters.map(Int.init) ?? Array(repeating: 0, count: 60)
    let expected = plain(kind, settings).logits(learner.parameters.numbers, batch.values, clusters: clusters)
    expectClose(output.logits.matrix.elements, expected)
  }
}
