import Tensors
import Testing

@testable import ScenarioModels

/// Algorithm 1 as printed, alone.
struct DLMRouterTests {
  private let workspace = Workspace(threads: 2)
  private let store = Parameters(generator: RandomGenerator(seed: 3))

  private func settings(clusters: Int, iterations: Int = 3) -> RoutingSettings {
    var settings = RoutingSettings()
    settings.clusters = clusters
    settings[DLMRouter.self].iterations = iterations
    return settings
  }

  private func router(inputs: Int, _ settings: RoutingSettings) -> DLMRouter {
    DLMRouter("router", RouterInputs(length: inputs, fieldWidth: 1), settings, in: store)
  }

  private func tape(_ mode: Tape.Mode) -> Tape {
    Tape(parameters: store, workspace: workspace, mode: mode, generator: RandomGenerator(seed: 1))
  }

  /// Embeddings in a few bunches off the origin, so that centres have somewhere to go.
  private func embeddings(_ rows: Int, _ columns: Int) -> Matrix {
    var draws = RandomGenerator(seed: 4).child("embeddings")
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { i in
        Float(draws.normal() + ((i / columns + i % columns) % 3 == 0 ? 1.5 : 0))
      })
  }

  private func grid(_ matrix: Matrix) -> [[Double]] { (0..<matrix.rows).map { matrix.row($0).map(Double.init) } }

  private func distance(_ a: [[Double]], _ b: [[Double]]) -> Double {
    zip(a.joined(), b.joined()).map { abs($0 - $1) }.max() ?? 0
  }

  @Test(arguments: [1, 3, 9, 17], [1, 2, 129, 300])
  func asPrinted(clusters: Int, rows: Int) throws {
    let router = router(inputs: 13, settings(clusters: clusters))
    let inherited = grid(store[router.centres])
    let e = embeddings(rows, 13)
    let tape = tape(.training)
    let routing = router(e, on: tape)

    let expected = PlainRouting.algorithm1(grid(e), inherited)
    #expect(distance(grid(routing.coefficients), expected.coefficients) < 2e-5)
    if rows > 2 {
      #expect(expected.margin > 1e-5, "the test's rows are between clusters")
      #expect(routing.clusters.map(Int.init) == expected.clusters)
    }
    let (state, centres) = try #require(tape.stateUpdates.first)
    #expect(tape.stateUpdates.count == 1 && state == router.centres)
    #expect(distance(grid(centres), expected.centres) < 2e-5)
    // Written together with the optimiser's step, not before.
    #expect(grid(store[router.centres]) == inherited)
  }

  /// The faults of public implementations are far outside of that tolerance here: each would fail the test above.
  @Test(arguments: PlainRouting.Fault.allCases)
  func faultsWouldShow(fault: PlainRouting.Fault) {
    let router = router(inputs: 13, settings(clusters: 9))
    let inherited = grid(store[router.centres])
    let e = grid(embeddings(300, 13))
    let printed = PlainRouting.algorithm1(e, inherited)
    let wrong = PlainRouting.algorithm1(e, inherited, fault: fault)
    #expect(
      max(distance(printed.centres, wrong.centres), distance(printed.coefficients, wrong.coefficients)) > 1e-3)
  }

  @Test(arguments: [1, 2, 5])
  func iterations(iterations: Int) {
    let router = router(inputs: 13, settings(clusters: 4, iterations: iterations))
    let inherited = grid(store[router.centres])
    let e = embeddings(200, 13)
    let tape = tape(.training)
    let r = grid(router(e, on: tape).coefficients)
    #expect(distance(r, PlainRouting.algorithm1(grid(e), inherited, iterations: iterations).coefficients) < 2e-5)
    #expect(distance(r, PlainRouting.algorithm1(grid(e), inherited, iterations: 3).coefficients) > 1e-3)
  }

  /// Centres from batch to batch: each inherits the last one's.
  @Test func severalBatches() {
    let router = router(inputs: 13, settings(clusters: 5))
    var expected = grid(store[router.centres])
    let e = embeddings(500, 13)
    for batch in 0..<5 {
      let rows = grid(e)[batch * 100..<(batch + 1) * 100]
      let tape = tape(.training)
      _ = router(
        Matrix(rows: 100, columns: 13, elements: rows.joined().map { Float($0) }), on: tape)
      for (state, matrix) in tape.stateUpdates { store[state] = matrix }
      expected = PlainRouting.algorithm1(Array(rows), expected).centres
    }
    #expect(distance(grid(store[router.centres]), expected) < 5e-5)
  }

  @Test func centresStartAsUnitVectorsAndStayThat() {
    let router = router(inputs: 13, settings(clusters: 9))
    #expect(store.role(of: router.centres) == .state)
    #expect(store.all.contains(router.centres))
    #expect(router.centres.shape == [9, 13])
    func lengths(_ matrix: Matrix) -> [Double] { grid(matrix).map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() } }
    #expect(lengths(store[router.centres]).allSatisfy { abs($0 - 1) < 1e-6 })
    #expect(Set(store[router.centres].elements).count > 100)
    let tape = tape(.training)
    _ = router(embeddings(50, 13), on: tape)
    #expect(tape.stateUpdates.allSatisfy { lengths($0.1).allSatisfy { abs($0 - 1) < 1e-6 } })
  }

  /// At inference the inherited centres are used as they are, and stay.
  @Test func inferenceUsesInheritedCentres() {
    let router = router(inputs: 13, settings(clusters: 5))
    let before = store[router.centres].elements
    let e = embeddings(40, 13)
    let tape = tape(.inference)
    let r = grid(router(e, on: tape).coefficients)
    #expect(distance(r, PlainRouting.coefficients(grid(e), grid(store[router.centres]))) < 2e-5)
    #expect(tape.stateUpdates.isEmpty)
    #expect(store[router.centres].elements == before)
  }

  @Test func aBatchOfNoneMovesNothing() throws {
    let router = router(inputs: 13, settings(clusters: 5))
    let tape = tape(.training)
    let routing = router(Matrix(rows: 0, columns: 13), on: tape)
    #expect(routing.clusters.isEmpty && routing.count == 5)
    let (_, centres) = try #require(tape.stateUpdates.first)
    #expect(distance(grid(centres), grid(store[router.centres])) < 1e-6)
  }
}
