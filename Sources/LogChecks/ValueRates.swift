import ClickLog
import Tensors

/// The smoothed click rate of each value of each field, and of rows without a value.
struct ValueRates {
  /// How many rows at the log's own click rate each value is given besides its own, so that one click is not a certainty.
  static let priorRows: Float = 4
  /// Rows that are read at a time.
  static let batchSize = 4096

  /// Of each row of the table of all fields.
  private let rates: [Float]
  private let emptyRates: [Float]
  /// Of each field the commonest value's row in that table; nil where most rows have no value.
  let usual: [Int32?]

  private var fields: Int { emptyRates.count }

  private init(rates: [Float], emptyRates: [Float], usual: [Int32?]) {
    (self.rates, self.emptyRates, self.usual) = (rates, emptyRates, usual)
  }

  /// Counts clicks by value.
  ///
  /// - Parameters:
  ///   - part: both classes, at least one row each.
  ///   - encoding: the part's own.
  ///   - counted: whether a row counts as many impressions as its weight says.
  static func fit(
    _ part: LogPart, _ encoding: Encoding, counted: Bool, _ cancellation: Cancellation
  ) throws(Interruption) -> ValueRates {
    let fields = encoding.fields
    var counts = [Tally](repeating: Tally(), count: encoding.totalRows)
    var empty = [Tally](repeating: Tally(), count: fields.count)
    for batch in part.batches(size: batchSize) {
      try cancellation.check()
      counts.withUnsafeMutableBufferPointer { counts in
        batch.forEachBag(of: fields.count) { row, field, ids in
          let weight = counted ? batch.rowWeights[row] : 1
          let clicks = batch.labels[row] * weight
          if ids.isEmpty { empty[field].add(clicks, of: weight) }
          for id in ids { counts[Int(id)].add(clicks, of: weight) }
        }
      }
    }
    let prior = Float(part.clickRate)
    let usual = zip(fields, empty).map { field, empty -> Int32? in
      let values = field.offset..<field.offset + field.rows
      return values.max { counts[$0].rows < counts[$1].rows }
        .flatMap { counts[$0].rows > empty.rows ? Int32(truncatingIfNeeded: $0) : nil }
    }
    return ValueRates(rates: counts.map { $0.rate(prior) }, emptyRates: empty.map { $0.rate(prior) }, usual: usual)
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
