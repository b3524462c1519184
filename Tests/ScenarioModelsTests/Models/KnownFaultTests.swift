import Tensors
import Testing
import Training

@testable import ScenarioModels

/// Faults of public implementations of the other systems, one by one. (The routers are in `PaperRouterTests`, unused biases
/// and layers in `EveryTensorCountsTests`, scores that depend on batch-mates in `InferenceTests`.)
struct KnownFaultTests {
  private let forms: [NeuronGate] = [.binarisation, .fusion]

  private func adaSparse(_ form: NeuronGate) throws -> Learner {
    try Variant(.adasparse) { $0[AdaSparse.self].sparseForm = form }.learner()
  }

  /// The annealing counts training steps, one each; evaluation does not count.
  @Test(arguments: NeuronGate.allCases)
  func annealingAdvancesInTrainingOnly(form: NeuronGate) throws {
    var learner = try adaSparse(form)
    let batch = Batch(rows: 20, seed: 1)
    for step in 1...3 {
      _ = try learner.train(on: batch.input, labels: batch.labels)
      for _ in 0..<4 { _ = learner.predict(batch.input) }
      #expect(learner.parameters["pruner.steps"].elements == [Float(step)])
    }
  }

  /// Everything that a score depends on is among the tensors that are saved: another learner with the same ones, which
  /// never trained, gives the same scores.
  @Test(arguments: Variant.all)
  func stateIsSaved(variant: Variant) throws {
    var trained = try variant.learner(learningRate: 0.05)
    for step in 0..<4 {
      let batch = Batch(rows: 50, seed: 80 + step, of: [3, 1, 2, 3])
      _ = try trained.train(on: batch.input, labels: batch.labels)
    }
    let fresh = try variant.learner()
    let batch = Batch(rows: 40, seed: 85, of: [0, 1, 2, 3, -1])
    #expect(fresh.logits(batch) != trained.logits(batch))
    for parameter in trained.parameters.all {
      fresh.parameters[parameter] = trained.parameters[parameter].copy()
    }
    #expect(fresh.logits(batch) == trained.logits(batch))
    let states = ["scenarios.rows", "normalisation.mean", "normalisation.variance", "normalisation.rows"]
    for parameter in trained.parameters.all {
      let isState = parameter.name.hasPrefix("router.") || (states + ["pruner.steps"]).contains(parameter.name)
      #expect((trained.parameters.role(of: parameter) == .state) == isState, "\(parameter.name)")
    }
  }

  /// Sharpness and strength of the pressure at the steps where they begin, end and reach their limits.
  @Test(arguments: NeuronGate.allCases, [0, 1, 500, 2000, 2001, 9900, 100_000] as [Float])
  func annealing(form: NeuronGate, steps: Float) throws {
    let variant = Variant(.adasparse) { $0[AdaSparse.self].sparseForm = form }
    var learner = try variant.learner()
    learner.parameters["pruner.steps"] = Matrix(rows: 1, columns: 1, elements: [steps])
    let (model, numbers) = (variant.plain(), learner.parameters.numbers)
    let batch = Batch(rows: 30, seed: 2)
    expectClose(learner.logits(batch), model.logits(numbers, batch))
    let loss = try learner.train(on: batch.input, labels: batch.labels)
    expectClose([loss], [model.loss(numbers, constants: numbers, batch)])
    #expect(learner.parameters["pruner.steps"].elements == [steps + 1])
  }

  /// A pruned neuron is out: what comes after it does not matter, bit by bit. (With −1 in its place it would.)
  @Test(arguments: [NeuronGate.binarisation, .fusion], [0, 1, 2])
  func prunedIsZero(form: NeuronGate, layer: Int) throws {
    let learner = try adaSparse(form)
    let store = learner.parameters
    let batch = Batch(rows: 50, seed: 3)
    for neuron in 0..<5 {
      let old = store["pruner.\(layer).bias"].copy()
      var bias = old
      bias[0, neuron] = -100
      store["pruner.\(layer).bias"] = bias
      let logits = learner.logits(batch)
      let kept = store["tower.\(layer).weight"].copy()
      var weight = kept
      for column in 0..<weight.columns { weight[neuron, column] += 10 }
      store["tower.\(layer).weight"] = weight
      #expect(learner.logits(batch) == logits, "neuron \(neuron)")
      store["tower.\(layer).weight"] = kept
      store["pruner.\(layer).bias"] = old
    }
    // All of them: nothing is left but biases.
    store["pruner.\(layer).bias"] = Matrix(
      rows: 1, columns: store["pruner.\(layer).bias"].columns,
      elements: store["pruner.\(layer).bias"].elements.map { _ in -100 })
    let logits = learner.logits(batch)
    if layer == 2 { #expect(Set(logits) == [store["tower.2.bias"][0, 0]]) }
  }

  /// Kept neurons of binarisation are as they were: with all gates open it is the DNN.
  @Test func allGatesOpenIsTheDNN() throws {
    let sparse = try adaSparse(.binarisation)
    let dnn = try learner(.dnn, smallSettings())
    for parameter in dnn.parameters.all {
      dnn.parameters[parameter] = sparse.parameters[parameter.name].copy()
    }
    for layer in 0...2 {
      let bias = sparse.parameters["pruner.\(layer).bias"]
      sparse.parameters["pruner.\(layer).bias"] = Matrix(
        rows: 1, columns: bias.columns, elements: bias.elements.map { _ in 100 })
    }
    let batch = Batch(rows: 40, seed: 4)
    expectClose(sparse.logits(batch), dnn.logits(batch).map(Double.init))
  }

  /// What the model says of its sparsity is the share of zeros; scaling prunes nothing.
  @Test(arguments: NeuronGate.allCases)
  func achievedSparsity(form: NeuronGate) throws {
    let variant = Variant(.adasparse) { $0[AdaSparse.self].sparseForm = form }
    let learner = try variant.learner()
    let batch = Batch(rows: 70, seed: 5)
    let expected = PlainAdaSparse(shape: PlainShape(variant.settings), form: .init(rawValue: form.rawValue)!)
      .sparsity(learner.parameters.numbers, batch)
    let pruned = try #require(learner.predict(batch.input).pruned)
    #expect(pruned.map(\.of) == [70 * 12, 70 * 7, 70 * 5])
    expectClose(pruned.map { Float($0.zeros) / Float($0.of) }, expected)
    if form != .scaling { #expect(expected.contains { $0 > 0.02 }) }
  }

  /// The pressure is on where too few or too many gates are zero, and moves the share of zeros between the limits.
  @Test(arguments: [NeuronGate.binarisation, .fusion], [-4, 4] as [Float])
  func thePressureWorks(form: NeuronGate, bias: Float) throws {
    var learner = try adaSparse(form)
    let store = learner.parameters
    store["pruner.steps"] = Matrix(rows: 1, columns: 1, elements: [20_000])
    for layer in 0...2 {
      let old = store["pruner.\(layer).bias"]
      store["pruner.\(layer).bias"] = Matrix(
        rows: 1, columns: old.columns, elements: old.elements.map { $0 + bias })
    }
    let batch = Batch(rows: 60, seed: 6)
    func distance() throws -> Double {
      let pruned = try #require(learner.predict(batch.input).pruned)
      return pruned.map { abs(Double($0.zeros) / Double($0.of) - 0.25) }.reduce(0, +) / 3
    }
    let before = try distance()
    for _ in 0..<300 { _ = try learner.train(on: batch.input, labels: batch.labels) }
    #expect(try distance() < before / 2)
  }

  /// STAR's moments are those of all rows seen, whatever the batches were.
  @Test func momentsOfAllRowsSeen() throws {
    let variant = Variant(.star)
    var learner = try learner(.star, variant.settings, learningRate: 0)
    let batch = Batch(rows: 100, seed: 7, of: [0, 1, 1, 1])
    var start = 0
    for size in [1, 40, 7, 2, 50] {
      let part = Batch(batch, rows: Array(start..<start + size))
      _ = try learner.train(on: part.input, labels: part.labels)
      start += size
    }
    let e = PlainShape(variant.settings).embeddings(learner.parameters.numbers, batch)
    for scenario in 0..<2 {
      let rows = batch.scenarios.indices.filter { batch.scenarios[$0] == scenario }.map { e[$0] }
      let columns = (0..<12).map { i in rows.map { $0[i] } }
      let mean = columns.map { $0.reduce(0, +) / Double($0.count) }
      let variance = zip(columns, mean).map { column, mean in
        column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
      }
      expectClose(learner.parameters["normalisation.mean"].row(scenario), mean)
      expectClose(learner.parameters["normalisation.variance"].row(scenario), variance)
    }
    #expect(learner.parameters["normalisation.rows"].elements == [25, 75, 0, 0])
    #expect(learner.parameters["normalisation.mean"].row(3).allSatisfy { $0 == 0 })
    #expect(learner.parameters["normalisation.variance"].row(3).allSatisfy { $0 == 1 })
  }

  /// Beyond 8192 rows the kept moments weigh as 8192 would: they follow the embeddings as these learn.
  @Test func momentsFollow() throws {
    var learner = try learner(.star, smallSettings(), learningRate: 0)
    learner.parameters["normalisation.rows"] = Matrix(rows: 4, columns: 1, elements: [100_000, 0, 0, 0])
      .reshaped(like: learner.parameters["normalisation.rows"])
    let batch = Batch(rows: 64, seed: 8, of: [0])
    _ = try learner.train(on: batch.input, labels: batch.labels)
    let e = PlainShape(smallSettings()).embeddings(learner.parameters.numbers, batch)
    let mean = (0..<12).map { i in e.reduce(0) { $0 + $1[i] } / 64 }
    expectClose(learner.parameters["normalisation.mean"].row(0), mean.map { $0 * 64 / (8192 + 64) })
    #expect(learner.parameters["normalisation.rows"].elements[0] == 100_064)
  }

  /// In HMoE, a batch of one scenario moves its own tower and gate, and no other scenario's.
  @Test func taskConstrainedBackPropagation() throws {
    var learner = try Variant(.hmoe).learner()
    let before = learner.parameters.numbers
    let batch = Batch(rows: 30, seed: 9, of: [1])
    _ = try learner.train(on: batch.input, labels: batch.labels)
    let after = learner.parameters.numbers
    func moved(_ name: String, _ i: Int) -> Bool { before[name]![i] != after[name]![i] }
    for i in 0..<4 * 5 { #expect(moved("tower.weight", i) == (i / 5 == 1)) }
    for i in 0..<4 { #expect(moved("tower.bias", i) == (i == 1)) }
    for i in 0..<16 { #expect(moved("gate.bias", i) == (i / 4 == 1)) }
    for i in 0..<12 * 16 { #expect(moved("gate.weight", i) == (i % 16 / 4 == 1)) }
    // The label space learns from all scenarios' scores.
    for i in 0..<16 { #expect(moved("label.bias", i) == (i / 4 == 1)) }
  }

  /// Normalisation by a batch of one would be zero for every row.
  @Test func oneRowIsNotItsOwnBatch() throws {
    var learner = try Variant(.star).learner()
    for step in 0..<3 {
      let batch = Batch(rows: 100, seed: 90 + step)
      _ = try learner.train(on: batch.input, labels: batch.labels)
    }
    let batch = Batch(rows: 20, seed: 10, of: [1])
    let logits = (0..<20).map { learner.trainingLogits(Batch(batch, rows: [$0]))[0] }
    #expect(Set(logits).count > 15)
  }
}

extension Matrix {
  /// The same elements in another matrix's shape.
  fileprivate func reshaped(like other: Matrix) -> Matrix {
    Matrix(rows: other.rows, columns: other.columns, elements: elements)
  }
}
