import Tensors
import Testing
import Training

@testable import ScenarioModels

/// Routing that finds clusters, alone. (Whole steps of ADL with it are among `Variant.all`.)
struct AdaptiveRouterTests {
  private let workspace = Workspace(threads: 2)

  private func router(inputs: Int, clusters: Int, width: Int = 4, in store: Parameters) -> AdaptiveRouter {
    var settings = RoutingSettings()
    settings.clusters = clusters
    return AdaptiveRouter("router", RouterInputs(length: inputs, fieldWidth: width), settings, in: store)
  }

  private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var draws = RandomGenerator(seed: seed).child("rows")
    return Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(draws.normal()) })
  }

  private func train(_ router: any Router, _ e: Matrix, _ store: Parameters) -> Routing {
    let tape = Tape(
      parameters: store, workspace: workspace, mode: .training, generator: RandomGenerator(seed: 1).child("step"))
    let routing = router(e, on: tape)
    for (state, matrix) in tape.stateUpdates { store[state] = matrix }
    return routing
  }

  /// The first batch makes the centres: a fresh k-means of it, in whatever scale the embeddings are.
  @Test(arguments: [1e-4, 1, 1e4] as [Float])
  func scaleDoesNotMatter(scale: Float) {
    func clusters(_ scale: Float) -> [Int32] {
      let store = Parameters(generator: RandomGenerator(seed: 3))
      let router = self.router(inputs: 12, clusters: 4, in: store)
      let e = Matrix(rows: 300, columns: 12, elements: random(300, 12, seed: 4).elements.map { $0 * scale + 3 * scale })
      return Array(train(router, e, store).clusters)
    }
    #expect(clusters(scale) == clusters(0.01))
  }

  @Test(arguments: [1, 2, 7, 16])
  func inverseOfCholesky(n: Int) {
    let a = random(n + 3, n, seed: 7)
    let c = (0..<n).map { i in
      (0..<n).map { j in (0..<n + 3).reduce(0.0) { $0 + Double(a[$1, i]) * Double(a[$1, j]) } }
    }
    let inverse = Sphering.inverseOfCholesky(c.flatMap { $0 }, size: n)
    for i in 0..<n {
      for j in 0..<n {
        // L⁻¹ C L⁻ᵀ = 1
        let product = (0..<n).reduce(0.0) { sum, k in
          sum + (0..<n).reduce(0.0) { $0 + inverse[i * n + k] * c[k][$1] * inverse[j * n + $1] }
        }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-8)
        if j > i { #expect(inverse[i * n + j] == 0) }
      }
    }
  }

  /// A field that is constant says nothing, and breaks nothing.
  @Test func aConstantField() {
    let store = Parameters(generator: RandomGenerator(seed: 3))
    let router = self.router(inputs: 8, clusters: 3, in: store)
    var e = random(100, 8, seed: 5)
    for row in 0..<100 {
      for column in 0..<4 { e[row, column] = 2 }
    }
    let routing = train(router, e, store)
    #expect(routing.coefficients.elements.allSatisfy { $0.isFinite })
    #expect(Set(routing.clusters).count == 3)
    // And if all are, so does the router.
    let other = Parameters(generator: RandomGenerator(seed: 3))
    let all = train(
      self.router(inputs: 8, clusters: 3, in: other), Matrix(rows: 50, columns: 8), other)
    #expect(all.coefficients.elements.allSatisfy { $0.isFinite })
  }

  @Test func restartsBecomeRare() {
    let asked = (0..<3000).filter(AdaptiveRouter.considersRestart)
    #expect(asked == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1536, 2048, 2560])
  }

  /// What can be better is taken over; what is good enough keeps its centres, and their names.
  @Test func restartsMendAndDoNotDisturb() {
    let store = Parameters(generator: RandomGenerator(seed: 3))
    let router = self.router(inputs: 12, clusters: 3, in: store)
    let corners = random(3, 12, seed: 8)
    var draws = RandomGenerator(seed: 9)
    func batch() -> Matrix {
      Matrix(
        rows: 240, columns: 12,
        elements: (0..<240 * 12).map { i in corners[i / 12 % 3, i % 12] + Float(0.2 * draws.normal()) })
    }
    let first = Array(train(router, batch(), store).clusters)
    #expect(Set(first).count == 3)
    for row in 0..<240 { #expect(first[row] == first[row % 3]) }
    for _ in 0..<8 { #expect(Array(train(router, batch(), store).clusters) == first) }

    // Two centres in one place, the third nowhere near: the next restart (step 16) finds better ones.
    let good = store["router.centres"]
    store["router.centres"] = Matrix(
      rows: 3, columns: 12, elements: good.row(0) + good.row(0) + good.row(1).map { -$0 })
    store["router.steps"] = Matrix(rows: 1, columns: 1, elements: [16])
    let mended = Array(train(router, batch(), store).clusters)
    for row in 0..<240 { #expect(mended[row] == mended[row % 3]) }
    #expect(Set(mended).count == 3)
  }

  /// The same bits from any number of threads, restarts included.
  @Test func threads() {
    func states(_ threads: Int) -> [String: [UInt32]] {
      let store = Parameters(generator: RandomGenerator(seed: 3))
      let router = self.router(inputs: 64, clusters: 5, width: 16, in: store)
      for step in 0..<6 {
        let tape = Tape(
          parameters: store, workspace: Workspace(threads: threads), mode: .training,
          generator: RandomGenerator(seed: 1).child("step", step))
        _ = router(random(500, 64, seed: UInt64(step)), on: tape)
        for (state, matrix) in tape.stateUpdates { store[state] = matrix }
      }
      return store.bits
    }
    let one = states(1)
    for other in [2, 3, 8] { #expect(states(other) == one) }
  }

  /// Fewer rows than it takes for a restart, one row, none; one cluster.
  @Test(arguments: [0, 1, 2, 7], [1, 3])
  func smallBatches(rows: Int, clusters: Int) {
    let store = Parameters(generator: RandomGenerator(seed: 3))
    let router = self.router(inputs: 8, clusters: clusters, in: store)
    for step in 0..<4 {
      let routing = train(router, random(rows, 8, seed: UInt64(step)), store)
      #expect(routing.clusters.count == rows && routing.count == clusters)
      #expect(routing.coefficients.elements.allSatisfy { $0.isFinite })
    }
    for j in 0..<clusters {
      #expect(abs(store["router.centres"].row(j).reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }
  }
}
