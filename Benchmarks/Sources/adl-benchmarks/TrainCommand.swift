import ArgumentParser
import Foundation
import Measuring

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Training from a prepared store against its step alone: whether anything waits for data.",
    discussion: """
      In turn `adl bench --store STORE`, whose batches are in memory before the clock starts, and an epoch of
      `adl train STORE`, which reads, shuffles and assembles them while it trains. The step is the median of its steps,
      training the mean of its: on a noisy machine the share comes out too low.
      """)

  @OptionGroup var measuring: MeasuringOptions

  @Argument(help: "A prepared store.")
  var store: String

  @Option(help: "Which of the systems.")
  var model = "adl"

  func run() throws {
    let run = FileManager.default.temporaryDirectory.appendingPathComponent("adl-benchmarks-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: run) }
    let step = measuring.candidate("the step alone", ["--store", store, "--model", model])
    let training = Candidate(
      "training",
      [
        "sh", "-c", "rm -rf \"$1\" && exec \"$2\" train \"$3\" --model \"$4\" --epochs 1 --out \"$1\" --json --quiet",
        "sh", run.path, measuring.adl, store, model,
      ])
    let series = try measuring.measure([step, training], rounds: 3)
    print(
      "the step alone \(Int(series[0].median)) samples/s, training \(Int(series[1].median)): "
        + "\(Int((100 * series[1].median / series[0].median).rounded()))%")
  }
}
