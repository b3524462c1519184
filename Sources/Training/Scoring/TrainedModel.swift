import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Tensors

/// A trained model for scoring: parameters that never change, and the encoding that rows are numbered by.
///
/// Any number of threads may score with one at the same time; each score has the same bits as alone. Unchecked, as
/// `Parameters` is a class: these are made in `init`, handed to nothing that writes, and read from then on.
public struct TrainedModel: @unchecked Sendable {
  public let kind: ModelKind
  public let encoding: Encoding
  /// How rows given as names and values are encoded: by the run's vocabularies, buckets, lists and scenarios, and with its
  /// side tables where they were given (`joining(tables:)`).
  public var rows: RowEncoder
  /// Where it was read from, as errors name it.
  package let name: String
  package private(set) var predictor: Predictor

  /// Reads a model's weights.
  ///
  /// - Parameters:
  ///   - settings: those that the model was trained with.
  ///   - weights: the tensors.
  ///   - url: their file, for errors.
  ///   - name: what errors call the model.
  /// - Throws: `LogError` if the file has other tensors than the model, `ModelError` if settings and encoding do not fit.
  package init(
    _ kind: ModelKind, _ settings: ModelSettings, encoding: Encoding, weights: Safetensors, from url: URL, name: String,
    threads: Int
  ) throws {
    (self.kind, self.encoding, self.name) = (kind, encoding, name)
    rows = RowEncoder(encoding)
    let generator = RandomGenerator(seed: 1)
    let parameters = Parameters(generator: generator.child("parameters"))
    let model = try kind.model(for: ModelShape(encoding), settings, in: parameters)
    try ModelFile.load(weights, into: parameters, url)
    predictor = Predictor(model, parameters, generator: generator, in: Workspace(threads: threads))
  }

  /// The same with its probabilities corrected.
  package func calibrated(by calibration: ScenarioCalibration) -> TrainedModel {
    var model = self
    model.predictor = predictor.calibrated(by: calibration, scenarios: encoding.scenarios)
    return model
  }

  /// Threads that help with one call.
  public var threads: Int { predictor.threads }

  /// The score of each row of a batch that was numbered by `encoding`.
  ///
  /// - Throws: `NonFiniteError` if a probability is none.
  public func scores(of batch: Batch) throws(NonFiniteError) -> [Score] {
    let scores = try BatchScores(batch, by: predictor, pooling: encoding.pooling)
    return (0..<batch.rows).map { row in
      Score(
        probability: scores.probabilities[row], clusters: scores.routings.map { Int($0.clusters[row]) },
        scenario: encoding.scenarioName(Int(batch.scenarios[row])))
    }
  }

  /// The model's tensors, in the order of its file.
  public var tensors: [(parameter: Parameter, role: Parameters.Role)] {
    predictor.parameters.all.map { ($0, predictor.parameters.role(of: $0)) }
  }

  /// The names of what rows are routed on; empty for a model that does not route.
  public var perspectives: [String] { (predictor.model.routingModel?.perspectives ?? []).map(\.name) }
}
