import Files
import Foundation

/// Fits how far a key's values are believed, by what would have predicted the training rows best from what each of them sees.
struct StatisticsFit {
  /// Rows that are looked at, evenly spaced.
  private static let fittedRows = 300_000
  private static let strengths: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 3000, 10_000]

  private let counts: RowCounts
  private let rows: [(place: Int, share: Double, weight: Double)]
  private let clickRate: Double

  init(_ counts: RowCounts, _ log: CodedLog, _ parts: RowParts) throws {
    self.counts = counts
    let training = parts.sizes[PartName.training.rawValue]
    let step = max(1, (training + Self.fittedRows - 1) / Self.fittedRows)
    var rows: [(place: Int, share: Double, weight: Double)] = []
    var (rank, weights, clicks) = (0, 0.0, 0.0)
    try parts.forEachChunk(of: log) { coded, known, place in
      guard let labels = ChunkLabels(coded, log.layout) else { return }
      for row in 0..<place.rows where known.parts[row] == PartName.training.code {
        let (weight, share) = (Double(labels.weight(row)), Double(labels.share(row)))
        weights += weight
        clicks += weight * share
        if rank % step == 0 { rows.append((place.firstRow + row, share, weight)) }
        rank += 1
      }
    }
    self.rows = rows
    clickRate = weights > 0 ? clicks / weights : 0.5
  }

  /// The statistics of some keys, each after the one that it refines.
  ///
  /// - Parameters:
  ///   - columns: of each key that was counted.
  ///   - chosen: whether keys that say nothing are left out.
  func statistics(_ columns: [[String]], chosen: Bool) -> (statistics: RunningStatistics, places: [Int])? {
    var keys: [RunningStatistics.Key] = []
    var places: [Int] = []
    var rates: [[Double]] = []
    for place in columns.indices.sorted(by: { (columns[$0].count, $0) < (columns[$1].count, $1) }) {
      let parent = keys.lastIndex { Set($0.columns).isStrictSubset(of: columns[place]) }
      let base = parent.map { rates[$0] } ?? rows.map { _ in clickRate }
      let (strength, gain) = strength(of: counts.counts[place], base)
      if ProcessInfo.processInfo.environment["ADL_STAT"] != nil {
        print(columns[place], strength, gain * Double(rows.count), counts.tables[place].count)
      }
      guard !chosen || gain * Double(rows.count) > 10 else { continue }
      let logs = rows.map { log1p(Double(counts.counts[place][$0.place].rows)) }
      let mean = logs.reduce(0, +) / Double(max(1, logs.count))
      let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, logs.count))
      keys.append(
        RunningStatistics.Key(
          columns: columns[place], strength: strength, parent: parent, mean: mean, deviation: max(variance.squareRoot(), 1e-3)))
      places.append(place)
      rates.append(
        zip(rows, base).map { RunningStatistics.rate(counts.counts[place][$0.place], $1, strength) })
    }
    guard !keys.isEmpty else { return nil }
    return (RunningStatistics(clickRate: clickRate, keys: keys, tables: places.map { counts.tables[$0] }), places)
  }

  /// The strength with the least log loss, and by how much a row's is less than without the key.
  private func strength(of counts: ScratchArray<StoredCount>, _ base: [Double]) -> (Double, gain: Double) {
    func loss(_ rate: (Int) -> Double) -> Double {
      var (sum, weights) = (0.0, 0.0)
      for (i, row) in rows.enumerated() {
        let p = min(max(rate(i), 1e-6), 1 - 1e-6)
        sum -= row.weight * (row.share * log(p) + (1 - row.share) * log(1 - p))
        weights += row.weight
      }
      return weights > 0 ? sum / weights : 0
    }
    let without = loss { base[$0] }
    let losses = Self.strengths.map { strength in
      loss { RunningStatistics.rate(counts[rows[$0].place], base[$0], strength) }
    }
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    return (Self.strengths[best], without - losses[best])
  }
}
