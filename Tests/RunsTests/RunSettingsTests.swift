import ScenarioModels
import Settings
import Tensors
import Testing

@testable import Runs
@testable import Training

@Suite struct RunSettingsTests {
  @Test func everySettingComesBack() throws {
    var settings = RunSettings()
    settings.model = .dnn
    settings.clusters = 5
    settings.routeOn = "user"
    settings.hidden = [8, 4]
    settings.embeddingDimension = 7
    settings.embeddingDeviation = 0.02
    settings.dropout = 0.3
    settings.ensemble = 4
    settings.statistics = false
    settings.statisticsDeviation = 0.5
    settings.recipe = .best
    settings.embeddingL2 = 1e-6
    settings.learningRate = 0.0005
    settings.batchSize = 77
    settings.epochs = 3
    settings.patience = 2
    settings.monitor = .scenario("a: b")
    settings.multiEpoch = true
    settings.checkpointSteps = 9
    settings.precision = .bf16
    settings.seed = 12
    settings.threads = 3
    settings.from = "runs/first"
    settings.rows = 5000
    settings.plantedClusters = 3
    settings.aligned = true
    let yaml = try settings.yaml()
    #expect(try RunSettings(yaml: yaml, file: "run.yaml") == settings)
    for setting in settings.declared { #expect(yaml.contains("\(setting.key):")) }
    #expect(try RunSettings(yaml: RunSettings().yaml(), file: "run.yaml") == RunSettings())
  }

  @Test func keysMayBeSpeltLikeFlags() throws {
    let settings = try RunSettings(yaml: "batch-size: 99\nlearning-rate: 0.5\nembedding-l2: 0.1", file: "c.yaml")
    #expect(settings.batchSize == 99 && settings.learningRate == 0.5 && settings.embeddingL2 == 0.1)
  }

  /// What a file says of patience holds; what it leaves open follows from the log and from multi-epoch learning.
  @Test func patienceGoesWithMultiEpochUnlessChosen() throws {
    let log = try SmallLog(rows: 2_000).log
    func patience(_ yaml: String) throws -> Int? {
      try RunSettings(yaml: yaml, file: "c.yaml").resolved(for: log).patience
    }
    #expect(RunSettings().patience == nil)
    #expect(try patience("multi-epoch: true") == 5 && patience("patience: 1\nmultiEpoch: true") == 1)
    #expect(TrainingPlan.usual(multiEpoch: true).patience == 3 && TrainingPlan.usual().patience == 1)
    var settings = RunSettings()
    settings.patience = 2
    settings.chooseMultiEpoch(true)
    #expect(settings.patience == nil, "another kind of training has another patience")
  }

  @Test func whatIsLeftOpenFollowsFromTheLog() throws {
    let log = try SmallLog(rows: 2_000).log
    var settings = RunSettings()
    settings.batchSize = 512
    let resolved = settings.resolved(for: log)
    #expect(resolved.batchSize == 512 && resolved.epochs == 100 && resolved.monitor == .logLoss)
    #expect(settings.planNote(for: log)?.hasSuffix("rows: at most 100 passes, patience 5, kept by log loss.") == true)
    #expect(resolved.planNote(for: log) == nil && resolved.resolved(for: log) == resolved)
    #expect(try RunSettings(yaml: "", file: "c.yaml").completed(by: resolved) == resolved)
  }

  /// What a file calls a setting may be long (YAML: up to 1,024 characters), and have lines.
  @Test func aStrangeNameStaysALine() throws {
    for name in [String(repeating: "x", count: 1000), "\"clusters\\nadl: all is well\""] {
      let error = try #require(throws: SettingsError.self) { try RunSettings(yaml: "\(name): 1", file: "c.yaml") }
      #expect(error.description.hasPrefix("c.yaml: unknown setting '"))
      #expect(error.description.count < 1200 && !error.description.contains(where: \.isNewline))
    }
  }

  @Test(arguments: [
    ("clustres: 3", "c.yaml: unknown setting 'clustres'; expected one of model, "),
    ("clusters: many", "c.yaml: clusters: expected a whole number"),
    ("model: dnnn", "c.yaml: model: expected one of lr, fm, dnn, shared-bottom"),
    ("precision: half", "c.yaml: precision: expected one of float32, bf16"),
    ("multi-epoch: often", "c.yaml: multi-epoch: expected true or false"),
    ("hidden: [3, x]", "c.yaml: hidden: expected a list of whole numbers"),
    ("dropout: 1", "dropout: expected 0 up to, not including, 1, not 1.0"),
    ("monitor: ndcg", "c.yaml: monitor: expected auc, logLoss, gauc or scenario:NAME"),
    ("batchSize: 0", "batchSize: expected 1 to 1048576, not 0"),
    ("clusters: 0", "clusters: expected 1 to 4096, not 0"),
    ("learningRate: .nan", "learningRate: expected more than 0, not nan"),
    ("- a list", "c.yaml: expected lines of the form 'key: value'"),
    ("a: [", "c.yaml: not YAML: "),
  ])
  func oneLineForEachMistake(_ yaml: String, _ start: String) {
    let error = #expect(throws: SettingsError.self) { try RunSettings(yaml: yaml, file: "c.yaml") }
    let text = error?.description ?? ""
    #expect(text.hasPrefix(start), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test func aPrecisionThatTheProcessorLacks() throws {
    var settings = RunSettings()
    try settings.training.checkPrecision { $0 == .float32 }
    settings.precision = .bf16
    try settings.training.checkPrecision { _ in true }
    let error = #expect(throws: SettingsError.self) { try settings.training.checkPrecision { $0 == .float32 } }
    #expect(error?.description.hasPrefix("precision: expected float32, not bf16: this processor has no") == true)
  }
}
