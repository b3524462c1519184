import Tensors
import Testing

@testable import ScenarioModels

/// Every number that a model keeps is used: weights of all layers, all biases, all state. And a scenario's own, by its
/// rows alone.
struct EveryTensorCountsTests {
  /// A change of a part of a tensor changes the logits of the rows that it belongs to, as much as in the plain model,
  /// and no others.
  @Test(arguments: Variant.all)
  func inInference(variant: Variant) throws {
    let learner = try variant.learner()
    let (store, model) = (learner.parameters, variant.plain())
    let batch = Batch(rows: 100, seed: 5)
    let logits = learner.logits(batch)
    // Only rows of unknown scenarios look at these two, and only training at the third.
    let aside = ["scenarios.rows", "normalisation.rows"]
    let ofTraining = [".masses", ".covariances", ".steps"]
    for parameter in store.all where !aside.contains(parameter.name) && store.role(of: parameter) != .embedding {
      if parameter.name.hasPrefix("router."), ofTraining.contains(where: parameter.name.hasSuffix) { continue }
      let parts = owners(of: parameter.name, variant, batch, store.numbers)
      for part in 0..<parts.count {
        let old = store[parameter].copy()
        store[parameter] =
          parameter.name == "pruner.steps"
          ? Matrix(rows: 1, columns: 1, elements: [1200]) : changed(old, part: part, of: parts.count)
        let moved = learner.logits(batch)
        let what = "\(parameter.name), part \(part)"
        expectClose(moved, model.logits(store.numbers, batch), tolerance: 3e-5, what)
        store[parameter] = old
        if isMoot(parameter.name, variant) {
          #expect(moved == logits, "\(what)")
          continue
        }
        let changes = zip(moved, logits).map { abs($0 - $1) }
        let own = zip(changes, parts[part]).filter { $0.1 }.map(\.0)
        let other = zip(changes, parts[part]).filter { !$0.1 }.map(\.0)
        #expect((own.max() ?? 0) > 1e-3, "\(what) counts")
        #expect((other.max() ?? 0) == 0, "\(what) is of its own rows only")
      }
    }
  }

  /// For each part of a tensor, which rows it belongs to.
  private func owners(of name: String, _ variant: Variant, _ batch: Batch, _ numbers: Numbers) -> [[Bool]] {
    let groups: [Int]
    switch variant.kind {
    case .adl where name.contains(".specific."):
      let model = PlainADL(variant.settings)
      let visits = model.visits(numbers, batch, training: false)
      return (0..<model.perspectives.count * model.clusters).map { part in
        visits.map { $0.contains { $0.cluster == part } }
      }
    case _ where isOwn(name, variant): groups = batch.scenarios.map(Int.init)
    default: return [batch.values.map { _ in true }]
    }
    return (0..<(groups.max() ?? 0) + 1).map { group in groups.map { $0 == group } }
  }

  /// Whether each scenario has a part that no other sees.
  private func isOwn(_ name: String, _ variant: Variant) -> Bool {
    let last = variant.settings[PLE.self].levels - 1
    let beginnings: [String] =
      switch variant.kind {
      case .sharedBottom: ["tower."]
      case .hmoe: ["label."]
      case .ple: ["tower.specific.", "level.\(last).own.", "level.\(last).gate.", "level.\(last - 1).gate."]
      case .star:
        (0..<3).map { "tower.\($0).specific." } + [
          "normalisation.scale.specific", "normalisation.shift.specific", "normalisation.mean",
          "normalisation.variance", "auxiliary.scenario",
        ]
      case .adasparse: ["pruner.scenario"]
      default: []
      }
    return beginnings.contains { name.hasPrefix($0) }
  }

  /// Scaling has no sharpness that training could anneal, and the only expert has all the weight.
  private func isMoot(_ name: String, _ variant: Variant) -> Bool {
    switch variant.kind {
    case .adasparse: name == "pruner.steps" && variant.settings[AdaSparse.self].sparseForm == .scaling
    case .hmoe: name.hasPrefix("gate.") && variant.settings[HMoE.self].experts == 1
    default: false
    }
  }

  /// Each element of the part by another amount: softmax does not see what all its inputs have in common.
  private func changed(_ matrix: Matrix, part: Int, of count: Int) -> Matrix {
    var new = matrix.copy()
    let size = new.count / count
    new.withUnsafeMutableBufferPointer { x in
      for i in part * size..<(part + 1) * size { x[i] += 0.4 + 0.3 * Float(i % 5) }
    }
    return new
  }

  /// An embedding, or a weight, is used by the rows that hold its value, and by no others.
  @Test(arguments: Variant.all)
  func embeddings(variant: Variant) throws {
    let learner = try variant.learner()
    let store = learner.parameters
    let batch = Batch(rows: 150, seed: 8)
    let logits = learner.logits(batch)
    for (table, id) in store.tables.flatMap({ table in (0..<30).map { (table, $0) } }) {
      let old = store[table].copy()
      store[table] = changed(old, part: id, of: 30)
      let moved = learner.logits(batch)
      expectClose(moved, variant.plain().logits(store.numbers, batch), tolerance: 3e-5)
      store[table] = old
      for row in 0..<150 where !batch.values[row].joined().contains(id) { #expect(moved[row] == logits[row]) }
      // (Of a row that is pruned altogether the embeddings do not matter.)
      #expect(zip(moved, logits).contains { $0 != $1 })
    }
  }
}
