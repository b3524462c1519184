import ClickLog
import Tensors

extension Learner {
  /// Takes over the weights of an earlier model whose encoding has grown into this learner's since.
  ///
  /// An embedding table's rows are taken field by field, as a field that grew moves those behind it; rows of values that the
  /// earlier run did not know keep their first weights. Moments start anew, as in any training.
  ///
  /// - Throws: `LogError` if the earlier one is of another model, or its encoding is no earlier state of this one.
  func takeWeights(of earlier: TrainedModel, encoding: Encoding) throws {
    guard encoding.extends(earlier.encoding) else {
      throw LogError("its vocabulary is not an earlier state of this log's", file: earlier.name)
    }
    let weightsBefore = earlier.predictor.parameters
    let known = Dictionary(
      weightsBefore.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    if let lost = weightsBefore.all.first(where: { old in !parameters.all.contains { $0.name == old.name } }) {
      throw LogError("expected a run with the same settings: it has a tensor '\(lost.name)'", file: earlier.name)
    }
    for parameter in parameters.all {
      guard let old = known[parameter.name] else {
        throw LogError("expected a run of the same model: there is no tensor '\(parameter.name)'", file: earlier.name)
      }
      let weights = weightsBefore[old]
      if old.shape == parameter.shape {
        // Training writes in place, and the earlier model keeps its own.
        parameters[parameter] = weights.copy()
      } else if parameters.role(of: parameter) == .embedding, weights.rows == earlier.encoding.totalRows,
        weights.columns == parameters[parameter].columns
      {
        parameters[parameter] = grown(parameters[parameter], from: weights, encoding, earlier.encoding)
      } else {
        throw LogError(
          "expected a run with the same settings: tensor '\(parameter.name)' has shape \(old.shape), not \(parameter.shape)",
          file: earlier.name)
      }
    }
  }

  private func grown(_ new: Matrix, from old: Matrix, _ encoding: Encoding, _ earlier: Encoding) -> Matrix {
    var table = new
    for (field, before) in zip(encoding.fields, earlier.fields) {
      for row in 0..<before.rows {
        for column in 0..<old.columns { table[field.offset + row, column] = old[before.offset + row, column] }
      }
    }
    return table
  }
}
