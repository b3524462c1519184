import ArgumentParser
import Evaluation
import ScenarioModels
import Training

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the training step alone.",
    discussion: """
      On the paper's shape: 23 fields x 16, 1.12 M embedding rows, towers 512-256-128-64-32; rows dealt to clusters in \
      turn after routing. The peak is that of single-precision matrix products, measured in the same run.
      """)

  @Option(help: "Steps to time.")
  var steps = 40

  @OptionGroup(title: "Settings") var cluster: ClusterOption
  @OptionGroup(title: "Settings") var options: SettingsOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    guard (1...1_000_000).contains(steps) else { throw UsageError("--steps: expected 1 to 1000000, not \(steps)") }
    let benchmark = StepBenchmark(try options.settings(common, clusters: cluster.clusters), steps: steps)
    let progress = common.console.progress
    progress.begin("timing")
    let result = try benchmark.run { done in
      progress.update(done, of: benchmark.warmup + steps, unit: "steps")
      try Interruption.check()
    }
    progress.clear()
    guard !common.json else { return try result.printJSON() }
    print(
      """
      \(ModelKind(rawValue: result.model)?.title ?? result.model)\(result.clusters.map { ", K = \($0)" } ?? ""), batch \(result.batchSize), \
      \(result.threads) threads: median of \(result.steps) steps
        \(Figures.count(Int(result.samplesPerSecond))) samples/s  (\(oneDecimal(result.millisecondsPerStep)) ms a step)
        \(oneDecimal(result.gigaflopsPerSecond)) GFLOP/s, \(oneDecimal(100 * result.shareOfPeak))% of the \
      \(oneDecimal(result.peakGigaflopsPerSecond)) that matrix products reach here
      \(result.routingShare.map { "  routing: \(oneDecimal(100 * $0))% of a step\n" } ?? "")\
        \(Figures.count(result.parameters["total"] ?? 0)) parameters, \
      peak memory \(result.peakMemoryBytes >> 20) MB
      """)
  }

  private func oneDecimal(_ x: Double) -> String { "\((x * 10).rounded() / 10)" }
}
