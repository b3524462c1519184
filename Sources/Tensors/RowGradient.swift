import CKernels

/// The gradient of an embedding table, by the rows that a batch used: each row with the bags that pooled it.
public struct RowGradient: Sendable {
  let bags: Bags
  /// The gradient of the looked-up bags, [batch rows, fields · d].
  let upstream: Matrix
  let dimension: Int
  /// How many different rows were used.
  public let count: Int
  /// The rows used, ascending, and for row u its uses `uses[starts[u] ..< starts[u + 1]]`: bags, ascending.
  let rows: IndexList
  let starts: IndexList
  let uses: IndexList

  /// Sorts the (row, bag) pairs by row, stably, so that each row's gradient adds up in the batch's order.
  init(_ bags: Bags, upstream: Matrix, tableRows: Int, dimension: Int, in workspace: Workspace) {
    self.bags = bags
    self.upstream = upstream
    self.dimension = dimension
    let n = Int(bags.starts.last ?? 0)
    var keys = IndexList(count: n, in: workspace.buffers)
    var values = IndexList(count: n, in: workspace.buffers)
    var otherKeys = IndexList(count: n, in: workspace.buffers)
    var otherValues = IndexList(count: n, in: workspace.buffers)
    for bag in 0..<bags.count {
      for use in Int(bags.starts[bag])..<Int(bags.starts[bag + 1]) {
        keys.base[use] = bags.ids[use]
        values.base[use] = Int32(bag)
      }
    }
    // Radix sort, eleven bits at a time, least significant first.
    let digit = 11
    var shift = 0
    let buckets = 1 << digit
    let mask = Int32(buckets - 1)
    let next = IndexList(count: buckets, in: workspace.buffers)
    while shift < Int.bitWidth - max(tableRows - 1, 1).leadingZeroBitCount {
      next.base.update(repeating: 0, count: buckets)
      for i in 0..<n { next.base[Int((keys.base[i] >> Int32(shift)) & mask)] += 1 }
      var total: Int32 = 0
      for bucket in 0..<buckets { (next.base[bucket], total) = (total, total + next.base[bucket]) }
      for i in 0..<n {
        let bucket = Int((keys.base[i] >> Int32(shift)) & mask)
        let place = Int(next.base[bucket])
        next.base[bucket] += 1
        otherKeys.base[place] = keys.base[i]
        otherValues.base[place] = values.base[i]
      }
      swap(&keys, &otherKeys)
      swap(&values, &otherValues)
      shift += digit
    }
    // Runs of equal keys become the rows.
    rows = otherKeys
    starts = IndexList(count: n + 1, in: workspace.buffers)
    var count = 0
    for i in 0..<n where i == 0 || keys.base[i] != keys.base[i - 1] {
      rows.base[count] = keys.base[i]
      starts.base[count] = Int32(i)
      count += 1
    }
    starts.base[count] = Int32(n)
    self.count = count
    uses = values
  }

  /// The gradient of the whole table, for tests and checks.
  func spelledOut(rows tableRows: Int) -> Matrix {
    let dense = Matrix(rows: tableRows, columns: dimension)
    for u in 0..<count {
      for use in Int(starts.base[u])..<Int(starts.base[u + 1]) {
        let bag = Int(uses.base[use])
        let size = bags.starts[bag + 1] - bags.starts[bag]
        let scale: Float = bags.mean[bag % bags.fields] == 1 ? 1 / Float(size) : 1
        adl_add_scaled(
          dimension, scale, upstream.base + bag * dimension, dense.base + Int(rows.base[u]) * dimension)
      }
    }
    return dense
  }
}
