import ClickLog
import Tensors

/// The smoothed click rate of each value of each field, and of rows without a value.
struct ValueRates {
  /// How many rows at the log's own click rate each value is given besides its own, so that one click is not a certainty.
  private static let priorRows: Float = 4
  /// Rows that are read at a time.
  static let batchSize = 4096

  /// Of each row of the table of all fields.
  private let rates: [Float]
  private let emptyRates: [Float]
  private let fields: Int

  private init(rates: [Float], emptyRates: [Float], fields: Int) {
    (self.rates, self.emptyRates, self.fields) = (rates, emptyRates, fields)
  }

  /// Counts clicks by value.
  ///
  /// - Parameters:
  ///   - part: both classes, at least one row each.
  ///   - counted: whether a row counts as many impressions as its weight says.
  ///   - rows: of the table of all fields.
  static func fit(
    _ part: LogPart, counted: Bool, fields: Int, rows: Int, _ cancellation: Cancellation
  ) throws(Interruption) -> ValueRates {
    var counts = [Tally](repeating: Tally(), count: rows)
    var empty = [Tally](repeating: Tally(), count: fields)
    for batch in part.batches(size: batchSize) {
      try cancellation.check()
      counts.withUnsafeMutableBufferPointer { counts in
        batch.forEachBag(of: fields) { row, field, ids in
          let weight = counted ? batch.rowWeights[row] : 1
          let clicks = batch.labels[row] * weight
          if ids.isEmpty { empty[field].add(clicks, of: weight) }
          for id in ids { counts[Int(id)].add(clicks, of: weight) }
        }
      }
    }
    let prior = Float(part.clickRate)
    return ValueRates(rates: counts.map { $0.rate(prior) }, emptyRates: empty.map { $0.rate(prior) }, fields: fields)
  }

  /// Appends each row's rate by one field: the mean of its values' rates, by their weights.
  func score(_ batch: Batch, _ field: Int, onto scores: inout [Float]) {
    for row in 0..<batch.rows {
      let bag = Int(batch.starts[row * fields + field])..<Int(batch.starts[row * fields + field + 1])
      if bag.count == 1 {
        scores.append(rates[Int(batch.ids[bag.lowerBound])])
        continue
      }
      var (sum, weights): (Float, Float) = (0, 0)
      for place in bag {
        let weight = batch.weights.isEmpty ? 1 : batch.weights[place]
        sum += weight * rates[Int(batch.ids[place])]
        weights += weight
      }
      scores.append(weights > 0 ? sum / weights : emptyRates[field])
    }
  }

  private struct Tally {
    // Whole numbers up to 2²⁴ are exact, and a rate that is known from so many rows does not need more.
    var clicks: Float = 0
    var rows: Float = 0

    @inline(__always)
    mutating func add(_ clicks: Float, of rows: Float) {
      self.clicks += clicks
      self.rows += rows
    }

    func rate(_ prior: Float) -> Float {
      (clicks + ValueRates.priorRows * prior) / (rows + ValueRates.priorRows)
    }
  }
}
