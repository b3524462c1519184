/// The table rows that a batch uses, ascending, each with its uses in the batch's order.
///
/// A radix sort: by the leading digit over parts of the batch in parallel, then bucket by bucket, each in one core's
/// cache. A pair is one number, row before use, so that there is one sorted order, however many tasks find it.
struct SortedUses: Sendable {
  /// What is kept of a use: the bag, or the entry (its place among the batch's ids).
  enum Use { case bag, entry }

  /// How many different rows are used.
  let count: Int
  /// The rows used, and for row u its uses `uses[starts[u] ..< starts[u + 1]]`. Of `rows` the first `count` are set, of
  /// `starts` one more.
  let rows: IndexList
  let starts: IndexList
  let uses: IndexList

  /// - Parameter tableRows: more than any id.
  init(_ bags: Bags, by use: Use, tableRows: Int, in workspace: Workspace) {
    let buffers = workspace.buffers
    let n = Int(bags.starts.last ?? 0)
    let bits = Int.bitWidth - max(tableRows - 1, 0).leadingZeroBitCount
    let low = max(bits - RowUse.digit, 0)
    let pairs = RowUseList(count: n, in: buffers)
    let bounds = Self.bucket(bags, by: use, into: pairs, buckets: 1 << (bits - low), above: low, in: workspace)

    // Groups of buckets, of about as many pairs each. A group lists its rows where its pairs are, until all are counted.
    let groups = max(1, min(64, n >> 12))
    let firsts = IndexList(count: groups + 1, in: buffers) { bounds.firstIndex(notBelow: n * $0 / groups) }
    let found = IndexList(count: groups, in: buffers)
    let (rows, starts) = (IndexList(count: n, in: buffers), IndexList(count: n + 1, in: buffers))
    let uses = IndexList(count: n, in: buffers)
    let spare = RowUseList(count: n, in: buffers)
    let counters = IndexList(count: groups << RowUse.digit, in: buffers)
    workspace.workers.run(groups) { group in
      let (pairs, bounds, counters) = (pairs.base, bounds.base, counters.base + group << RowUse.digit)
      let (first, last) = (Int(firsts[group]), Int(firsts[group + 1]))
      for bucket in first..<last {
        let start = Int(bounds[bucket])
        RowUse.sort(
          pairs + start, spare.base + start, count: Int(bounds[bucket + 1]) - start, bits: low, counters: counters)
      }
      let start = Int(bounds[first])
      found.base[group] = Self.list(
        pairs, start..<Int(bounds[last]), rows.base + start, starts.base + start, uses.base)
    }

    var total = 0
    for group in 0..<groups {
      let place = Int(bounds[Int(firsts[group])])
      let count = Int(found[group])
      (rows.base + total).update(from: rows.base + place, count: count)
      (starts.base + total).update(from: starts.base + place, count: count)
      total += count
    }
    starts.base[total] = Int32(n)
    (self.rows, self.starts, self.uses, count) = (rows, starts, uses, total)
  }

  /// Writes the pairs bucket by bucket, in the batch's order within each.
  ///
  /// - Parameter low: the bits of a row that do not say which bucket it is in.
  /// - Returns: where buckets start, and the end of the last.
  private static func bucket(
    _ bags: Bags, by use: Use, into pairs: RowUseList, buckets: Int, above low: Int, in workspace: Workspace
  ) -> IndexList {
    let n = pairs.count
    let parts = max(1, min(16, n >> 14))
    let firsts = IndexList(count: parts + 1, in: workspace.buffers) { part in
      bags.starts.withUnsafeBufferPointer { $0.firstIndex(notBelow: n * part / parts) }
    }
    // How many pairs each part has for each bucket; then where its next one goes.
    let next = IndexList(count: parts * buckets, in: workspace.buffers)
    workspace.workers.run(parts) { part in
      let next = next.base + part * buckets
      next.update(repeating: 0, count: buckets)
      let entries = Int(bags.starts[Int(firsts[part])])..<Int(bags.starts[Int(firsts[part + 1])])
      bags.ids.withUnsafeBufferPointer { ids in
        for entry in entries { next[Int(ids[entry]) &>> low] &+= 1 }
      }
    }
    let bounds = IndexList(count: buckets + 1, in: workspace.buffers)
    var total: Int32 = 0
    for bucket in 0..<buckets {
      bounds.base[bucket] = total
      for place in stride(from: bucket, to: parts * buckets, by: buckets) {
        (next.base[place], total) = (total, total + next.base[place])
      }
    }
    bounds.base[buckets] = total
    workspace.workers.run(parts) { part in
      let (next, pairs) = (next.base + part * buckets, pairs.base)
      bags.ids.withUnsafeBufferPointer { ids in
        bags.starts.withUnsafeBufferPointer { starts in
          for bag in Int(firsts[part])..<Int(firsts[part + 1]) {
            for entry in Int(starts[bag])..<Int(starts[bag + 1]) {
              let bucket = Int(ids[entry]) &>> low
              pairs[Int(next[bucket])] = RowUse.pair(row: ids[entry], use: use == .bag ? bag : entry)
              next[bucket] &+= 1
            }
          }
        }
      }
    }
    return bounds
  }

  /// Runs of equal rows become the rows used.
  ///
  /// - Returns: how many there are.
  private static func list(
    _ pairs: UnsafeMutablePointer<UInt64>, _ range: Range<Int>, _ rows: UnsafeMutablePointer<Int32>,
    _ starts: UnsafeMutablePointer<Int32>, _ uses: UnsafeMutablePointer<Int32>
  ) -> Int32 {
    var count = 0
    var last: Int32 = -1
    for place in range {
      let row = RowUse.row(pairs[place])
      uses[place] = RowUse.use(pairs[place])
      if row != last {
        rows[count] = row
        starts[count] = Int32(truncatingIfNeeded: place)
        count &+= 1
        last = row
      }
    }
    return Int32(count)
  }
}

extension RandomAccessCollection where Element == Int32, Index == Int {
  /// In an ascending list, the first index with a number of at least `bound`; the count if there is none.
  fileprivate func firstIndex(notBelow bound: Int) -> Int32 {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if Int(self[middle]) < bound { low = middle + 1 } else { high = middle }
    }
    return Int32(low)
  }
}
