import Settings
import Tensors

/// How a row meets its clusters.
public enum Assignment: String, SettingChoice {
  /// Through the network of its nearest cluster, as in the paper.
  case hard
  /// Through those of its two nearest clusters, whose logits are mixed in proportion to its coefficients: at the border
  /// between two clusters nothing jumps.
  case topTwo = "top-two"
}

/// Which clusters' networks each row goes through, and how much each says: the logit of row i is Σ_v w_iv z_v.
///
/// Clusters are numbered through all perspectives. With V visits for each of n rows, visit v of row i lies at v · n + i.
struct Visits: Sendable {
  let clusters: IndexList
  /// w, [n, V]: no gradient flows into it. Nil where V = 1.
  let weights: Matrix?
  let rows: Int
  /// Of all perspectives.
  let clusterCount: Int

  /// - Parameter routings: of the same rows from each perspective, of which there is one at least.
  init(_ routings: [Routing], _ assignment: Assignment, in pool: BufferPool) {
    let n = routings.first?.clusters.count ?? 0
    rows = n
    clusterCount = routings.reduce(0) { $0 + $1.count }
    let perspective = routings.map { assignment == .topTwo && $0.count > 1 ? 2 : 1 }
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

extension Tape {
  /// Rows as often as they visit clusters, sorted by these.
  func visiting(_ x: Value, _ visits: Visits, by partition: Partition) -> Value {
    guard visits.weights != nil else { return sorted(x, by: partition) }
    let n = visits.rows
    return gather(x, rows: partition.order.map { $0 % Int32(n) })
  }

  /// Each row's mixture of what its visits gave, in the batch's order.
  func returned(_ z: Value, from visits: Visits, by partition: Partition) -> Value {
    let z = unsorted(z, by: partition)
    guard let weights = visits.weights, visits.rows > 0 else { return z }
    return mixture(constant(weights), [ExpertStack(z, count: weights.columns)])
  }
}
