import Tensors

/// How far a layout can be trusted: whether points that lie together belong together (Venna and Kaski 2001).
///
///     1 − 2 / (n k (2n − 3k − 1)) Σ_i Σ_j max(0, r(i, j) − k)
///
/// over each point's k nearest points j in the layout, where r(i, j) is j's rank among i's neighbours by cosine distance in
/// the input. 1 is perfect; scikit-learn computes the same.
public func trustworthiness(
  of points: [(x: Float, y: Float)], for x: Matrix, neighbours k: Int = 15, in workspace: Workspace
) -> Double? {
  let n = x.rows
  guard n == points.count, k > 0, 2 * k < n else { return nil }
  let near = NearestNeighbours(plane: points.flatMap { [$0.x, $0.y] }, count: k)
  let unit = x.unitRows()
  var excess = 0
  for first in stride(from: 0, to: n, by: NearestNeighbours.block) {
    let block = first..<min(first + NearestNeighbours.block, n)
    workspace.dotProducts(unit.rows(block), unit).withUnsafeBufferPointer { cosines in
      for i in block {
        let cosine = UnsafeBufferPointer(rebasing: cosines[(i - first) * n..<(i - first + 1) * n])
        for j in near.rows[i * k..<(i + 1) * k] {
          let own = cosine[j]
          var rank = 1
          for l in 0..<n where cosine[l] > own || (cosine[l] == own && l < j) { rank += 1 }
          // The row itself is not among its neighbours.
          if cosine[i] > own || (cosine[i] == own && i < j) { rank -= 1 }
          excess += max(0, rank - k)
        }
      }
    }
  }
  return 1 - 2 * Double(excess) / (Double(n * k) * Double(2 * n - 3 * k - 1))
}
