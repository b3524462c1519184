import Tensors
import Testing
import Training

@testable import ScenarioModels

/// What a training step changes, it changes in place: a table of gigabytes that was copied in a step would need twice the
/// memory, and twice the time.
struct InPlaceTests {
  private func place(_ matrix: Matrix) -> UnsafeRawPointer? {
    matrix.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
  }

  @Test("Weights and moments stay where they are in memory from step to step", arguments: ModelKind.allCases)
  func nothingIsCopied(kind: ModelKind) throws {
    var learner = try learner(kind, smallSettings(clusters: 4), in: Workspace(threads: 3))
    func places() -> [String: UnsafeRawPointer?] {
      let parameters = learner.parameters
      var places: [String: UnsafeRawPointer?] = [:]
      for parameter in parameters.all where parameters.role(of: parameter) != .state {
        places[parameter.name] = place(parameters[parameter])
      }
      for tensor in learner.optimiser.state { places["\(tensor.name)/\(tensor.parameter.name)"] = place(tensor.matrix) }
      return places
    }
    func train(_ seed: Int) throws {
      let batch = Batch(rows: 200, seed: seed)
      _ = try learner.train(on: batch.input, labels: batch.labels)
    }
    for step in 0..<3 { try train(step) }
    let before = places()
    for step in 3..<30 {
      try train(step)
      let moved = places().filter { before[$0.key] != $0.value }.keys.sorted()
      #expect(moved.isEmpty, "step \(step)")
    }
  }
}
