import ScenarioModels
import Tensors
import Testing
import Training

/// Three fields, the first and the last of one perspective, so that its columns do not lie together. The last is
/// multi-valued. And three running statistics.
func smallShape(scenarios: Int = 4) -> ModelShape {
  ModelShape(
    fields: [
      ModelShape.Field(name: "user", group: "user"),
      ModelShape.Field(name: "item", group: "item", firstRow: 10),
      ModelShape.Field(name: "interests", group: "user", firstRow: 20),
    ],
    numbers: 3, tableRows: 30, scenarios: scenarios)
}
let shape = smallShape()
let pooling: [Bags.Pooling] = [.sum, .sum, .mean]

/// A network small enough for central differences, with embeddings large enough for rows to differ in cluster, and without
/// statistics.
func smallSettings(clusters: Int = 3) -> ModelSettings {
  var settings = ModelSettings()
  settings.embeddingDimension = 4
  settings.embeddingDeviation = 0.8
  settings.hidden = [7, 5]
  settings.clusters = clusters
  settings.router = .dlm
  (settings.statistics, settings.statisticsDimension) = (false, 2)
  return settings
}

func plain(_ kind: ModelKind, _ settings: ModelSettings, scenarios: Int = 4) -> any PlainModel {
  let shape = PlainShape(settings, scenarios: scenarios)
  return switch kind {
  case .lr: PlainLogisticRegression(shape: shape)
  case .fm: PlainFactorisationMachine(shape: shape)
  case .dnn: PlainDNN(shape: shape)
  case .sharedBottom: PlainSharedBottom(shape: shape)
  case .hmoe:
    PlainHMoE(shape: shape, experts: settings[HMoE.self].experts == 0 ? scenarios : settings[HMoE.self].experts)
  case .ple: PlainPLE(shape: shape, levels: settings[PLE.self].levels, shared: settings[PLE.self].sharedExperts)
  case .star:
    PlainSTAR(
      shape: shape, normalises: settings[STAR.self].partitionedNormalisation,
      hasAuxiliary: settings[STAR.self].auxiliaryNetwork)
  case .adasparse:
    PlainAdaSparse(shape: shape, form: PlainAdaSparse.Form(rawValue: settings[AdaSparse.self].sparseForm.rawValue)!)
  default: PlainADL(settings)
  }
}

extension ModelKind {
  /// Whether it has hidden layers, which drop units.
  var isDeep: Bool { ![.lr, .fm].contains(self) }
  /// Whether it looks at the scenario.
  var knowsScenarios: Bool { ![.lr, .fm, .dnn, .adl].contains(self) }
}

extension PlainShape {
  init(_ settings: ModelSettings, scenarios: Int = 4) {
    self.init(
      dimension: settings.embeddingDimension, mean: pooling.map { $0 == .mean }, tableRows: shape.tableRows,
      hidden: settings.hidden, scenarios: scenarios,
      statistics: settings.statistics ? shape.numbers * settings.statisticsDimension : 0)
  }
}

extension PlainADL {
  init(_ settings: ModelSettings) {
    self.init(
      shape: PlainShape(settings), clusters: settings.clusters, iterations: settings.routing[DLMRouter.self].iterations,
      momentum: settings.routing.momentum,
      temperature: settings.router == .adaptive ? Double(settings.routing[AdaptiveRouter.self].temperature) : nil,
      visitsTwo: settings.assignment == .topTwo, sharedLayers: settings.sharedLayers, form: settings.clusterForm,
      drawnFrom: settings.routeBy == .drawn ? smallShape().fields.map(\.firstRow) : nil)
    guard let routeOn = settings.routeOn else { return }
    let names = routeOn.split(separator: ",").map { String($0) }
    let width = settings.embeddingDimension
    perspectives = names.map { name in
      let fields = smallShape().fields.indices.filter { smallShape().fields[$0].group == name }
      let elements = name == "all" ? nil : fields.flatMap { $0 * width..<($0 + 1) * width }
      return (names.count == 1 ? "router" : "router.\(name)", elements)
    }
  }
}

/// Rows of fields of ids, with labels, scenarios and running statistics.
struct Batch {
  var values: [[[Int]]]
  var labels: [Float]
  var scenarios: [Int32]
  var numbers: [[Float]]

  /// Single values, and none to three in the last field; each field has ten ids of its own. Rows take their scenarios in
  /// turn.
  init(rows: Int, seed: Int, of scenarios: [Int32] = [0, 1, 2, 3]) {
    var draws = RandomGenerator(seed: UInt64(seed)).child("batch")
    values = (0..<rows).map { _ in
      let interests = (0..<draws.index(below: 4)).map { _ in 20 + draws.index(below: 10) }
      return [[draws.index(below: 10)], [10 + draws.index(below: 10)], interests]
    }
    labels = (0..<rows).map { _ in Float(draws.index(below: 2)) }
    self.scenarios = (0..<rows).map { scenarios[$0 % scenarios.count] }
    numbers = (0..<rows).map { _ in (0..<3).map { _ in Float(draws.normal()) } }
  }

  /// Some of another batch's rows.
  init(_ batch: Batch, rows: [Int]) {
    values = rows.map { batch.values[$0] }
    labels = rows.map { batch.labels[$0] }
    scenarios = rows.map { batch.scenarios[$0] }
    numbers = rows.map { batch.numbers[$0] }
  }

  var input: ModelInput {
    var (ids, starts): ([Int32], [Int32]) = ([], [0])
    for field in values.joined() {
      ids += field.map(Int32.init)
      starts.append(Int32(ids.count))
    }
    return ModelInput(
      bags: Bags(ids: ids, starts: starts, pooling: pooling), scenarios: scenarios, numbers: Array(numbers.joined()))
  }
}

func learner(
  _ kind: ModelKind, _ settings: ModelSettings, learningRate: Double = 0.01, embeddingL2: Double = 0, seed: UInt64 = 1,
  scenarios: Int = 4, in workspace: Workspace = Workspace(threads: 2)
) throws -> Learner {
  try Learner(
    kind, for: smallShape(scenarios: scenarios), settings,
    optimiser: Adam(learningRate: learningRate, embeddingL2: embeddingL2),
    generator: RandomGenerator(seed: seed), in: workspace)
}

extension Learner {
  /// The logits of a training pass, without a step.
  func trainingLogits(_ batch: Batch, seed: UInt64 = 1) -> [Float] {
    let tape = Tape(
      parameters: parameters, workspace: Workspace(threads: 2), mode: .training,
      generator: RandomGenerator(seed: seed))
    return model(batch.input, on: tape).logits.matrix.elements
  }

  func logits(_ batch: Batch) -> [Float] { predict(batch.input).logits.matrix.elements }
}

extension Parameters {
  subscript(_ name: String) -> Matrix {
    get { self[all.first { $0.name == name }!] }
    set { self[all.first { $0.name == name }!] = newValue }
  }

  /// All tensors by name, for the plain model.
  var numbers: Numbers {
    Dictionary(uniqueKeysWithValues: all.map { ($0.name, self[$0].elements.map(Double.init)) })
  }

  /// Those with a row for each value.
  var tables: [Parameter] { all.filter { role(of: $0) == .embedding } }

  var bits: [String: [UInt32]] {
    Dictionary(uniqueKeysWithValues: all.map { ($0.name, self[$0].elements.map(\.bitPattern)) })
  }

  /// Moves biases, factors, gates and linear weights away from zero and one, where some faults would not show.
  func shake(seed: UInt64 = 5) {
    for parameter in all where role(of: parameter) != .state && parameter.name != "embedding.table" {
      var draws = RandomGenerator(seed: seed).child(parameter.name)
      var matrix = self[parameter].copy()
      matrix.withUnsafeMutableBufferPointer { x in
        for i in x.indices { x[i] += Float(0.3 * draws.normal()) }
      }
      self[parameter] = matrix
    }
  }
}

/// Equal to `tolerance`, measured on the largest element.
func expectClose(
  _ actual: [Float], _ expected: [Double], tolerance: Double = 1e-5, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, "\(what): the count", sourceLocation: sourceLocation)
  let limit = tolerance * max(expected.map(abs).max() ?? 0, 1e-2)
  let distance = zip(actual, expected).map { abs(Double($0) - $1) }.max() ?? 0
  // `<=` on NaN is false, so that NaN is found.
  #expect(
    zip(actual, expected).allSatisfy { abs(Double($0) - $1) <= limit }, "\(what): off by \(distance)",
    sourceLocation: sourceLocation)
}
