import CKernels

/// Which rows of a table each bag of a batch pools. There is one bag for each row of the batch and each field, row after
/// row: bag r · fields + f takes `ids[starts[b] ..< starts[b + 1]]`.
public struct Bags: Sendable {
  public enum Pooling: Sendable { case sum, mean }

  public let ids: [Int32]
  public let starts: [Int32]
  /// How each field pools its values.
  public let pooling: [Pooling]
  let mean: [UInt8]

  public init(ids: [Int32], starts: [Int32], pooling: [Pooling]) {
    self.ids = ids
    self.starts = starts
    self.pooling = pooling
    mean = pooling.map { $0 == .mean ? 1 : 0 }
  }

  public var fields: Int { pooling.count }
  /// Bags in all: the batch's rows times the fields.
  public var count: Int { starts.count - 1 }
  public var rows: Int { fields == 0 ? 0 : count / fields }

  /// Whether all ids are rows of a table of this size, and the bags follow one another through them. What is looked up
  /// is looked up without a check.
  func fit(tableRows: Int) -> Bool {
    guard starts.first == 0, fields > 0, count % fields == 0, Int(starts[count]) <= ids.count else { return false }
    var fits = true
    for bag in 0..<count where starts[bag] > starts[bag + 1] { fits = false }
    for id in ids where UInt32(bitPattern: id) >= tableRows { fits = false }
    return fits
  }
}

extension Tape {
  /// Pooled lookup: y[r, f · d ..< (f + 1) · d] is the sum, or the mean, of the table rows in bag (r, f); zeros for an
  /// empty bag. Backward leaves the gradient by table row (`Gradient.rows`).
  ///
  /// - Parameter table: [rows, d].
  /// - Returns: [batch rows, fields · d].
  public func lookup(_ table: Parameter, _ bags: Bags) -> Value {
    let rows = parameters[table]
    precondition(bags.fit(tableRows: rows.rows), "bags of rows that \(table.name) has")
    let y = workspace.buffers.matrix(bags.rows, bags.fields * rows.columns)
    workspace.workers.run(over: bags.rows, chunk: Tile.rows) { range in
      adl_lookup(
        range.lowerBound * bags.fields, range.upperBound * bags.fields, bags.fields, rows.columns, rows.base,
        bags.ids, bags.starts, bags.mean, y.base)
    }
    return node(y) { tape, dy in
      let gradient = RowGradient(bags, upstream: dy, tableRows: rows.rows, dimension: rows.columns, in: tape.workspace)
      tape.gradients.append(.rows(table, gradient))
    }
  }
}

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
