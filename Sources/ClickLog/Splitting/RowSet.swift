import Files

/// A set of row numbers below a bound, one bit each.
struct RowSet: Sendable {
  private var words: [UInt64] = []
  private(set) var count = 0

  /// Whether a row is in the set.
  @inline(__always)
  func contains(_ row: Int) -> Bool {
    let word = row >> 6
    return word < words.count && words[word] >> UInt64(row & 63) & 1 == 1
  }

  mutating func insert(_ row: Int) {
    let word = row >> 6
    if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
    let bit: UInt64 = 1 << UInt64(row & 63)
    if words[word] & bit == 0 { count += 1 }
    words[word] |= bit
  }

  mutating func formUnion(_ other: RowSet) {
    if words.count < other.words.count {
      words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
    }
    for (i, word) in other.words.enumerated() { words[i] |= word }
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }
}

extension CodedLog {
  /// Rows that are exact copies of earlier ones.
  ///
  /// The rows' hashes are gone through as often as needed, each time looking at another range of them, so that those
  /// looked at fit into memory.
  func duplicates(_ options: PreparationOptions, progress: (Int, Int) throws -> Void) throws -> RowSet {
    let rounds = max(options.threads, (log.rows + options.hashesAtOnce - 1) / options.hashesAtOnce)
    func tell(_ done: Int) throws { try progress(done, rounds) }
    let found = try ThreadGroup.map(rounds, threads: options.threads, name: "copies", poll: tell) { [log] round in
      var seen = HashSet64()
      var copies = RowSet()
      try log.forEachChunk { chunk, place in
        for (row, hash) in chunk.hashes.enumerated() {
          let (range, _) = hash.multipliedFullWidth(by: UInt64(rounds))
          if range == UInt64(round), !seen.insert(hash) { copies.insert(place.firstRow + row) }
        }
      }
      return copies
    }
    return found.reduce(into: RowSet()) { $0.formUnion($1) }
  }

  /// Rows whose conversion is 1 and whose label is 0.
  func contradictions() throws -> RowSet {
    var rows = RowSet()
    guard let conversion = layout.conversion, layout.label != nil else { return rows }
    try log.forEachChunk { chunk, place in
      let conversions = chunk.column(conversion).labels
      guard let labels = ChunkLabels(chunk, layout) else { return }
      for row in 0..<place.rows where conversions[row] == 1 && labels.clicks(row) == 0 {
        rows.insert(place.firstRow + row)
      }
    }
    return rows
  }
}
