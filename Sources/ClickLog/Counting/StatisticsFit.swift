import Files
import Foundation

/// Fits how far the rows of a key's values are believed: as far as would have predicted the training rows best from what each
/// of them sees. Which keys are worth a place is asked of the validation rows.
struct StatisticsFit {
  /// Rows of a part that are looked at, evenly spaced.
  private static let fittedRows = 300_000
  private static let strengths: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 3000, 10_000]
  /// Standard errors by which a key has to predict validation rows better than without it.
  private static let clearGain = 2.0

  private let counts: RowCounts
  private let training: [Row]
  private let validation: [Row]
  private let clickRate: Double

  private struct Row {
    /// In the log.
    let place: Int
    let share: Double
    let weight: Double

    /// The log loss of a promised rate.
    func loss(_ rate: Double) -> Double {
      let p = min(max(rate, 1e-6), 1 - 1e-6)
      return -weight * (share * log(p) + (1 - share) * log(1 - p))
    }
  }

  init(_ counts: RowCounts, _ log: CodedLog, _ parts: RowParts) throws {
    self.counts = counts
    let steps = parts.sizes.map { max(1, ($0 + Self.fittedRows - 1) / Self.fittedRows) }
    var rows: [[Row]] = [[], [], []]
    var ranks = [0, 0, 0, 0]
    var (weights, clicks) = (0.0, 0.0)
    try parts.forEachChunk(of: log) { coded, known, place in
      guard let labels = ChunkLabels(coded, log.layout) else { return }
      for row in 0..<place.rows where known.parts[row] < PartName.test.code {
        let part = Int(known.parts[row])
        let found = Row(
          place: place.firstRow + row, share: Double(labels.share(row)), weight: Double(labels.weight(row)))
        if part == PartName.training.rawValue {
          weights += found.weight
          clicks += found.weight * found.share
        }
        if ranks[part] % steps[part] == 0 { rows[part].append(found) }
        ranks[part] += 1
      }
    }
    training = rows[PartName.training.rawValue]
    validation = rows[PartName.validation.rawValue]
    clickRate = weights > 0 ? clicks / weights : 0.5
  }

  /// The statistics of some keys, each after those that it refines; nil if none is worth a place.
  ///
  /// - Parameters:
  ///   - columns: of each key that was counted.
  ///   - chosen: whether keys that predict validation rows no better are left out.
  /// - Returns: with the places of the keys among those that were counted.
  func statistics(_ columns: [[String]], chosen: Bool) -> (statistics: RunningStatistics, places: [Int])? {
    var keys: [RunningStatistics.Key] = []
    var places: [Int] = []
    typealias Rates = (training: [Double], validation: [Double])
    // Of each key, what rows see.
    var rates: [Rates] = []
    let without: Rates = (training.map { _ in clickRate }, validation.map { _ in clickRate })
    for place in columns.indices.sorted(by: { (columns[$0].count, $0) < (columns[$1].count, $1) }) {
      let counts = counts.counts[place]
      let parent = keys.lastIndex { Set($0.columns).isStrictSubset(of: columns[place]) }
      let base = parent.map { rates[$0] } ?? without
      let strength = strength(of: counts, base.training)
      func rate(_ row: Row, _ base: Double) -> Double { RunningStatistics.rate(counts[row.place], base, strength) }
      let own: Rates = (zip(training, base.training).map(rate), zip(validation, base.validation).map(rate))
      guard !chosen || isWorthAPlace(own.validation, base.validation) else { continue }
      let (mean, deviation) = spread(of: counts)
      keys.append(
        RunningStatistics.Key(
          columns: columns[place], strength: strength, parent: parent, mean: mean, deviation: deviation))
      places.append(place)
      rates.append(own)
    }
    guard !keys.isEmpty else { return nil }
    return (RunningStatistics(clickRate: clickRate, keys: keys, tables: places.map { counts.tables[$0] }), places)
  }

  /// The strength with the least log loss.
  private func strength(of counts: ScratchArray<StoredCount>, _ base: [Double]) -> Double {
    let losses = Self.strengths.map { strength in
      zip(training, base).reduce(0) { sum, next in
        sum + next.0.loss(RunningStatistics.rate(counts[next.0.place], next.1, strength))
      }
    }
    return Self.strengths[losses.indices.min { losses[$0] < losses[$1] } ?? 0]
  }

  /// Whether rates predict the validation rows clearly better than those without the key. Without such rows, nothing speaks
  /// against it.
  private func isWorthAPlace(_ rates: [Double], _ base: [Double]) -> Bool {
    guard validation.count > 1 else { return true }
    let gains = zip(validation, zip(base, rates)).map { row, rates in row.loss(rates.0) - row.loss(rates.1) }
    let (n, sum) = (Double(gains.count), gains.reduce(0, +))
    let variance = gains.reduce(0) { $0 + ($1 - sum / n) * ($1 - sum / n) } / (n - 1)
    return sum > Self.clearGain * (variance * n).squareRoot()
  }

  /// The mean and the standard deviation of log(1 + n) over training rows.
  private func spread(of counts: ScratchArray<StoredCount>) -> (Double, Double) {
    let logs = training.map { log1p(Double(counts[$0.place].rows)) }
    let n = Double(max(1, logs.count))
    let mean = logs.reduce(0, +) / n
    return (mean, max((logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot(), 1e-3))
  }
}
