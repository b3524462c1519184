import ScenarioModels
import Tensors

/// The training step alone, on the paper's shape (section 3.1.3): lookups, routing, forward, backward and updates on
/// made-up batches that are ready in memory.
public struct StepBenchmark: Sendable {
  /// Sizes of the 23 fields' vocabularies: 1.12 M embedding rows, as skewed as Ali-CCP's.
  public static let vocabularies = [
    240_000, 470_000, 70_000, 70_000, 60_000, 50_000, 40_000, 30_000, 20_000, 15_000, 12_000, 8_000, 6_000, 4_000,
    2_000, 1_000, 500, 200, 100, 50, 20, 10, 29,
  ]
  static let scenarios = 29
  static let clickRate = 0.04
  /// Different batches, taken in turn.
  static let pool = 8

  public struct Result: Codable, Sendable {
    public let model: String
    public let clusters: Int?
    public let batchSize: Int
    public let threads: Int
    public let steps: Int
    /// From the median step.
    public let samplesPerSecond: Double
    public let millisecondsPerStep: Double
    public let gigaflopsPerSecond: Double
    /// Of single-precision matrix products, measured in the same run on as many threads.
    public let peakGigaflopsPerSecond: Double
    public let shareOfPeak: Double
    /// Of the median step, what routing takes; nil for a model that does not route.
    public let routingShare: Double?
    public let parameters: [String: Int]
    public let peakMemoryBytes: Int
    public let version: String
  }

  public var settings: RunSettings
  public var steps: Int
  public var warmup = 8

  public init(_ settings: RunSettings, steps: Int) {
    self.settings = settings
    self.steps = steps
  }

  /// - Parameter progress: gets the steps done.
  public func run(progress: (Int) throws -> Void = { _ in }) throws -> Result {
    let threads = coreCount(settings.threads)
    let workspace = Workspace(threads: threads)
    var modelSettings = settings.modelSettings
    // Equal clusters: what is timed is the work, and not a routing that has collapsed.
    modelSettings.dealsRowsInTurn = true
    let shape = ModelShape(
      fields: Self.vocabularies.indices.map { ModelShape.Field(name: "field \($0)", group: nil) },
      tableRows: Self.vocabularies.reduce(0, +), scenarios: Self.scenarios)
    try settings.checkMemory(for: shape)
    let generator = RandomGenerator(seed: UInt64(settings.seed))
    var learner = try Learner(
      settings.model, for: shape, modelSettings,
      optimiser: settings.optimiser,
      generator: generator, in: workspace)
    var draws = generator.child("bench")
    let batches = (0..<Self.pool).map { _ in batch(using: &draws) }

    let clock = ContinuousClock()
    var seconds: [Double] = []
    for step in 0..<warmup + steps {
      let (input, labels) = batches[step % Self.pool]
      let before = clock.now
      _ = learner.train(on: input, labels: labels)
      if step >= warmup { seconds.append((clock.now - before).seconds) }
      try progress(step + 1)
    }
    let step = seconds.sorted()[seconds.count / 2]
    func median(of part: (ModelInput) -> Void) -> Double {
      let seconds = (0..<steps).map { step in
        let before = clock.now
        part(batches[step % Self.pool].0)
        return (clock.now - before).seconds
      }
      return seconds.sorted()[steps / 2]
    }
    let lookup = median { learner.lookUpInTraining($0, routing: false) }
    let routed = median { learner.lookUpInTraining($0, routing: true) }
    let peak = workspace.peakGigaflopsPerSecond()
    let rate = Double(settings.batchSize) / step
    let gigaflops = rate * Double(learner.model.flopsPerRow.training) * 1e-9
    let counts = learner.parameterCounts
    return Result(
      model: settings.model.rawValue, clusters: learner.model.perspectives.isEmpty ? nil : settings.clusters,
      batchSize: settings.batchSize, threads: threads, steps: steps, samplesPerSecond: rate,
      millisecondsPerStep: 1000 * step, gigaflopsPerSecond: gigaflops, peakGigaflopsPerSecond: peak,
      shareOfPeak: gigaflops / peak,
      routingShare: learner.model.perspectives.isEmpty ? nil : (routed - lookup) / step,
      parameters: [
        "embedding": counts.embedding, "shared": counts.shared, "specific": counts.specific, "other": counts.other,
        "total": counts.total,
      ], peakMemoryBytes: PeakMemory.bytes, version: adlVersion)
  }

  private func batch(using draws: inout RandomGenerator) -> (ModelInput, [Float]) {
    var ids: [Int32] = []
    var scenarios: [Int32] = []
    var labels: [Float] = []
    for _ in 0..<settings.batchSize {
      var offset = 0
      for size in Self.vocabularies {
        ids.append(Int32(offset + draws.index(below: size)))
        offset += size
      }
      scenarios.append(Int32(draws.index(below: Self.scenarios)))
      labels.append(draws.uniform() < Self.clickRate ? 1 : 0)
    }
    let bags = Bags(
      ids: ids, starts: (0...ids.count).map { Int32($0) }, pooling: Self.vocabularies.map { _ in .mean })
    return (ModelInput(bags: bags, scenarios: scenarios), labels)
  }
}
