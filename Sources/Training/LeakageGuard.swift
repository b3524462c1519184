import ClickLog
import Evaluation

/// Looks for features that give the label away: a watch time, a like, a position in a list of clicked items. A model that has
/// one is excellent on every part of the log and worth nothing where the click is still to come.
///
/// Each field is judged alone: the click rates of its values, fitted to training rows, rank other rows, and an AUC that no
/// honest feature has is told. What training did not see ranks in the middle, so that numbers of rows and the like, different
/// in every row, are not suspected.
public struct LeakageGuard {
  /// Above this AUC, or below one minus it, a feature is suspected. Clicks are chancy: the best models of whole logs reach 0.6 to 0.9.
  static let suspicious = 0.99
  /// At most about so many rows are looked at, spread over the part.
  static let fittedRows = 1 << 20
  static let judgedRows = 1 << 18
  /// And at most about so many values, where rows have long lists.
  static let fittedValues = 1 << 25
  /// How many rows at the log's own click rate each value is given besides its own, so that one click is not a certainty.
  static let priorRows: Float = 4

  /// Each field's AUC alone, in the encoding's order; nil where some class is missing.
  public let aucs: [Double?]
  private let names: [String]

  /// - Throws: `Interruption`.
  public init(_ log: PreparedLog) throws {
    names = log.encoding.fields.map(\.name)
    guard log.labelled, let (fitted, judged) = Self.parts(of: log) else {
      aucs = names.map { _ in nil }
      return
    }
    let valuesPerRow = log.statistics.fields.reduce(0) { $0 + max(1, $1.valuesPerRow) }
    let most = min(Self.fittedRows, Int(Double(Self.fittedValues) / max(1, valuesPerRow)))
    let rates = try ValueRates(fitted.runs(most), fields: names.count, rows: log.encoding.totalRows)
    let sample = judged.runs(min(most, Self.judgedRows))
    var labels: [Float] = []
    var scores = names.map { _ in [Float]() }
    for field in names.indices { scores[field].reserveCapacity(sample.rows) }
    for batch in sample.batches(size: Scorer.batchSize) {
      try Interruption.check()
      labels += batch.labels
      for field in names.indices { rates.score(batch, field, onto: &scores[field]) }
    }
    aucs = scores.map { auc(scores: $0, labels: labels) }
  }

  /// A line for each suspected feature.
  public var warnings: [String] {
    zip(names, aucs).compactMap { name, auc in
      guard let auc, max(auc, 1 - auc) > Self.suspicious else { return nil }
      let figure = Figures.ratio(max(auc, 1 - auc))
      return "The feature '\(name)' alone predicts the label (AUC \(figure) on rows it was not fitted on): "
        + "it may be known only after the click; leave it out unless you know better."
    }
  }

  /// Looks at a log, and warns.
  public static func warn(of log: PreparedLog, _ console: Console) throws {
    for line in try LeakageGuard(log).warnings { console.log.warning("\(line)") }
  }

  /// Rows to fit to, and others to judge on, both with clicks and without; nil if there are none.
  private static func parts(of log: PreparedLog) -> (fitted: LogPart, judged: LogPart)? {
    let training = log.part(.training)
    let (half, all) = (training.rows / 2, training.rows)
    let choices = [
      (training, log.part(.validation)), (training, log.part(.test)),
      (training.rows(at: 0..<half), training.rows(at: half..<all)),
    ]
    return choices.first { [$0.0, $0.1].allSatisfy { $0.clicks > 0 && $0.clicks < $0.rows } }
  }
}

/// The smoothed click rate of each value of each field, and of rows without a value.
private struct ValueRates {
  /// Of each row of the table of all fields.
  private var rates: [Float]
  private var emptyRates: [Float]
  private let fields: Int

  /// - Parameters:
  ///   - part: both classes, at least one row each.
  ///   - rows: of the table of all fields.
  init(_ part: LogPart, fields: Int, rows: Int) throws {
    var counts = [Tally](repeating: Tally(), count: rows)
    var empty = [Tally](repeating: Tally(), count: fields)
    for batch in part.batches(size: Scorer.batchSize) {
      try Interruption.check()
      counts.withUnsafeMutableBufferPointer { counts in
        batch.forEachBag(of: fields) { row, field, ids in
          let click: UInt32 = batch.labels[row] > 0.5 ? 1 : 0
          if ids.isEmpty { empty[field].add(click) }
          for id in ids { counts[Int(id)].add(click) }
        }
      }
    }
    let prior = Float(part.clicks) / Float(part.rows)
    rates = counts.map { $0.rate(prior) }
    emptyRates = empty.map { $0.rate(prior) }
    self.fields = fields
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
    var clicks: UInt32 = 0
    var rows: UInt32 = 0

    @inline(__always)
    mutating func add(_ click: UInt32) {
      clicks &+= click
      rows &+= 1
    }

    func rate(_ prior: Float) -> Float {
      (Float(clicks) + LeakageGuard.priorRows * prior) / (Float(rows) + LeakageGuard.priorRows)
    }
  }
}

extension Batch {
  /// Hands over the values of each row's fields.
  @inline(__always)
  fileprivate func forEachBag(
    of fields: Int, _ body: (_ row: Int, _ field: Int, Slice<UnsafeBufferPointer<Int32>>) -> Void
  ) {
    ids.withUnsafeBufferPointer { ids in
      starts.withUnsafeBufferPointer { starts in
        for row in 0..<rows {
          for field in 0..<fields {
            let bag = row * fields + field
            body(row, field, ids[Int(starts[bag])..<Int(starts[bag + 1])])
          }
        }
      }
    }
  }
}
