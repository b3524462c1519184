import ArgumentParser
import ClickLog
import Evaluation
import Files
import Foundation
import Reports
import Runs
import ScenarioModels
import Tensors
import Training

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Lay rows out in the plane by what a run's router sees of them, and colour them.",
    discussion: """
      The paper's Figure 2: by scenario beside by cluster, and beside the truth where the log is simulated. UMAP with the \
      cosine metric; neighbours are exact.

        adl map runs/first clicks.csv --out map.html
      """)

  /// Neighbours are found by comparing all pairs.
  static let largestSample = 20_000

  @OptionGroup var scoring: ScoringOptions

  @Option(help: "The page to write.")
  var out = "map.html"

  @Option(help: "Rows to lay out, evenly spaced, at most \(Self.largestSample).")
  var sample = 5000

  @Option(help: "The perspective, for a run that routes on several groups. (default: the first)")
  var on: String?

  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  private struct Result: Encodable {
    let rows: Int
    let perspective: String
    let trustworthiness: Double?
    let seconds: Double
    let adjustedRandIndex: Double?
    let purity: Double?
  }

  func run() throws {
    guard (1...Self.largestSample).contains(sample) else {
      throw UsageError("--sample: expected 1 to \(Self.largestSample), not \(sample)")
    }
    let context = common.context
    let opened = try scoring.open(planted, common, labelsRequired: false, context)
    let model = opened.run.model
    let names = model.perspectives
    guard !names.isEmpty else {
      throw UsageError("\(opened.run.settings.model.title) does not route; a map needs a run of ADL")
    }
    guard let perspective = on.map({ names.firstIndex(of: $0) }) ?? 0 else {
      throw UsageError("--on: this run routes on \(names.joined(separator: ", "))")
    }
    let rows = try model.routedRows(
      of: opened.rows.sample(sample), in: opened.data, perspective: perspective, cancellation: context.cancellation)
    guard let rows else { return }

    let clock = ContinuousClock()
    let started = clock.now
    let map = try context.stage("laying out \(Figures.count(rows.rowNumbers.count)) rows", unit: "percent") {
      progress in
      try ClusterMap.layOut(
        rows, generator: RandomGenerator(seed: UInt64(common.seed ?? opened.run.settings.seed)),
        threads: common.threads ?? 0
      ) { done in try progress(Int(done * 100), 100) }
    }
    let seconds = (clock.now - started).seconds

    let agreement = rows.truth.flatMap {
      ClusterAgreement(found: rows.clusters.map(Int32.init), truth: $0.map(Int32.init))
    }
    let page = MapPage(
      map, model: opened.run.settings.model.title, data: URL(fileURLWithPath: scoring.data).lastPathComponent,
      facts: facts(rows), details: agreement.map(words), version: adlVersion)
    try AtomicFile.write(page.html(), to: URL(fileURLWithPath: out))
    if common.json {
      return try Result(
        rows: rows.rowNumbers.count, perspective: rows.perspective, trustworthiness: map.trustworthiness,
        seconds: seconds, adjustedRandIndex: agreement?.adjustedRandIndex, purity: agreement?.purity
      ).printJSON()
    }
    let trust = map.trustworthiness.map { ", trustworthiness \(Figures.ratio($0))" } ?? ""
    print(
      "\(([facts(rows)] + [agreement.map(words)].compactMap { $0 }).joined(separator: " ")) Laid out in \(Figures.seconds(seconds))\(trust)."
    )
    print("The map is \(out).")
  }

  private func facts(_ rows: RoutedRows) -> String {
    "\(Figures.count(rows.rowNumbers.count)) rows of \(Set(rows.scenarios).count) scenarios lie in "
      + "\(Set(rows.clusters).count) clusters."
  }

  private func words(_ agreement: ClusterAgreement) -> String {
    "With the simulated ones they agree by an adjusted Rand index of \(Figures.ratio(agreement.adjustedRandIndex)), purity "
      + "\(Figures.ratio(agreement.purity))."
  }
}
