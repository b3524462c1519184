import Foundation
import ScenarioModels
import Tensors

/// Rows whose truth is known: each latent cluster has its own value distributions in every field (Dirichlet 0.25) and its
/// own click weights.
struct LatentLog {
  let batches: [(input: ModelInput, labels: [Float], clusters: [Int32])]
  let fields = 14
  let values = 40

  var shape: ModelShape {
    ModelShape(
      fields: (0..<fields).map { ModelShape.Field(name: "field \($0)", group: nil) }, tableRows: fields * values,
      scenarios: 1)
  }

  /// - Parameter shares: of the clusters, summing to one.
  init(batches count: Int, of rows: Int = 2048, shares: [Double], seed: UInt64 = 1) {
    var draws = RandomGenerator(seed: seed).child("latent log")
    let (fields, values) = (fields, values)
    func cumulated(_ weights: [Double]) -> [Double] {
      var sum = 0.0
      let total = weights.reduce(0, +)
      return weights.map {
        sum += $0 / total
        return sum
      }
    }
    func draw(_ cumulated: [Double]) -> Int {
      let u = draws.uniform()
      return cumulated.firstIndex { u < $0 } ?? cumulated.count - 1
    }
    // Dirichlet(¼): fourth powers of uniform numbers times exponential ones are close to Γ(¼) for small values.
    let clusters = shares.map { _ in
      (0..<fields).map { _ in
        (
          values: cumulated((0..<values).map { _ in pow(draws.uniform(), 4) * -log(1 - draws.uniform()) }),
          weights: (0..<values).map { _ in 0.55 * draws.normal() }
        )
      }
    }
    let shares = cumulated(shares)
    batches = (0..<count).map { _ in
      var (ids, labels, truth): ([Int32], [Float], [Int32]) = ([], [], [])
      for _ in 0..<rows {
        let cluster = draw(shares)
        var logit = -1.0
        for (field, own) in clusters[cluster].enumerated() {
          let value = draw(own.values)
          ids.append(Int32(field * values + value))
          logit += own.weights[value]
        }
        labels.append(draws.uniform() < 1 / (1 + exp(-logit)) ? 1 : 0)
        truth.append(Int32(cluster))
      }
      let bags = Bags(
        ids: ids, starts: (0...rows * fields).map { Int32($0) }, pooling: Array(repeating: .sum, count: fields))
      return (ModelInput(bags: bags, scenarios: Array(repeating: 0, count: rows)), labels, truth)
    }
  }
}

/// Lloyd's k-means in plain loops, the best of some starts: what other programs find.
func plainKMeans(_ x: [[Double]], count: Int, starts: Int) -> (_ row: [Double]) -> Int {
  func distance(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
  func nearest(_ row: [Double], _ c: [[Double]]) -> (centre: Int, distance: Double) {
    var best = (centre: 0, distance: Double.infinity)
    for (j, centre) in c.enumerated() {
      let d = distance(row, centre)
      if d < best.distance { best = (j, d) }
    }
    return best
  }
  var best: (centres: [[Double]], inertia: Double) = ([], .infinity)
  for start in 0..<starts {
    var draws = RandomGenerator(seed: 11).child("plain k-means", start)
    var c = [x[draws.index(below: x.count)]]
    while c.count < count {
      let distances = x.map { nearest($0, c).distance }
      var left = draws.uniform() * distances.reduce(0, +)
      let next = distances.firstIndex {
        left -= $0
        return left < 0
      }
      c.append(x[next ?? x.count - 1])
    }
    var inertia = Double.infinity
    for _ in 0..<15 {
      var sums = c.map { $0.map { _ in 0.0 } }
      var sizes = c.map { _ in 0.0 }
      inertia = 0
      for row in x {
        let (j, d) = nearest(row, c)
        inertia += d
        sizes[j] += 1
        for i in row.indices { sums[j][i] += row[i] }
      }
      for j in c.indices where sizes[j] > 0 { c[j] = sums[j].map { $0 / sizes[j] } }
    }
    if inertia < best.inertia { best = (c, inertia) }
  }
  let centres = best.centres
  return { nearest($0, centres).centre }
}
