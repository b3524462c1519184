import Foundation
import ScenarioModels

/// The paper's model: rows routed to K clusters, by Algorithm 1 or adaptively, through which no gradient flows; from
/// several perspectives, to the nearest two clusters, and with shared layers if so chosen.
struct PlainADL: PlainModel {
  let shape: PlainShape
  /// K
  let clusters: Int
  let iterations: Int
  let momentum: Double
  /// τ of the adaptive router; nil for Algorithm 1.
  var temperature: Double?
  /// The name of each perspective's tensors, and which elements of a row's embedding it routes on; nil for all.
  var perspectives: [(prefix: String, elements: [Int]?)] = [("router", nil)]
  var visitsTwo = false
  var sharedLayers = 0
  var form = ClusterForm.star
  /// Each field's first row of the table, where rows are routed by drawn embeddings.
  var drawnFrom: [Int]?

  /// A batch's rows between the centres of a perspective: Algorithm 1 in training, the inherited centres afterwards.
  func route(_ numbers: Numbers, _ batch: Batch, perspective: Int = 0, training: Bool = true) -> PlainRouting {
    if let adaptive = adaptive(numbers, batch, perspective, training: training) { return adaptive.routing }
    let centres = numbers["\(perspectives[perspective].prefix).centres"]!
    let e = routed(numbers, batch, perspective)
    let length = centres.count / clusters
    let inherited = (0..<clusters).map { Array(centres[$0 * length..<($0 + 1) * length]) }
    guard training else {
      return PlainRouting(coefficients: PlainRouting.coefficients(e, inherited), centres: inherited)
    }
    return PlainRouting.algorithm1(e, inherited, iterations: iterations, momentum: momentum)
  }

  private func routed(_ numbers: Numbers, _ batch: Batch, _ perspective: Int) -> [[Double]] {
    let rows =
      drawnFrom.map { plainDrawn(numbers["router.seed"]!, shape, firstRows: $0, batch) }
      ?? shape.embeddings(numbers, batch)
    return rows.map { row in
      perspectives[perspective].elements.map { $0.map { row[$0] } } ?? row
    }
  }

  private func adaptive(
    _ numbers: Numbers, _ batch: Batch, _ perspective: Int, training: Bool
  ) -> PlainAdaptiveRouting? {
    temperature.map {
      let prefix = perspectives[perspective].prefix
      var own: Numbers = [:]
      for (name, values) in numbers where name.hasPrefix("\(prefix).") {
        own["router.\(name.dropFirst(prefix.count + 1))"] = values
      }
      return PlainAdaptiveRouting(
        routed(numbers, batch, perspective), own, clusters: clusters, width: shape.dimension, momentum: momentum,
        temperature: $0, training: training)
    }
  }

  /// Each row's clusters, numbered through the perspectives, and the share that each has in the row's logit.
  func visits(_ numbers: Numbers, _ batch: Batch, training: Bool) -> [[(cluster: Int, share: Double)]] {
    var visits = [[(cluster: Int, share: Double)]](repeating: [], count: batch.values.count)
    for p in perspectives.indices {
      let routing = route(numbers, batch, perspective: p, training: training)
      for (row, r) in routing.coefficients.enumerated() {
        let order = r.indices.sorted { (r[$1], $0) < (r[$0], $1) }
        let nearest = order.prefix(visitsTwo ? 2 : 1)
        let sum = nearest.reduce(0) { $0 + r[$1] }
        for j in nearest { visits[row].append((p * clusters + j, r[j] / sum / Double(perspectives.count))) }
      }
    }
    return visits
  }

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    zip(shape.embeddings(numbers, batch), visits(constants, batch, training: training)).map { e, visits in
      visits.reduce(0) { sum, visit in
        sum + visit.share
          * plainGroupTower(
            e, numbers, shape, group: visit.cluster, sharedLayers: sharedLayers, form: form)
      }
    }
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers {
    var states: Numbers = [:]
    for (p, perspective) in perspectives.enumerated() {
      guard let adaptive = adaptive(numbers, batch, p, training: true) else {
        states["\(perspective.prefix).centres"] =
          route(numbers, batch, perspective: p).centres.flatMap { $0 }
        continue
      }
      for (name, values) in adaptive.states { states["\(perspective.prefix).\(name.dropFirst(7))"] = values }
    }
    return states
  }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    if name == "embedding.table" { return shape.rowsUsed(batch) }
    guard name.contains(".specific.") else { return nil }
    let present = Set(visits(numbers, batch, training: true).joined().map(\.cluster))
    return (0..<perspectives.count * clusters).map(present.contains)
  }
}
