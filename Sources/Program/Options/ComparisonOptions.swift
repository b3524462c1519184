import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import LogChecks
import Runs
import Training

/// What `compare` and `sweep` have in common: seeds, a folder, and the trainings themselves.
struct ComparisonOptions: ParsableArguments {
  @Option(help: "What the log's columns mean: a YAML file. Without it, schema.yaml beside the log, or a guess.")
  var schema: String?

  @Option(help: "Runs of each; the first has --seed, each other one more. (default: 3)")
  var seeds: Int?

  @Option(help: "The folder. (default: one named after the command and the log)")
  var out: String?

  @Flag(help: "Leave out exact copies of earlier rows.")
  var dropDuplicates = false

  @OptionGroup(title: "Settings") var options: SettingsOptions
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func validate() throws {
    if let seeds, !(1...1000).contains(seeds) {
      throw ValidationError("--seeds: expected 1 to 1000, not \(seeds)")
    }
  }

  /// Trains the candidates, or resumes them, each with its page.
  ///
  /// - Parameters:
  ///   - data: the log.
  ///   - candidates: for the common settings.
  ///   - against: a candidate that each other one is compared with, by its name or as an entrant is described.
  ///   - clusters: K of those, where the command takes one.
  ///   - defaultFolder: for the log's name.
  ///   - trials: of settings for each.
  ///   - heldOut: a scenario to train without and to test on.
  func compare(
    on data: String, _ candidates: (RunSettings) throws -> [Candidate], clusters: ClusterOption? = nil,
    against: String? = nil, trials: Int? = nil, heldOut: String? = nil, defaultFolder: (String) -> String
  ) throws -> (comparison: Comparison, folder: ComparisonFolder) {
    let settings = try planted.settings(for: data, over: options.settings(common, clusters: clusters))
    let candidates = try candidates(settings)
    let reference = against.map { candidates.name(of: $0, over: settings) }
    try candidates.check(against: reference, tuned: trials != nil)
    let context = common.context
    let chosen = out.map { ComparisonFolder(URL(fileURLWithPath: $0)) }
    try chosen?.check()
    let source = try DataSource.open(
      data, schema: schema, planted: settings.planted,
      recipe: candidates.allSatisfy { $0.settings.recipe == .paper } ? .paper : .auto,
      preparation: reading.preparation(common), context)
    let folder = chosen ?? ComparisonFolder(URL(fileURLWithPath: defaultFolder(source.name)))
    try folder.check()
    let data = try source.prepare(dropDuplicates: dropDuplicates, heldOut: heldOut, seed: settings.seed)
    try LeakageGuard.report(on: data.log, context)
    let run = ComparisonRun(
      candidates, firstSeed: settings.seed, seeds: seeds ?? 3, trials: trials, against: reference, in: folder)
    let comparison = try Interrupted.hinting("the same command goes on") {
      try run.compare(on: data, heldOut: heldOut, context)
    }
    return (comparison, folder)
  }
}
