import Tensors

/// Sends each row through the networks of its clusters, and merges what they make of it into one result for the row: that
/// of row i is Σ_v w_iv z_v over its visits v. In the paper a row visits one cluster, with weight 1.
///
///     let dispatch = Dispatch(routings, assignment, on: tape)
///     let z = tower(dispatch.sorted(x, on: tape), in: dispatch.groups, on: tape)
///     let logits = dispatch.merged(z, on: tape)
///
/// Clusters are numbered through all perspectives. With V visits for each of n rows, visit v of row i has the number v · n + i.
public struct Dispatch {
  /// The number of rows, n.
  private let rows: Int
  /// w, [n, V]: no gradient flows into it. Nil where V = 1.
  private let weights: Matrix?
  /// Visits, sorted by cluster.
  private let partition: Partition

  /// The visits of each cluster.
  public var groups: Groups { partition.groups }

  /// - Parameter routings: of the same rows from each perspective, of which there is one at least.
  public init(_ routings: [Routing], _ assignment: Assignment, on tape: Tape) {
    let pool = tape.workspace.buffers
    let visits = Visits(routings, assignment, in: pool)
    rows = routings.first?.clusters.count ?? 0
    weights = visits.weights
    partition = Partition(visits.clusters, count: routings.reduce(0) { $0 + $1.count }, in: pool)
  }

  /// Rows as often as they visit clusters, sorted by these.
  public func sorted(_ x: Value, on tape: Tape) -> Value {
    guard weights != nil else { return tape.sorted(x, by: partition) }
    let n = Int32(rows)
    return tape.gather(x, rows: partition.order.map { $0 % n })
  }

  /// Each row's mixture of what its visits gave, in the batch's order.
  public func merged(_ z: Value, on tape: Tape) -> Value {
    let z = tape.unsorted(z, by: partition)
    guard let weights, rows > 0 else { return z }
    return tape.mixture(tape.constant(weights), [ExpertStack(z, count: weights.columns)])
  }
}

/// The clusters that rows visit, and the weight of each visit.
struct Visits {
  /// Of visit v of row i at v · n + i.
  let clusters: IndexList
  /// w, [n, V]; nil where V = 1.
  let weights: Matrix?

  init(_ routings: [Routing], _ assignment: Assignment, in pool: BufferPool) {
    let n = routings.first?.clusters.count ?? 0
    let perspective = routings.map { assignment.visits(of: $0.count) }
    let visits = perspective.reduce(0, +)
    guard visits > 1, let first = routings.first else {
      (clusters, weights) = (routings.first?.clusters ?? IndexList([]), nil)
      return
    }
    var numbers = [Int32](repeating: 0, count: visits * n)
    var shares = Matrix(rows: n, columns: visits)
    var (visit, offset) = (0, 0)
    let even = 1 / Float(routings.count)
    for (routing, count) in zip([first] + routings.dropFirst(), perspective) {
      let second = count == 2 ? routing.secondClusters(in: pool) : routing.clusters
      for i in 0..<n {
        let nearest = Int(routing.clusters[i])
        numbers[visit * n + i] = Int32(offset + nearest)
        shares[i, visit] = even
        guard count == 2 else { continue }
        let next = Int(second[i])
        let (a, b) = (routing.coefficients[i, nearest], routing.coefficients[i, next])
        numbers[(visit + 1) * n + i] = Int32(offset + next)
        shares[i, visit] = even * a / (a + b)
        shares[i, visit + 1] = even * b / (a + b)
      }
      visit += count
      offset += routing.count
    }
    clusters = IndexList(numbers, in: pool)
    weights = shares
  }
}
