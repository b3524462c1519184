import ClickLog
import Evaluation
import Files
import Foundation
import Tensors
import Training

/// A table of predictions: `row,probability,cluster,scenario`; of several perspectives, clusters like `3+1`. Beside them may
/// stand columns of the input, and the embeddings that a field's values have.
public enum PredictionFile {
  /// Streams a model's predictions to a file, whole or not at all, or to standard output.
  ///
  /// In CSV, probabilities are written with the fewest digits that read back as the same `Float`.
  /// - Parameters:
  ///   - columns: of the input.
  ///   - embeddings: of the same model; several values of a row are pooled as the model pools them.
  ///   - url: of a kind that `TableFormat` knows; nil for standard output, as CSV.
  ///   - observe: is handed each batch.
  /// - Returns: the mean probability.
  public static func write(
    _ part: LogPart, of model: TrainedModel, with columns: InputColumns? = nil, _ embeddings: FieldEmbeddings? = nil,
    to url: URL?, observing observe: (Batch) -> Void = { _ in }, cancellation: Cancellation = Cancellation(),
    progress: (Int) throws -> Void = { _ in }
  ) throws -> Double {
    let scorer = Scorer(model, cancellation: cancellation)
    var (rows, sum) = (0, 0.0)
    try TableFile.write(header(model, columns, embeddings), to: url) { table in
      try scorer.score(part) { scores in
        observe(scores.batch)
        var cells = own(scores, model.encoding)
        if let columns { cells += try columns.cells(of: scores.batch).map { .texts($0) } }
        if let embeddings { cells.append(.floats(embeddings.pooled(of: scores.batch))) }
        try table.append(cells, rows: scores.probabilities.count)
        sum = scores.probabilities.reduce(sum) { $0 + Double($1) }
        rows += scores.probabilities.count
        try progress(rows)
      }
    }
    return rows > 0 ? sum / Double(rows) : 0
  }

  private static func header(
    _ model: TrainedModel, _ columns: InputColumns?, _ embeddings: FieldEmbeddings?
  ) -> [TableColumn] {
    let clusters: TableColumn.Kind =
      switch model.perspectives.count {
      case 0: .nothing
      case 1: .integer
      default: .text
      }
    let own = zip(InputColumns.ofPredictions, [.integer, .float, clusters, .text]).map(TableColumn.init)
    let vectors = embeddings.map { TableColumn("\($0.field.name)_embedding", .vector($0.dimension)) }
    return own + (columns?.names ?? []).map { TableColumn($0, .text) } + (vectors.map { [$0] } ?? [])
  }

  /// The cells of a batch in the predictions' own columns.
  private static func own(_ scores: BatchScores, _ encoding: Encoding) -> [TableCells] {
    let batch = scores.batch
    let clusters: TableCells
    switch scores.routings.count {
    case 0: clusters = .nothing(batch.rows)
    case 1: clusters = .integers(scores.routings[0].clusters.map { Int($0) })
    default:
      var texts = TextCells()
      for row in 0..<batch.rows {
        texts.append(scores.routings.map { "\($0.clusters[row])" }.joined(separator: "+"))
      }
      clusters = .texts(texts)
    }
    var scenarios = TextCells()
    for scenario in batch.scenarios.prefix(batch.rows) { scenarios.append(encoding.scenarioName(Int(scenario))) }
    return [
      .integers(Array(batch.rowNumbers.prefix(batch.rows))), .floats(scores.probabilities), clusters, .texts(scenarios),
    ]
  }
}
