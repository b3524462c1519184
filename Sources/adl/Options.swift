import ArgumentParser
import Foundation
import ScenarioModels
import Tensors
import Training

extension ModelKind: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension NeuronGate: ExpressibleByArgument {}
extension RouterForm: ExpressibleByArgument {}
extension Assignment: ExpressibleByArgument {}

/// What every command knows.
struct CommonOptions: ParsableArguments {
  @Option(help: "Seed of everything random.")
  var seed: Int?

  @Option(help: "Threads at work; 0 for one per core. Results have the same bits for any number.")
  var threads: Int?

  @Flag(help: "No progress and no remarks.")
  var quiet = false

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  var console: Console { Console(quiet: quiet) }

  func validate() throws {
    if let seed, seed < 0 { throw ValidationError("--seed: expected 0 or more, not \(seed)") }
    if let threads, !(0...1024).contains(threads) {
      throw ValidationError("--threads: expected 0 to 1024, not \(threads)")
    }
  }
}

/// K, for commands that take one.
struct ClusterOption: ParsableArguments {
  @Option(help: "K, the number of learned distributions. (default: 9)")
  var clusters: Int?
}

/// The settings of a run, as flags. Each is also a key of run.yaml.
struct SettingsOptions: ParsableArguments {
  @Option(help: "Settings to start from: a run.yaml.")
  var config: String?

  @Option(help: "Which of the systems. (default: adl)")
  var model: ModelKind?

  @Option(help: "How rows are routed. (default: adaptive)")
  var router: RouterForm?

  @Option(
    help: "Route on a group of features, such as 'user', or on several with commas between. (default: all features)")
  var routeOn: String?

  @Option(help: "Rows visit their nearest cluster or their two nearest. (default: hard)")
  var assignment: Assignment?

  @Option(help: "How many of ADL's first hidden layers all clusters share whole. (default: 0)")
  var sharedLayers: Int?

  @Option(help: "Pull on the specific weights of ADL and STAR towards one, that is to the shared ones. (default: 0)")
  var specificPull: Double?

  @Option(help: "HMoE's experts; 0 for one per scenario. (default: 0)")
  var experts: Int?

  @Option(help: "PLE's levels. (default: 2)")
  var levels: Int?

  @Option(help: "PLE's shared experts in each level. (default: 1)")
  var sharedExperts: Int?

  @Flag(inversion: .prefixedNo, help: "STAR's normalisation by scenario. (default: on)")
  var partitionedNormalisation: Bool?

  @Flag(inversion: .prefixedNo, help: "STAR's auxiliary network. (default: on)")
  var auxiliaryNetwork: Bool?

  @Option(help: "AdaSparse's gates. (default: fusion)")
  var sparseForm: NeuronGate?

  @Option(help: "Standard deviation of the first embeddings. (default: 0.01)")
  var embeddingDeviation: Double?

  @Option(help: "At most this many passes over the training part. (default: 10)")
  var epochs: Int?

  @Option(help: "Passes without a better validation AUC before stopping. (default: 1; 3 with --multi-epoch)")
  var patience: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Start each pass after the first with new embeddings, so that they cannot memorise. (default: off)")
  var multiEpoch: Bool?

  @Option(help: "Rows a step. (default: 2048)")
  var batchSize: Int?

  @Option(help: "Adam's learning rate. (default: 0.001)")
  var learningRate: Double?

  @Option(help: "Steps over which the learning rate rises to its value. (default: 0)")
  var warmUpSteps: Int?

  @Option(help: "Scale the gradients of a step down to this norm, all together; 0 for never. (default: 0)")
  var clipGradients: Double?

  @Option(help: "Share of hidden units dropped in training. (default: 0)")
  var dropout: Double?

  @Option(name: .customLong("embedding-l2"), help: "L2 penalty on embeddings in use. (default: 0)")
  var embeddingL2: Double?

  @Option(help: "Steps between checkpoints to go on from; 0 for none. (default: 0)")
  var checkpointSteps: Int?

  @Option(help: "Minutes between checkpoints; 0 for none. (default: 10)")
  var checkpointMinutes: Double?

  @Option(help: "Of matrix products in training; bf16 needs a processor with AVX512-BF16. (default: float32)")
  var precision: Precision?

  /// Flags over `--config` over a start, the defaults.
  func settings(
    _ common: CommonOptions, clusters: Int? = nil, over start: RunSettings = RunSettings()
  ) throws -> RunSettings {
    var settings = start
    if let config {
      guard let text = try? String(contentsOfFile: config, encoding: .utf8) else {
        throw SettingsError("\(config): expected a file of settings that can be read")
      }
      settings = try RunSettings(yaml: text, file: config)
    }
    if let model { settings.model = model }
    if let clusters { settings.clusters = clusters }
    if let router { settings.router = router }
    if let routeOn { settings.routeOn = routeOn }
    if let assignment { settings.assignment = assignment }
    if let sharedLayers { settings.sharedLayers = sharedLayers }
    if let specificPull { settings.specificPull = specificPull }
    if let experts { settings.experts = experts }
    if let levels { settings.levels = levels }
    if let sharedExperts { settings.sharedExperts = sharedExperts }
    if let partitionedNormalisation { settings.partitionedNormalisation = partitionedNormalisation }
    if let auxiliaryNetwork { settings.auxiliaryNetwork = auxiliaryNetwork }
    if let sparseForm { settings.sparseForm = sparseForm }
    if let embeddingDeviation { settings.embeddingDeviation = embeddingDeviation }
    if let epochs { settings.epochs = epochs }
    if let multiEpoch, multiEpoch != settings.multiEpoch {
      settings.multiEpoch = multiEpoch
      settings.patience = RunSettings.defaultPatience(multiEpoch: multiEpoch)
    }
    if let patience { settings.patience = patience }
    if let batchSize { settings.batchSize = batchSize }
    if let learningRate { settings.learningRate = learningRate }
    if let warmUpSteps { settings.warmUpSteps = warmUpSteps }
    if let clipGradients { settings.clipGradients = clipGradients }
    if let dropout { settings.dropout = dropout }
    if let embeddingL2 { settings.embeddingL2 = embeddingL2 }
    if let checkpointSteps { settings.checkpointSteps = checkpointSteps }
    if let checkpointMinutes { settings.checkpointMinutes = checkpointMinutes }
    if let precision { settings.precision = precision }
    if let seed = common.seed { settings.seed = seed }
    if let threads = common.threads { settings.threads = threads }
    try settings.validate()
    try settings.checkPrecision()
    return settings
  }
}

extension Encodable {
  /// Prints a value as JSON with sorted keys.
  func printJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(self), as: UTF8.self))
  }
}
