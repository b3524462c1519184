/// Some of a prepared log's rows: training, validation, test, or all.
public struct LogPart: Sendable {
  let log: PreparedLog
  /// Ranges of the store's rows, each in input order.
  let sections: [Range<Int>]
  public let clicks: Int

  init(log: PreparedLog, sections: [Range<Int>], clicks: Int) {
    self.log = log
    self.sections = sections
    self.clicks = clicks
  }

  public var rows: Int { sections.reduce(0) { $0 + $1.count } }

  /// The share of the rows that were clicked, each counting as much as its weight; 0 without rows.
  public var clickRate: Double {
    guard log.columns.weights != nil || !log.columns.binaryLabels else {
      return rows == 0 ? 0 : Double(clicks) / Double(rows)
    }
    var (sum, weights) = (0.0, 0.0)
    for section in sections {
      for row in section {
        let weight = log.columns.weights.map { Double($0.floats[row]) } ?? 1
        sum += weight * Double(log.columns.share(row))
        weights += weight
      }
    }
    return weights > 0 ? sum / weights : 0
  }

  /// The mean of the rows' weights: 1 where all count the same, or nothing is there.
  public var meanWeight: Double {
    guard let weights = log.columns.weights, rows > 0 else { return 1 }
    var sum = 0.0
    for section in sections { for row in section { sum += Double(weights.floats[row]) } }
    return sum > 0 ? sum / Double(rows) : 1
  }

  /// Up to `count` of the rows, evenly spaced: the same ones each time.
  public func sample(_ count: Int) -> LogPart {
    guard rows > count else { return self }
    return picked((0..<count).map { $0 * rows / count..<$0 * rows / count + 1 })
  }

  /// The rows at some places of the part, in the order in which they are stored.
  public func rows(at places: Range<Int>) -> LogPart { picked([places]) }

  /// Up to about `count` of the rows in 64 runs, evenly spaced: the same ones each time. Runs are read much faster than
  /// as many rows apart from one another.
  public func runs(_ count: Int) -> LogPart {
    let runs = 64
    guard rows > count, count >= runs else { return rows > count ? sample(count) : self }
    let length = count / runs
    return picked(
      (0..<runs).map { run in
        let first = run * rows / runs
        return first..<min(first + length, (run + 1) * rows / runs)
      })
  }

  /// The rows at ascending places.
  private func picked(_ places: [Range<Int>]) -> LogPart {
    var picked: [Range<Int>] = []
    var clicks = 0.0
    for range in places {
      var first = 0
      for section in sections {
        let common = range.clamped(to: first..<first + section.count)
        if !common.isEmpty {
          let rows = section.lowerBound + common.lowerBound - first..<section.lowerBound + common.upperBound - first
          clicks += log.columns.clicks(in: rows)
          picked.append(rows)
        }
        first += section.count
      }
    }
    return LogPart(log: log, sections: picked, clicks: Int(clicks.rounded()))
  }

  /// Rows and clicks of each scenario, and its click rate, each row counting as much as its weight, in the encoding's order;
  /// rows of unknown scenarios are not counted.
  public func scenarioCounts() -> [(rows: Int, clicks: Int, clickRate: Double)] {
    var sums = [(rows: Int, clicks: Double, clicked: Double, weight: Double)](
      repeating: (0, 0, 0, 0), count: log.encoding.scenarios.count + 1)
    for section in sections {
      var row = section.lowerBound
      log.columns.forEachScenario(in: section) { scenario in
        let scenario = Int(scenario) + 1
        let weight = log.columns.weights.map { Double($0.floats[row]) } ?? 1
        sums[scenario].rows += 1
        sums[scenario].clicks += log.columns.clicks(in: row..<row + 1)
        sums[scenario].clicked += weight * Double(log.columns.share(row))
        sums[scenario].weight += weight
        row += 1
      }
    }
    return sums.dropFirst().map { sum in
      (sum.rows, Int(sum.clicks.rounded()), sum.weight > 0 ? sum.clicked / sum.weight : 0)
    }
  }
}
