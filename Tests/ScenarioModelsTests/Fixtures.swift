import ScenarioModels
import Tensors
import Testing
import Training

/// Three fields, the first and the last of one perspective, so that its columns do not lie together. The last is
/// multi-valued.
let shape = ModelShape(
  fields: [
    ModelShape.Field(name: "user", group: "user"), ModelShape.Field(name: "item", group: "item"),
    ModelShape.Field(name: "interests", group: "user"),
  ],
  tableRows: 30, scenarios: 4)
let pooling: [Bags.Pooling] = [.sum, .sum, .mean]

/// A network small enough for central differences, with embeddings large enough for rows to differ in cluster.
func smallSettings(clusters: Int = 3) -> ModelSettings {
  var settings = ModelSettings()
  settings.embeddingDimension = 4
  settings.embeddingDeviation = 0.8
  settings.hidden = [7, 5]
  settings.clusters = clusters
  return settings
}

func plain(_ kind: ModelKind, _ settings: ModelSettings) -> PlainModel {
  PlainModel(kind: kind, settings: settings, mean: pooling.map { $0 == .mean })
}

/// Rows of fields of ids, with labels.
struct Batch {
  var values: [[[Int]]]
  var labels: [Float]

  /// Single values, and none to three in the last field; each field has ten ids of its own.
  init(rows: Int, seed: Int) {
    var draws = RandomGenerator(seed: UInt64(seed)).child("batch")
    values = (0..<rows).map { _ in
      let interests = (0..<draws.index(below: 4)).map { _ in 20 + draws.index(below: 10) }
      return [[draws.index(below: 10)], [10 + draws.index(below: 10)], interests]
    }
    labels = (0..<rows).map { _ in Float(draws.index(below: 2)) }
  }

  var input: ModelInput { input(scenarios: values.indices.map { Int32($0 % 4) }) }

  func input(scenarios: [Int32]) -> ModelInput {
    var (ids, starts): ([Int32], [Int32]) = ([], [0])
    for field in values.joined() {
      ids += field.map(Int32.init)
      starts.append(Int32(ids.count))
    }
    return ModelInput(bags: Bags(ids: ids, starts: starts, pooling: pooling), scenarios: scenarios)
  }
}

func learner(
  _ kind: ModelKind, _ settings: ModelSettings, learningRate: Double = 0.01, embeddingL2: Double = 0, seed: UInt64 = 1,
  in workspace: Workspace = Workspace(threads: 2)
) throws -> Learner {
  try Learner(
    kind, for: shape, settings, optimiser: Adam(learningRate: learningRate, embeddingL2: embeddingL2),
    generator: RandomGenerator(seed: seed), in: workspace)
}

extension Parameters {
  subscript(_ name: String) -> Matrix {
    get { self[all.first { $0.name == name }!] }
    set { self[all.first { $0.name == name }!] = newValue }
  }

  /// All tensors by name, for the plain model.
  var numbers: PlainModel.Numbers {
    Dictionary(uniqueKeysWithValues: all.map { ($0.name, self[$0].elements.map(Double.init)) })
  }

  var bits: [String: [UInt32]] {
    Dictionary(uniqueKeysWithValues: all.map { ($0.name, self[$0].elements.map(\.bitPattern)) })
  }

  /// Moves biases and specific weights away from zero and one, where some faults would not show.
  func shake(seed: UInt64 = 5) {
    for parameter in all where [.shared, .specific].contains(role(of: parameter)) {
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
