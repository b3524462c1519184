import Tensors

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

  /// Up to `count` of the rows, evenly spaced: the same ones each time.
  public func sample(_ count: Int) -> LogPart {
    guard rows > count else { return self }
    var picked: [Range<Int>] = []
    var clicks = 0
    var (seen, next) = (0, 0)
    for section in sections {
      while next < count, next * rows / count < seen + section.count {
        let row = section.lowerBound + next * rows / count - seen
        picked.append(row..<row + 1)
        clicks += log.columns.labels[row]
        next += 1
      }
      seen += section.count
    }
    return LogPart(log: log, sections: picked, clicks: clicks)
  }

  /// The rows in batches, filled ahead by a thread of their own.
  ///
  /// - Parameters:
  ///   - size: rows a batch; the last may hold fewer.
  ///   - shuffle: nil for the order of the input; otherwise the order depends on this generator's seed alone (give a
  ///     child per epoch). Up to 1,048,576 rows it is a uniform permutation; in longer parts, blocks of 8,192 rows are
  ///     shuffled first, and then the rows within each 128 blocks in turn.
  ///   - startingAt: how many batches to leave out at the start, as if they had been drawn.
  public func batches(size: Int, shuffle: RandomGenerator? = nil, startingAt first: Int = 0) -> BatchSequence {
    BatchSequence(part: self, size: max(1, size), shuffle: shuffle, first: max(0, first))
  }

  /// Rows and clicks of each scenario, in the encoding's order; rows of unknown scenarios are not counted.
  public func scenarioCounts() -> [(rows: Int, clicks: Int)] {
    var counts = [(rows: Int, clicks: Int)](repeating: (0, 0), count: log.encoding.scenarios.count + 1)
    for section in sections {
      var row = section.lowerBound
      log.columns.scenarios.forEach(in: section) { scenario in
        counts[scenario].rows += 1
        counts[scenario].clicks += log.columns.labels[row]
        row += 1
      }
    }
    return Array(counts.dropFirst())
  }
}
