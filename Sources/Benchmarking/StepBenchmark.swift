import Runs
import ScenarioModels
import Tensors
import Training

/// The training step alone, on the paper's shape (section 3.1.3) or another's: lookups, routing, forward, backward and
/// updates on batches that are ready in memory.
public struct StepBenchmark: Sendable {
  /// Different batches, taken in turn.
  static let pool = 8

  public struct Result: Codable, Sendable {
    public let model: String
    public let clusters: Int?
    public let batchSize: Int
    public let threads: Int
    public let steps: Int
    /// Values looked up in a step, of all fields and rows; the mean over the batches.
    public let idsPerStep: Int
    /// From the median step.
    public let samplesPerSecond: Double
    public let millisecondsPerStep: Double
    public let gigaflopsPerSecond: Double
    /// Of single-precision matrix products, measured in the same run on as many threads.
    public let peakGigaflopsPerSecond: Double
    public let shareOfPeak: Double
    /// Those that the peak is the best of.
    public let peakKernels: [String]
    /// Of the median step, what routing takes; nil for a model that does not route.
    public let routingShare: Double?
    /// Milliseconds of a step by phase (`Stopwatch.Phase`), each its own median.
    public let phases: [String: Double]
    /// Milliseconds that a phase takes at the least at the machine's own pace (`StepBudget`).
    public let budget: [String: Double]
    /// Of memory, measured in the same run on as many threads.
    public let memoryGigabytesPerSecond: Double
    public let parameters: [String: Int]
    public let peakMemoryBytes: Int
    public let version: String
  }

  public var settings: RunSettings
  public var steps: Int
  public var source: BenchmarkSource
  public var warmup = 8

  public init(_ settings: RunSettings, steps: Int, source: BenchmarkSource = .madeUp()) {
    self.settings = settings
    self.steps = steps
    self.source = source
  }

  /// - Parameter progress: gets the steps done.
  public func run(progress: (Int) throws -> Void = { _ in }) throws -> Result {
    try settings.checkPrecision()
    let threads = coreCount(settings.threads)
    let stopwatch = Stopwatch()
    let workspace = Workspace(threads: threads, precision: settings.precision, stopwatch: stopwatch)
    var modelSettings = settings.modelSettings
    // Equal clusters: what is timed is the work, and not a routing that has collapsed on rows that say nothing.
    if case .madeUp = source { modelSettings.router = modelSettings.router.dealingInTurn }
    let generator = RandomGenerator(seed: UInt64(settings.seed))
    let batchSize = settings.training.rowsAStep
    let (shape, batches) = try source.batches(
      Self.pool, rows: batchSize, using: generator.child("bench"))
    try settings.checkMemory(for: shape)
    var learner = try Learner(
      settings.model, for: shape, modelSettings,
      loss: settings.loss, optimiser: settings.training.optimiser,
      generator: generator, in: workspace)

    let clock = ContinuousClock()
    var seconds: [Double] = []
    var laps: [[Stopwatch.Phase: Duration]] = []
    for step in 0..<warmup + steps {
      let (input, labels) = batches[step % Self.pool]
      _ = stopwatch.lap()
      let before = clock.now
      _ = try learner.train(on: input, labels: labels)
      if step >= warmup {
        seconds.append((clock.now - before).seconds)
        laps.append(stopwatch.lap())
      }
      try progress(step + 1)
    }
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    let step = median(seconds)
    var phases: [String: Double] = [:]
    for phase in Stopwatch.Phase.allCases {
      phases[phase.rawValue] = 1000 * median(laps.map { $0[phase]?.seconds ?? 0 })
    }
    let memory = PeakMemory.bytes
    let peak = workspace.peakGigaflopsPerSecond()
    let budget = StepBudget(
      learner, on: batches.map(\.0), gigaflopsPerSecond: peak,
      gigabytesPerSecond: workspace.memoryGigabytesPerSecond())
    let rate = Double(batchSize) / step
    let gigaflops = rate * Double(learner.model.flopsPerRow.training) * 1e-9
    let counts = Predictor(learner).parameterCounts
    return Result(
      model: settings.model.name, clusters: learner.model.routingModel == nil ? nil : settings.clusters,
      batchSize: batchSize, threads: threads, steps: steps,
      idsPerStep: batches.reduce(0) { $0 + $1.0.bags.ids.count } / batches.count, samplesPerSecond: rate,
      millisecondsPerStep: 1000 * step, gigaflopsPerSecond: gigaflops, peakGigaflopsPerSecond: peak,
      shareOfPeak: gigaflops / peak, peakKernels: workspace.productKernels,
      routingShare: learner.model.routingModel == nil
        ? nil : phases[Stopwatch.Phase.routing.rawValue].map { $0 / (1000 * step) },
      phases: phases,
      budget: Dictionary(
        uniqueKeysWithValues: Stopwatch.Phase.allCases.compactMap { phase in
          budget.milliseconds(phase).map { (phase.rawValue, $0) }
        }),
      memoryGigabytesPerSecond: budget.gigabytesPerSecond,
      parameters: [
        "embedding": counts.embedding, "shared": counts.shared, "specific": counts.specific, "other": counts.other,
        "total": counts.total,
      ], peakMemoryBytes: memory, version: adlVersion)
  }
}
