import ArgumentParser
import Benchmarking
import ClickLog
import Evaluation
import Foundation
import Reports
import Runs
import ScenarioModels
import Tensors
import Training

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the training step alone, inference, or the reading of a store.",
    discussion: """
      On the paper's shape: 23 fields x 16, 1.12 M embedding rows, towers 512-256-128-64-32; rows dealt to clusters in \
      turn after routing. With --history the last five fields are lists: four histories, with log-normal lengths and \
      values like Zipf's, and three items; 1.8 M embedding rows. The peak is that of single-precision matrix products, measured in the same run.

        adl bench --model adl --clusters 9 --phases
        adl bench --model star --scenarios 300
        adl bench --inference --model adl --clusters 64 --rows 1,64,4096
        adl bench --reading clicks.store
      """)

  @Option(help: "Steps to time.")
  var steps = 40

  @Option(help: "Values a row in users' histories; 0 for the paper's single-valued fields.")
  var history = 0

  @Option(help: "Scenarios of the made-up rows. (default: 29)")
  var scenarios: Int?

  @Option(help: "Rows of the embedding table, all fields together. (default: 1.12 M, with --history 1.8 M)")
  var embeddingRows: Int?

  @Option(help: "Time the step on batches of this store, read before the clock starts, instead of made-up ones.")
  var store: String?

  @Flag(help: "Print what each part of a step takes, and what it would at the least.")
  var phases = false

  @Flag(help: "Time predictions instead of a step: rows/s of batches, latency of single rows.")
  var inference = false

  @Option(help: "With --inference: rows of each batch, with commas between. (default: 1,64,4096)")
  var rows: String?

  @Option(help: "Time how fast this store's rows come as shuffled batches, instead of a step.")
  var reading: String?

  @OptionGroup(title: "Settings") var cluster: ClusterOption
  @OptionGroup(title: "Settings") var options: SettingsOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    if inference || reading != nil {
      let given = [("--store", store != nil), ("--scenarios", scenarios != nil), ("--history", history != 0)]
      for (option, isGiven) in given + [("--embedding-rows", embeddingRows != nil)] where isGiven {
        throw UsageError("\(option): goes with the timing of a step, not with --inference or --reading")
      }
    }
    if let reading { return try timeReading(of: reading) }
    guard inference || rows == nil else { throw UsageError("--rows: goes with --inference") }
    if inference { return try timeInference() }
    guard (1...1_000_000).contains(steps) else { throw UsageError("--steps: expected 1 to 1000000, not \(steps)") }
    let benchmark = StepBenchmark(
      try options.settings(common, clusters: cluster), steps: steps, source: try source())
    let result = try common.context.stage("timing", unit: "steps") { progress in
      try benchmark.run { try progress($0, benchmark.warmup + steps) }
    }
    guard !common.json else { return try result.printJSON() }
    print(
      """
      \(ModelKind.builtIn[named: result.model]?.title ?? result.model)\(result.clusters.map { ", K = \($0)" } ?? ""), batch \(result.batchSize), \
      \(result.threads) threads: median of \(result.steps) steps
        \(Figures.count(Int(result.samplesPerSecond))) samples/s  (\(oneDecimal(result.millisecondsPerStep)) ms a step, \(Figures.count(result.idsPerStep)) ids)
        \(oneDecimal(result.gigaflopsPerSecond)) GFLOP/s, \(oneDecimal(100 * result.shareOfPeak))% of the \
      \(oneDecimal(result.peakGigaflopsPerSecond)) that matrix products reach here (the best of \(result.peakKernels.joined(separator: ", ")))
      \(result.routingShare.map { "  routing: \(oneDecimal(100 * $0))% of a step\n" } ?? "")\
        \(Figures.count(result.parameters["total"] ?? 0)) parameters, \
      peak memory \(result.peakMemoryBytes >> 20) MB
      """)
    if phases { print("\n" + table(result), terminator: "") }
  }

  private func source() throws -> BenchmarkSource {
    guard (0...1000).contains(history) else { throw UsageError("--history: expected 0 to 1000, not \(history)") }
    if let scenarios, !(1...100_000).contains(scenarios) {
      throw UsageError("--scenarios: expected 1 to 100000, not \(scenarios)")
    }
    if let embeddingRows, !(100...1_000_000_000).contains(embeddingRows) {
      throw UsageError("--embedding-rows: expected 100 to 1000000000, not \(embeddingRows)")
    }
    guard let store else {
      return .madeUp(
        history: history, scenarios: scenarios ?? BenchmarkLog.scenarios, embeddingRows: embeddingRows)
    }
    guard history == 0, scenarios == nil, embeddingRows == nil else {
      throw UsageError("--store: its rows have their own histories, scenarios and vocabularies")
    }
    return .store(try open(store))
  }

  private func timeInference() throws {
    let settings = try options.settings(common, clusters: cluster)
    let benchmark = InferenceBenchmark(settings, sizes: try [Int](of: "--rows", rows ?? "1,64,4096", in: 1...1_000_000))
    let result = try common.context.stage("timing", unit: "calls") { progress in
      try benchmark.run { try progress($0, benchmark.calls) }
    }
    guard !common.json else { return try result.printJSON() }
    var table = TextTable([
      .number("rows"), .number("calls"), .number("rows/s"), .number("p50, µs"), .number("p99, µs"),
    ])
    for batch in result.batches {
      table.add([
        Figures.count(batch.rows), Figures.count(batch.calls), Figures.count(Int(batch.rowsPerSecond)),
        oneDecimal(batch.p50Microseconds), oneDecimal(batch.p99Microseconds),
      ])
    }
    let title = ModelKind.builtIn[named: result.model]?.title ?? result.model
    let routed = result.clusters.map { ", K = \($0), of which rows visited \(result.clustersVisited ?? 0)" } ?? ""
    print("\(title)\(routed), \(result.threads) threads\n\n" + table.text(), terminator: "")
  }

  private func open(_ store: String) throws -> PreparedLog {
    let folder = URL(fileURLWithPath: store)
    guard PreparedLog.isStore(folder) else { throw LogError("expected a prepared store (adl prepare)", file: store) }
    return try PreparedLog.open(folder)
  }

  private func timeReading(of store: String) throws {
    let batchSize = try options.settings(common, clusters: cluster).training.rowsAStep
    let log = try open(store)
    let result = try common.context.stage("reading", unit: "rows") { progress in
      try ReadingBenchmark(batchSize: batchSize).run(log, progress: progress)
    }
    guard !common.json else { return try result.printJSON() }
    print(
      """
      \(Figures.count(Int(result.rowsPerSecond))) rows/s of \(result.fields) fields with \
      \(oneDecimal(result.valuesPerRow)) values, as shuffled batches of \(batchSize), on one thread
      """)
  }

  private func table(_ result: StepBenchmark.Result) -> String {
    var table = TextTable([.text("phase"), .number("ms a step"), .number("at least"), .number("share")])
    for phase in Stopwatch.Phase.allCases {
      let milliseconds = result.phases[phase.rawValue] ?? 0
      table.add([
        phase.title, Figures.fixed(milliseconds, 2), result.budget[phase.rawValue].map { Figures.fixed($0, 2) } ?? "",
        percent(milliseconds / result.millisecondsPerStep),
      ])
    }
    let least = result.budget.values.reduce(0, +)
    table.add(["all", Figures.fixed(result.millisecondsPerStep, 2), Figures.fixed(least, 2), ""])
    return table.text() + """

      At least: operations at the pace of matrix products, or bytes at that of memory, \
      \(oneDecimal(result.memoryGigabytesPerSecond)) GB/s here; \(percent(least / result.millisecondsPerStep)) of the step.

      """
  }

  private func percent(_ share: Double) -> String { "\(Figures.fixed(100 * share, 1))%" }

  private func oneDecimal(_ x: Double) -> String { "\((x * 10).rounded() / 10)" }
}
