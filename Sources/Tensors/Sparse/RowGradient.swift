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
  /// What a bag's gradient is multiplied by on its way to its values, [1, bags].
  let scales: Matrix
  /// The weight of each use, [1, uses]; nil if all are 1.
  let weights: Matrix?

  /// Each row's gradient adds up in the batch's order.
  init(_ bags: Bags, upstream: Matrix, tableRows: Int, dimension: Int, in workspace: Workspace) {
    self.bags = bags
    self.upstream = upstream
    self.dimension = dimension
    let scales = workspace.buffers.matrix(1, bags.count)
    workspace.workers.run(over: bags.count, chunk: 1 << 13) { range in
      adl_pooling_scales(
        range.lowerBound, range.upperBound, bags.fields, bags.starts, bags.mean, bags.weights, scales.base)
    }
    self.scales = scales
    let sorted = SortedUses(bags, by: bags.weights == nil ? .bag : .entry, tableRows: tableRows, in: workspace)
    (count, rows, starts, uses) = (sorted.count, sorted.rows, sorted.starts, sorted.uses)
    weights = bags.weights.map { Self.weights($0, of: sorted.uses, in: bags, workspace) }
  }

  /// The entries' weights; entries become the bags that they are in.
  private static func weights(_ all: [Float], of uses: IndexList, in bags: Bags, _ workspace: Workspace) -> Matrix {
    let weights = workspace.buffers.matrix(1, uses.count)
    let owners = IndexList(count: uses.count, in: workspace.buffers)
    workspace.workers.run(over: bags.count, chunk: 1 << 13) { range in
      for bag in range {
        let entries = Int(bags.starts[bag])..<Int(bags.starts[bag + 1])
        (owners.base + entries.lowerBound).update(repeating: Int32(bag), count: entries.count)
      }
    }
    workspace.workers.run(over: uses.count, chunk: 1 << 14) { range in
      let (uses, weights, owners) = (uses.base, weights.base, owners.base)
      for use in range {
        let entry = Int(uses[use])
        weights[use] = all[entry]
        uses[use] = owners[entry]
      }
    }
    return weights
  }

  /// The gradient of the whole table, for tests and checks.
  func denseMatrix(rows tableRows: Int) -> Matrix {
    let dense = Matrix(rows: tableRows, columns: dimension)
    for u in 0..<count {
      for use in Int(starts.base[u])..<Int(starts.base[u + 1]) {
        let bag = Int(uses.base[use])
        let scale = scales.base[bag] * (weights?.base[use] ?? 1)
        adl_add_scaled(
          dimension, scale, upstream.base + bag * dimension, dense.base + Int(rows.base[u]) * dimension)
      }
    }
    return dense
  }
}
