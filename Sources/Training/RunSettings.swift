import ClickLog
import Foundation
import ScenarioModels
import SimulatedLogs
import Tensors
import Yams

/// Every setting of a training run. Its keys are those of `run.yaml`, which `--config` reads back.
public struct RunSettings: Codable, Equatable, Sendable {
  public var model = ModelKind.adl
  /// K, for models that route.
  public var clusters = 9
  /// How rows are routed.
  public var router = RouterForm.adaptive
  /// The groups of features to route on, with commas between; null for all features.
  public var routeOn: String?
  /// Whether a row visits its nearest cluster or its two nearest.
  public var assignment = Assignment.hard
  /// How many of ADL's first hidden layers are the same for all clusters.
  public var sharedLayers = 0
  /// λ of the pull w ← w + η λ (1 − w) on what clusters' or scenarios' weights multiply the shared ones by.
  public var specificPull = 0.0
  /// E, HMoE's experts; 0 for one per scenario.
  public var experts = 0
  /// PLE's levels, and its shared experts in each.
  public var levels = 2
  public var sharedExperts = 1
  /// STAR's parts.
  public var partitionedNormalisation = true
  public var auxiliaryNetwork = true
  /// How AdaSparse weighs neurons.
  public var sparseForm = NeuronGate.fusion
  public var hidden = [512, 256, 128, 64, 32]
  public var embeddingDimension = 16
  public var embeddingDeviation = 0.01
  public var dropout = 0.0
  /// λ of the penalty λ/2 ‖e‖² on embedding rows in use.
  public var embeddingL2 = 0.0
  public var learningRate = 0.001
  /// Steps over which the learning rate rises to its value; 0 for none.
  public var warmUpSteps = 0
  /// The largest norm of a step's gradients, all together; larger ones are scaled to it. 0 for any.
  public var clipGradients = 0.0
  public var batchSize = 2048
  /// At most this many passes over the training part.
  public var epochs = 10
  /// Passes without a better validation AUC after which training stops; `defaultPatience` unless chosen.
  public var patience = defaultPatience(multiEpoch: false)
  /// Whether each pass after the first starts with new embeddings (MEDA), so that they cannot memorise.
  public var multiEpoch = false
  /// Steps between checkpoints to resume from; 0 for none.
  public var checkpointSteps = 0
  /// Minutes after which the next step is followed by a checkpoint; 0 for none.
  public var checkpointMinutes = 10.0
  /// What the operands of matrix products in training are rounded to.
  public var precision = Precision.float32
  public var seed = 1
  /// Threads at work; 0 for one per core. The result has the same bits for any number.
  public var threads = 0
  /// The folder of the run whose weights training starts from; null for new ones.
  public var from: String?
  /// Of the simulated log, where the run was trained on it: what was asked for; null for its defaults.
  public var rows: Int?
  public var plantedClusters: Int?
  public var aligned: Bool?

  public init() {}

  /// An ordinary model gets worse for good once it has memorised. With new embeddings each pass it does not: its AUC goes
  /// up and down a little as it rises, so that a pass without a better one means less (docs/MultiEpoch.md).
  public static func defaultPatience(multiEpoch: Bool) -> Int { multiEpoch ? 3 : 1 }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case model, clusters, router, routeOn, assignment, sharedLayers, specificPull, experts, levels, sharedExperts,
      partitionedNormalisation, auxiliaryNetwork, sparseForm
    case hidden, embeddingDimension, embeddingDeviation, dropout, embeddingL2, learningRate, warmUpSteps,
      clipGradients
    case batchSize, epochs, patience, multiEpoch, checkpointSteps, checkpointMinutes, precision, seed, threads, from
    case rows, plantedClusters, aligned
  }

  /// What has no say in the model: with other values its file has the same bytes.
  static let silent: [CodingKeys] = [.threads, .checkpointSteps, .checkpointMinutes, .from]

  public var modelSettings: ModelSettings {
    var settings = ModelSettings()
    settings.clusters = clusters
    settings.router = router
    settings.routeOn = routeOn
    settings.assignment = assignment
    settings.sharedLayers = sharedLayers
    settings.experts = experts
    settings.levels = levels
    settings.sharedExperts = sharedExperts
    settings.partitionedNormalisation = partitionedNormalisation
    settings.auxiliaryNetwork = auxiliaryNetwork
    settings.sparseForm = sparseForm
    settings.hidden = hidden
    settings.embeddingDimension = embeddingDimension
    settings.embeddingDeviation = embeddingDeviation
    settings.dropout = dropout
    return settings
  }

  var optimiser: Adam {
    Adam(
      learningRate: learningRate, embeddingL2: embeddingL2, specificPull: specificPull, clipGradients: clipGradients,
      warmUpSteps: warmUpSteps)
  }

  /// The simulated log that these settings ask for. Its seed is its own: other training seeds see the same log.
  public var plantedLog: PlantedLog.Settings {
    var planted = PlantedLog.Settings()
    if let rows { planted.rows = rows }
    if let plantedClusters { planted.clusters = plantedClusters }
    if let aligned { planted.aligned = aligned }
    return planted
  }

  /// Throws a `SettingsError` naming the first setting that cannot be.
  public func validate() throws(SettingsError) {
    func check(_ holds: Bool, _ key: CodingKeys, _ expected: String) throws(SettingsError) {
      if !holds { throw SettingsError("\(key.rawValue): expected \(expected)") }
    }
    try check((1...4096).contains(clusters), .clusters, "1 to 4096, not \(clusters)")
    try check(
      (0...hidden.count).contains(sharedLayers), .sharedLayers, "0 to the number of hidden layers, not \(sharedLayers)")
    try check(specificPull.isFinite && specificPull >= 0, .specificPull, "0 or more, not \(specificPull)")
    try check((0...4096).contains(experts), .experts, "0 to 4096, not \(experts)")
    try check((1...64).contains(levels), .levels, "1 to 64, not \(levels)")
    try check((1...4096).contains(sharedExperts), .sharedExperts, "1 to 4096, not \(sharedExperts)")
    try check(
      hidden.count <= 64 && hidden.allSatisfy { (1...65536).contains($0) }, .hidden,
      "at most 64 layers of 1 to 65536 units")
    try check((1...1024).contains(embeddingDimension), .embeddingDimension, "1 to 1024, not \(embeddingDimension)")
    try check(
      embeddingDeviation.isFinite && embeddingDeviation >= 0, .embeddingDeviation,
      "0 or more, not \(embeddingDeviation)")
    try check(dropout >= 0 && dropout < 1, .dropout, "0 up to, not including, 1, not \(dropout)")
    try check(embeddingL2.isFinite && embeddingL2 >= 0, .embeddingL2, "0 or more, not \(embeddingL2)")
    try check(learningRate.isFinite && learningRate > 0, .learningRate, "more than 0, not \(learningRate)")
    try check((0...1 << 40).contains(warmUpSteps), .warmUpSteps, "0 or more, not \(warmUpSteps)")
    try check(clipGradients.isFinite && clipGradients >= 0, .clipGradients, "0 or more, not \(clipGradients)")
    try check((1...(1 << 20)).contains(batchSize), .batchSize, "1 to 1048576, not \(batchSize)")
    try check(epochs >= 1, .epochs, "1 or more, not \(epochs)")
    try check(patience >= 1, .patience, "1 or more, not \(patience)")
    try check(checkpointSteps >= 0, .checkpointSteps, "0 or more, not \(checkpointSteps)")
    try check(
      checkpointMinutes.isFinite && checkpointMinutes >= 0, .checkpointMinutes, "0 or more, not \(checkpointMinutes)")
    try check(seed >= 0, .seed, "0 or more, not \(seed)")
    try check((0...1024).contains(threads), .threads, "0 to 1024, not \(threads)")
  }

  /// Throws where training is asked for in a precision that this processor lacks. Scoring with a trained model needs none.
  ///
  /// - Parameter offers: what the processor has.
  public func checkPrecision(_ offers: (Precision) -> Bool = \.isAvailable) throws(SettingsError) {
    guard !offers(precision) else { return }
    throw SettingsError(
      "precision: expected float32, not \(precision.rawValue): this processor has no AVX512-BF16 instructions")
  }

  /// Reads settings over the defaults. Keys may be spelt like the flags (`batch-size`) or like here (`batchSize`).
  ///
  /// - Throws: `SettingsError`, one line with the file, the key and what was expected.
  public init(yaml: String, file: String) throws(SettingsError) {
    do { try YAMLSize.check(yaml, file: file) } catch { throw SettingsError("\(error)") }
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch {
      throw SettingsError("\(file): not YAML: \("\(error)".split(separator: "\n").first ?? "")")
    }
    guard let root else { return }
    guard let mapping = root.mapping else { throw SettingsError("\(file): expected lines of the form 'key: value'") }
    var settings = RunSettings()
    var choosesPatience = false
    for (keyNode, value) in mapping {
      let written = keyNode.string ?? ""
      guard let key = CodingKeys.allCases.first(where: { $0.rawValue == Self.camelCase(written) }) else {
        let known = CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")
        throw SettingsError("\(file): unknown setting '\(written)'; expected one of \(known)")
      }
      if key == .patience { choosesPatience = true }
      guard settings.set(key, value) else {
        throw SettingsError("\(file): \(written): expected \(Self.expectation(of: key))")
      }
    }
    if !choosesPatience { settings.patience = Self.defaultPatience(multiEpoch: settings.multiEpoch) }
    try settings.validate()
    self = settings
  }

  private mutating func set(_ key: CodingKeys, _ value: Node) -> Bool {
    func put<T>(_ path: WritableKeyPath<RunSettings, T>, _ value: T?) -> Bool {
      guard let value else { return false }
      self[keyPath: path] = value
      return true
    }
    switch key {
    case .model: return put(\.model, value.string.flatMap(ModelKind.init(rawValue:)))
    case .clusters: return put(\.clusters, value.int)
    case .router: return put(\.router, value.string.flatMap(RouterForm.init(rawValue:)))
    case .routeOn: return put(\.routeOn, value.null != nil ? .some(nil) : value.string.map { .some($0) })
    case .assignment: return put(\.assignment, value.string.flatMap(Assignment.init(rawValue:)))
    case .sharedLayers: return put(\.sharedLayers, value.int)
    case .specificPull: return put(\.specificPull, value.float)
    case .experts: return put(\.experts, value.int)
    case .levels: return put(\.levels, value.int)
    case .sharedExperts: return put(\.sharedExperts, value.int)
    case .partitionedNormalisation: return put(\.partitionedNormalisation, value.bool)
    case .auxiliaryNetwork: return put(\.auxiliaryNetwork, value.bool)
    case .sparseForm: return put(\.sparseForm, value.string.flatMap(NeuronGate.init(rawValue:)))
    case .hidden:
      let widths = value.sequence.map { $0.map(\.int) }
      return put(\.hidden, widths.flatMap { $0.contains(nil) ? nil : $0.compactMap { $0 } })
    case .embeddingDimension: return put(\.embeddingDimension, value.int)
    case .embeddingDeviation: return put(\.embeddingDeviation, value.float)
    case .dropout: return put(\.dropout, value.float)
    case .embeddingL2: return put(\.embeddingL2, value.float)
    case .learningRate: return put(\.learningRate, value.float)
    case .warmUpSteps: return put(\.warmUpSteps, value.int)
    case .clipGradients: return put(\.clipGradients, value.float)
    case .batchSize: return put(\.batchSize, value.int)
    case .epochs: return put(\.epochs, value.int)
    case .patience: return put(\.patience, value.int)
    case .multiEpoch: return put(\.multiEpoch, value.bool)
    case .checkpointSteps: return put(\.checkpointSteps, value.int)
    case .checkpointMinutes: return put(\.checkpointMinutes, value.float)
    case .precision: return put(\.precision, value.string.flatMap(Precision.init(rawValue:)))
    case .seed: return put(\.seed, value.int)
    case .threads: return put(\.threads, value.int)
    case .from: return put(\.from, value.null != nil ? .some(nil) : value.string.map { .some($0) })
    case .rows: return put(\.rows, value.null != nil ? .some(nil) : value.int.map { .some($0) })
    case .plantedClusters: return put(\.plantedClusters, value.null != nil ? .some(nil) : value.int.map { .some($0) })
    case .aligned: return put(\.aligned, value.null != nil ? .some(nil) : value.bool.map { .some($0) })
    }
  }

  private static func expectation(of key: CodingKeys) -> String {
    switch key {
    case .model: "one of \(ModelKind.allCases.map(\.rawValue).joined(separator: ", "))"
    case .router: "one of \(RouterForm.allCases.map(\.rawValue).joined(separator: ", "))"
    case .routeOn: "a group of features, several with commas between, or null"
    case .assignment: "one of \(Assignment.allCases.map(\.rawValue).joined(separator: ", "))"
    case .precision: "one of \(Precision.allCases.map(\.rawValue).joined(separator: ", "))"
    case .aligned: "true, false or null"
    case .from: "the folder of a run, or null"
    case .multiEpoch, .partitionedNormalisation, .auxiliaryNetwork: "true or false"
    case .sparseForm: "one of \(NeuronGate.allCases.map(\.rawValue).joined(separator: ", "))"
    case .hidden: "a list of whole numbers, such as [512, 256]"
    case .embeddingDeviation, .specificPull, .dropout, .embeddingL2, .learningRate, .clipGradients, .checkpointMinutes:
      "a number"
    default: "a whole number"
    }
  }

  private static func camelCase(_ flag: String) -> String {
    let words = flag.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = words.first else { return flag }
    return first + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
