import Runs
import ScenarioModels
import Tensors
import Training

/// Predictions alone, on the paper's shape: how many rows a second batches of some sizes give, and how long one call takes.
///
/// Rows are routed as they are, after a few training steps that give the router centres, so that single rows meet
/// different clusters' weights.
public struct InferenceBenchmark: Sendable {
  /// Different batches, taken in turn; of single rows more.
  static let pool = 8
  static let singleRows = 256
  static let trainingSteps = 3

  public struct Result: Codable, Sendable {
    public struct Batches: Codable, Sendable {
      public let rows: Int
      public let calls: Int
      /// From the median call.
      public let rowsPerSecond: Double
      /// Of one call.
      public let p50Microseconds: Double
      public let p99Microseconds: Double
    }
    public let model: String
    public let clusters: Int?
    /// How many clusters the benchmark's rows were routed to, from the first perspective.
    public let clustersVisited: Int?
    public let threads: Int
    public let batches: [Batches]
    public let peakMemoryBytes: Int
    public let version: String
  }

  public var settings: RunSettings
  /// Rows of a batch, each timed by itself.
  public var sizes: [Int]

  public init(_ settings: RunSettings, sizes: [Int] = [1, 64, 4096]) {
    self.settings = settings
    self.sizes = sizes
  }

  /// All calls of a run, warm-up included.
  public var calls: Int { sizes.reduce(0) { $0 + Self.warmup(of: $1) + Self.calls(of: $1) } }

  private static func calls(of rows: Int) -> Int { max(50, min(2_000, 20_000 / rows)) }
  private static func warmup(of rows: Int) -> Int { calls(of: rows) / 10 + pool }

  /// - Parameter progress: gets the calls done; throws to stop.
  public func run(progress: (Int) throws -> Void = { _ in }) throws -> Result {
    let threads = coreCount(settings.threads)
    let workspace = Workspace(threads: threads)
    let log = BenchmarkLog(history: 0)
    try settings.checkMemory(for: log.shape)
    let generator = RandomGenerator(seed: UInt64(settings.seed))
    var learner = try Learner(
      settings.model, for: log.shape, settings.modelSettings, loss: settings.loss,
      optimiser: settings.training.optimiser, generator: generator, in: workspace)
    var draws = generator.child("bench")
    for _ in 0..<Self.trainingSteps {
      let (input, labels) = log.batch(rows: settings.training.rowsAStep, using: &draws)
      _ = try learner.train(on: input, labels: labels)
    }

    let predict = Predictor(learner)
    let clock = ContinuousClock()
    var visited = Set<Int32>()
    var done = 0
    let batches = try sizes.map { rows in
      let inputs = (0..<(rows == 1 ? Self.singleRows : Self.pool)).map { _ in log.batch(rows: rows, using: &draws).0 }
      for input in inputs { visited.formUnion(predict(input).routing.map { Array($0.clusters) } ?? []) }
      let (warmup, calls) = (Self.warmup(of: rows), Self.calls(of: rows))
      var times: [Double] = []
      times.reserveCapacity(calls)
      for call in 0..<warmup + calls {
        let input = inputs[call % inputs.count]
        let before = clock.now
        let output = predict(input)
        let after = clock.now
        precondition(output.logits.rows == rows)
        if call >= warmup { times.append((after - before).seconds) }
        done += 1
        if done % 64 == 0 || rows > 256 { try progress(done) }
      }
      times.sort()
      let (p50, p99) = (times[times.count / 2], times[times.count * 99 / 100])
      return Result.Batches(
        rows: rows, calls: calls, rowsPerSecond: Double(rows) / p50, p50Microseconds: 1e6 * p50,
        p99Microseconds: 1e6 * p99)
    }
    let routes = learner.model.routingModel != nil
    return Result(
      model: settings.model.name, clusters: routes ? settings.clusters : nil,
      clustersVisited: routes ? visited.count : nil, threads: threads, batches: batches,
      peakMemoryBytes: PeakMemory.bytes, version: adlVersion)
  }
}
