import AllocationCounter
import Tensors
import Testing
import Training

@testable import ScenarioModels

/// A guard on counts, which are the same on a busy machine: how often a training step and a prediction ask the heap for
/// memory. A number that has grown is a loss of speed, or a reason to write a larger one here.
@Suite(.enabled(if: countsAllocations, "allocations are counted in optimised programs with glibc"))
struct AllocationTests {
  /// Allocations of one training step, and of one prediction by a `Predictor`, at most.
  private static let most: [ModelKind: (step: Int, prediction: Int)] = [
    .lr: (73, 14), .fm: (124, 28), .dnn: (155, 33), .sharedBottom: (206, 52), .hmoe: (390, 128), .ple: (494, 144),
    .star: (372, 89), .adasparse: (376, 102), .adl: (239, 53),
  ]

  private var settings: ModelSettings {
    var settings = smallSettings(clusters: 4)
    settings.router = .adaptive
    return settings
  }

  /// The largest count of several calls, after others have made what stays.
  private func allocations(_ calls: [() throws -> Void]) throws -> Int {
    var most = 0
    for (index, call) in calls.enumerated() {
      let before = adl_allocations()
      try call()
      if index >= calls.count / 2 { most = max(most, adl_allocations() - before) }
    }
    return most
  }

  @Test func theHeapIsCounted() {
    let before = adl_allocations()
    let block = UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 64)
    let after = adl_allocations()
    block.deallocate()
    #expect(after > before)
  }

  @Test(arguments: ModelKind.allCases)
  func ofATrainingStep(kind: ModelKind) throws {
    // One thread, whose allocations are the ones that are counted.
    var learner = try learner(kind, settings, in: Workspace(threads: 1))
    learner.settleRouters(of: kind)
    let batches = (0..<20).map { Batch(rows: 200, seed: $0) }.map { ($0.input, $0.labels) }
    let count = try allocations(batches.map { input, labels in { _ = try learner.train(on: input, labels: labels) } })
    let most = try #require(Self.most[kind]).step
    #expect(count > 0 && count <= most, "\(kind.name): \(count) allocations a training step")
  }

  @Test(arguments: ModelKind.allCases)
  func ofAPrediction(kind: ModelKind) throws {
    var learner = try learner(kind, settings, in: Workspace(threads: 1))
    for step in 0..<3 {
      let batch = Batch(rows: 64, seed: step)
      _ = try learner.train(on: batch.input, labels: batch.labels)
    }
    let predict = Predictor(learner)
    let inputs = (0..<20).map { Batch(rows: 1, seed: $0).input }
    let count = try allocations(inputs.map { input in { _ = predict(input) } })
    let most = try #require(Self.most[kind]).prediction
    #expect(count > 0 && count <= most, "\(kind.name): \(count) allocations a prediction")
  }
}

extension Learner {
  fileprivate func settleRouters(of kind: ModelKind) { if kind == .adl { settleRouters() } }
}

/// Unoptimised code asks for memory wherever it likes.
private let countsAllocations: Bool = {
  var optimised = true
  assert(
    {
      optimised = false
      return true
    }())
  return optimised && adl_counts_allocations() != 0
}()
