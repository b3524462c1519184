import ClickLog
import ScenarioModels
import Tensors
import Training

/// Where the batches of a benchmark come from: ready in memory before the clock starts.
public enum BenchmarkSource: Sendable {
  /// Made up: values a row in users' histories (0 for the paper's single-valued fields), scenarios, embedding rows.
  case madeUp(history: Int = 0, scenarios: Int = BenchmarkLog.scenarios, embeddingRows: Int? = nil)
  /// Read from a store's training rows, shuffled.
  case store(PreparedLog)

  /// - Parameter rows: of each batch; a store's last, smaller one does not count.
  /// - Throws: `LogError` where a store has no labels, or fewer training rows than a batch.
  func batches(
    _ count: Int, rows: Int, using draws: RandomGenerator
  ) throws -> (shape: ModelShape, batches: [(ModelInput, [Float])]) {
    switch self {
    case .madeUp(let history, let scenarios, let embeddingRows):
      let log = BenchmarkLog(history: history, scenarios: scenarios, embeddingRows: embeddingRows)
      var draws = draws
      return (log.shape, (0..<count).map { _ in log.batch(rows: rows, using: &draws) })
    case .store(let log):
      let part = log.part(.training)
      guard log.labelled else { throw LogError("expected a store with labels", file: log.folder.relativePath) }
      guard part.rows >= rows else {
        throw LogError(
          "expected a batch of \(rows) rows to train on; there are \(part.rows)", file: log.folder.relativePath)
      }
      let pooling = log.encoding.pooling
      var batches: [(ModelInput, [Float])] = []
      while batches.count < count {
        for batch in part.batches(size: rows, shuffle: draws.child("epoch", batches.count)) where batch.rows == rows {
          batches.append((ModelInput(batch, pooling: pooling), batch.labels))
          if batches.count == count { break }
        }
      }
      return (ModelShape(log.encoding), batches)
    }
  }
}
