import Foundation
import ScenarioModels
import Tensors

/// What `Torch/make_fixtures.py` wrote: runs of each model in PyTorch.
struct TorchFixture: Decodable {
  let rate: Double
  let training: [Rows]
  let inference: Rows
  let runs: [Run]

  struct Rows: Decodable {
    let values: [[[Int]]]
    let labels: [Float]
    let scenarios: [Int32]
    let numbers: [[Float]]

    var batch: Batch {
      var batch = Batch(rows: 0, seed: 0)
      (batch.values, batch.labels, batch.scenarios, batch.numbers) = (values, labels, scenarios, numbers)
      return batch
    }
  }

  struct Run: Decodable {
    /// The model's name.
    let model: String
    let settings: Settings
    let tensors: [Tensor]
    /// First values of state that does not start as `first` says.
    let start: Numbers
    let steps: [Step]
    /// All tensors after the steps.
    let after: Numbers
    /// The logits that they give.
    let inference: [Double]

    enum CodingKeys: String, CodingKey {
      case model = "kind"
      case settings, tensors, start, steps, after, inference
    }

    var kind: ModelKind { ModelKind.builtIn[named: model]! }
  }

  struct Settings: Decodable {
    let hidden: [Int]
    let clusters: Int?
    let experts: Int?
    let levels: Int?
    let sharedExperts: Int?
    let partitionedNormalisation: Bool?
    let auxiliaryNetwork: Bool?
    let sparseForm: String?
    let statistics: Bool?
  }

  struct Tensor: Decodable {
    let name: String
    let shape: [Int]
    let role: String
  }

  struct Step: Decodable {
    let loss: Double
    let logits: [Double]
  }

  static func load() throws -> TorchFixture {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("fixtures.json"))
    return try JSONDecoder().decode(TorchFixture.self, from: data)
  }
}

extension TorchFixture.Run {
  var modelSettings: ModelSettings {
    var new = smallSettings()
    new.hidden = settings.hidden
    if let x = settings.clusters { new.clusters = x }
    if let x = settings.experts { new[HMoE.self].experts = x }
    if let x = settings.levels { new[PLE.self].levels = x }
    if let x = settings.sharedExperts { new[PLE.self].sharedExperts = x }
    if let x = settings.partitionedNormalisation { new[STAR.self].partitionedNormalisation = x }
    if let x = settings.auxiliaryNetwork { new[STAR.self].auxiliaryNetwork = x }
    if let x = settings.sparseForm.flatMap(NeuronGate.init) { new[AdaSparse.self].sparseForm = x }
    if let x = settings.statistics { new.statistics = x }
    return new
  }

  /// The numbers that the run began with.
  var first: Numbers {
    let formula = tensors.map { ($0.name, Self.first($0.name, $0.shape)) }
    return Dictionary(uniqueKeysWithValues: formula).merging(start) { $1 }
  }

  /// The script's `first`: a sine whose frequency follows from the name's bytes, rounded to `Float`.
  private static func first(_ name: String, _ shape: [Int]) -> [Double] {
    let sum = name.utf8.enumerated().reduce(0) { $0 + ($1.offset + 1) * Int($1.element) }
    let frequency = Double(1 + sum % 97)
    let count = shape.reduce(1, *)
    var x = (0..<count).map { sin(0.1 * Double($0 + 1) * frequency) }
    if name == "router.centres" {
      x = (0..<shape[0]).flatMap { PlainRouting.unit(Array(x[$0 * shape[1]..<($0 + 1) * shape[1]])) }
    } else if name.hasPrefix("normalisation.scale") || name.hasSuffix(".specific.weight") && shape.count == 3 {
      x = x.map { 1 + 0.3 * $0 }
    } else if name != "embedding.table" {
      x = x.map { 0.5 * $0 }
    }
    return x.map { Double(Float($0)) }
  }
}
