import ArgumentParser
import Measuring

struct ScalingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "The cost of a row against clusters, scenarios, vocabulary, threads and batch size: a CSV and plots.")

  @OptionGroup var measuring: MeasuringOptions

  @Option(help: "Folder of the plots and scaling.csv.")
  var out = "docs/images"

  @Option(help: "Only these, with commas between: clusters, scenarios, vocabulary, threads, batch.")
  var axes = "clusters,scenarios,vocabulary,threads,batch"

  /// One of the things that cost may depend on.
  private struct Axis {
    var name: String
    var title: String
    var xTitle: String
    /// (line, value, arguments)
    var points: [(line: String, value: Double, arguments: [String])]
  }

  private static let all: [Axis] = [
    Axis(
      name: "clusters", title: "Microseconds a row, by clusters", xTitle: "K, clusters (batch 2048)",
      points: [1, 2, 4, 9, 16, 32, 64].flatMap { k in
        [
          ("ADL", Double(k), ["--model", "adl", "--clusters", "\(k)"]),
          ("ADL, batch 16384", Double(k), ["--model", "adl", "--clusters", "\(k)", "--batch-size", "16384"]),
          ("DNN", Double(k), ["--model", "dnn"]),
        ]
      }),
    Axis(
      name: "scenarios", title: "Microseconds a row, by scenarios", xTitle: "M, scenarios (batch 2048)",
      points: [3, 10, 29, 100, 300, 500].flatMap { m in
        [("STAR", "star"), ("Shared Bottom", "shared-bottom"), ("ADL, K = 9", "adl")].map { name, model in
          (name, Double(m), ["--model", model, "--scenarios", "\(m)"])
        }
      }),
    Axis(
      name: "vocabulary", title: "Microseconds a row, by vocabulary", xTitle: "rows of the embedding table",
      points: [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000].map { rows in
        ("ADL, K = 9", Double(rows), ["--embedding-rows", "\(rows)"])
      }),
    Axis(
      name: "threads", title: "Microseconds a row, by threads", xTitle: "threads",
      points: [1, 2].flatMap { threads in
        [("ADL, K = 9", "adl"), ("DNN", "dnn"), ("STAR", "star")].map { name, model in
          (name, Double(threads), ["--model", model, "--threads", "\(threads)"])
        }
      }),
    Axis(
      name: "batch", title: "Microseconds a row, by batch size", xTitle: "rows of a batch",
      points: [256, 512, 1024, 2048, 4096, 8192, 16384, 32768].flatMap { size in
        [("ADL, K = 9", "adl"), ("DNN", "dnn"), ("STAR", "star")].map { name, model in
          (name, Double(size), ["--model", model, "--batch-size", "\(size)"])
        }
      }),
  ]

  func run() throws {
    let wanted = axes.split(separator: ",").map(String.init)
    for name in wanted where !Self.all.contains(where: { $0.name == name }) {
      throw ValidationError("--axes: no '\(name)'; expected \(Self.all.map(\.name).joined(separator: ", "))")
    }
    var csv = "axis,line,value,samplesPerSecond,microsecondsPerRow,peakMemoryBytes\n"
    for axis in Self.all where wanted.contains(axis.name) {
      let series = try measuring.measure(
        axis.points.map { measuring.candidate("\($0.line), \(axis.name) \(Int($0.value))", $0.arguments) }, rounds: 3)
      var lines: [Chart.Line] = []
      for (point, series) in zip(axis.points, series) {
        let cost = 1e6 / series.median
        csv +=
          "\(axis.name),\"\(point.line)\",\(Int(point.value)),\(Int(series.median)),\(cost)"
          + ",\(series.peakMemoryBytes.map { "\(Int($0))" } ?? "")\n"
        if let index = lines.firstIndex(where: { $0.name == point.line }) {
          lines[index].points.append((point.value, cost))
        } else {
          lines.append(Chart.Line(point.line, [(point.value, cost)]))
        }
      }
      try write(
        Chart(title: axis.title, xTitle: axis.xTitle, lines: lines).svg(), to: "\(out)/scaling-\(axis.name).svg")
    }
    try write(csv, to: "\(out)/scaling.csv")
  }
}
