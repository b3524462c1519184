/// The paper's model: rows routed to K clusters, by Algorithm 1 or adaptively, through which no gradient flows.
struct PlainADL: PlainModel {
  let shape: PlainShape
  /// K
  let clusters: Int
  let iterations: Int
  let momentum: Double
  /// τ of the adaptive router; nil for Algorithm 1.
  var temperature: Double?
  /// Which elements of a row's embedding to route on.
  var routeOn: [Int]?

  /// A batch's rows between the centres: Algorithm 1 in training, the inherited centres afterwards.
  func route(_ numbers: Numbers, _ batch: Batch, training: Bool = true) -> PlainRouting {
    if let adaptive = adaptive(numbers, batch, training: training) { return adaptive.routing }
    let centres = numbers["router.centres"]!
    let e = routed(numbers, batch)
    let length = centres.count / clusters
    let inherited = (0..<clusters).map { Array(centres[$0 * length..<($0 + 1) * length]) }
    guard training else {
      return PlainRouting(coefficients: PlainRouting.coefficients(e, inherited), centres: inherited)
    }
    return PlainRouting.algorithm1(e, inherited, iterations: iterations, momentum: momentum)
  }

  private func routed(_ numbers: Numbers, _ batch: Batch) -> [[Double]] {
    shape.embeddings(numbers, batch).map { row in routeOn.map { $0.map { row[$0] } } ?? row }
  }

  private func adaptive(_ numbers: Numbers, _ batch: Batch, training: Bool) -> PlainAdaptiveRouting? {
    temperature.map {
      PlainAdaptiveRouting(
        routed(numbers, batch), numbers, clusters: clusters, width: shape.dimension, momentum: momentum,
        temperature: $0, training: training)
    }
  }

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    let routing = route(constants, batch, training: training)
    return zip(shape.embeddings(numbers, batch), routing.clusters).map { e, cluster in
      plainStarTower(e, numbers, shape, group: cluster)
    }
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers {
    adaptive(numbers, batch, training: true)?.states
      ?? ["router.centres": route(numbers, batch).centres.flatMap { $0 }]
  }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    if name == "embedding.table" { return shape.rowsUsed(batch) }
    guard name.contains(".specific.") else { return nil }
    let present = Set(route(numbers, batch).clusters)
    return (0..<clusters).map(present.contains)
  }
}
