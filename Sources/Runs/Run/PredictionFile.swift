import ClickLog
import Evaluation
import Files
import Foundation
import Tensors
import Training

/// A file of predictions: `row,probability,cluster,scenario`; of several perspectives, clusters like `3+1`.
public enum PredictionFile {
  /// Streams a model's predictions to a file, whole or not at all, or to standard output.
  ///
  /// Probabilities are written with the fewest digits that read back as the same `Float`.
  /// - Parameter observe: is handed each batch.
  /// - Returns: the mean probability.
  public static func write(
    _ part: LogPart, of model: TrainedModel, to url: URL?, observing observe: (Batch) -> Void = { _ in },
    cancellation: Cancellation = Cancellation(), progress: (Int) throws -> Void = { _ in }
  ) throws -> Double {
    let scorer = Scorer(model, cancellation: cancellation)
    guard let url else {
      return try lines(part, by: scorer, model.encoding, observe, progress: progress) {
        try FileHandle.standardOutput.write(contentsOf: Data($0))
      }
    }
    var mean = 0.0
    try AtomicFile.write(to: url) { file in
      mean = try lines(part, by: scorer, model.encoding, observe, progress: progress) { bytes in
        try bytes.withUnsafeBytes { try file.write($0) }
      }
    }
    return mean
  }

  private static func lines(
    _ part: LogPart, by scorer: Scorer, _ encoding: Encoding, _ observe: (Batch) -> Void,
    progress: (Int) throws -> Void,
    _ emit: ([UInt8]) throws -> Void
  ) throws -> Double {
    let scenarios = encoding.scenarios.map { Array(CSVCell.quoted($0).utf8) }
    let unknown = Array(EvaluationResult.unknownScenario.utf8)
    var text = CSVBytes()
    var rows = 0
    var sum = 0.0
    try emit(Array("row,probability,cluster,scenario\n".utf8))
    try scorer.score(part) { scores in
      text.removeAll()
      observe(scores.batch)
      for (index, probability) in scores.probabilities.enumerated() {
        let scenario = Int(scores.batch.scenarios[index])
        text.append(scores.batch.rowNumbers[index])
        text.append(",")
        text.append(probability)
        text.append(",")
        for (perspective, routing) in scores.routings.enumerated() {
          if perspective > 0 { text.append("+") }
          text.append(Int(routing.clusters[index]))
        }
        text.append(",")
        text.append(scenario >= 0 ? scenarios[scenario] : unknown)
        text.append("\n")
        sum += Double(probability)
      }
      try emit(text.bytes)
      rows += scores.probabilities.count
      try progress(rows)
    }
    return rows > 0 ? sum / Double(rows) : 0
  }
}
