import ClickLog
import Runs
import Tensors
import Training

/// Reading alone: how fast a store's training rows come as shuffled batches, on the one thread that fills them.
public struct ReadingBenchmark: Sendable {
  public struct Result: Codable, Sendable {
    public let rowsPerSecond: Double
    public let rows: Int
    public let fields: Int
    /// Values a row, of all fields together.
    public let valuesPerRow: Double
    public let version: String
  }

  public var batchSize: Int
  /// Rows to read at the most.
  public var rows: Int

  public init(batchSize: Int = TrainingPlan.usual().batchSize, rows: Int = 20_000_000) {
    self.batchSize = batchSize
    self.rows = rows
  }

  /// - Parameter progress: gets the rows read, and of how many; throws to stop.
  public func run(_ log: PreparedLog, progress: (Int, Int) throws -> Void = { _, _ in }) throws -> Result {
    let part = log.part(.training).rows > 0 ? log.part(.training) : log.all
    let total = min(rows, part.rows)
    let clock = ContinuousClock()
    let before = clock.now
    var (read, values) = (0, 0)
    for batch in part.batches(size: batchSize, shuffle: RandomGenerator(seed: 1)) {
      read += batch.rows
      values += batch.ids.count
      try progress(read, total)
      if read >= total { break }
    }
    let seconds = (clock.now - before).seconds
    return Result(
      rowsPerSecond: seconds > 0 ? Double(read) / seconds : 0, rows: read, fields: log.encoding.fields.count,
      valuesPerRow: Double(values) / Double(max(1, read)), version: adlVersion)
  }
}
