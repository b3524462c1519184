import Testing

@testable import ScenarioModels
@testable import Tensors

/// Ten training steps with dropout: the same bits on any number of threads, and no new memory in steady state.
struct TrainingDeterminismTests {
  private var settings: ModelSettings {
    var settings = smallSettings(clusters: 4)
    settings.embeddingDimension = 16
    // More than one tile of rows (128) and of columns (256).
    settings.hidden = [260, 31]
    settings.dropout = 0.3
    return settings
  }

  private func run(_ kind: ModelKind, threads: Int) throws -> (parameters: [String: [UInt32]], losses: [UInt32]) {
    var learner = try learner(kind, settings, in: Workspace(threads: threads))
    let losses = try (0..<10).map { step in
      let batch = Batch(rows: 300, seed: step)
      return try learner.train(on: batch.input, labels: batch.labels).bitPattern
    }
    return (learner.parameters.bits, losses)
  }

  @Test(arguments: ModelKind.allCases)
  func sameBitsOnAnyNumberOfThreads(kind: ModelKind) throws {
    let one = try run(kind, threads: 1)
    for threads in [2, 3, 8] {
      let other = try run(kind, threads: threads)
      #expect(other.losses == one.losses, "\(threads) threads")
      for (name, bits) in one.parameters { #expect(other.parameters[name] == bits, "\(name), \(threads) threads") }
    }
  }

  /// But for logistic regression, in which nothing is drawn.
  @Test(arguments: ModelKind.allCases.filter { $0 != .lr })
  func anotherSeedIsAnotherRun(kind: ModelKind) throws {
    let batch = Batch(rows: 50, seed: 1)
    var (one, two) = (try learner(kind, settings, seed: 1), try learner(kind, settings, seed: 2))
    #expect(try one.train(on: batch.input, labels: batch.labels) != two.train(on: batch.input, labels: batch.labels))
  }

  @Test(arguments: ModelKind.allCases)
  func steadyStateAllocatesNothing(kind: ModelKind) throws {
    // One thread: on more, a worker may be a moment late to let go of a finished task's matrices.
    let workspace = Workspace(threads: 1)
    var learner = try learner(kind, settings, in: workspace)
    // Batches of one size and different ids, so of different clusters and numbers of ids.
    let batches = (0..<40).map { Batch(rows: 200, seed: $0) }
    for batch in batches[..<20] { _ = try learner.train(on: batch.input, labels: batch.labels) }
    let before = workspace.buffers.allocations
    for batch in batches[20...] { _ = try learner.train(on: batch.input, labels: batch.labels) }
    #expect(before > 0)
    #expect(workspace.buffers.allocations == before)
  }
}
