import ScenarioModels
import Tensors
import Testing

@testable import Benchmarking

struct TurnRouterTests {
  @Test("Rows are routed with all that goes with it, and then dealt in turn", arguments: RouterKind.builtIn)
  func dealtInTurn(kind: RouterKind) {
    func route(_ kind: RouterKind) -> (Routing, states: [[Float]]) {
      let parameters = Parameters(generator: RandomGenerator(seed: 1))
      var settings = RoutingSettings()
      settings.clusters = 3
      let router = kind.type.init("router", RouterInputs(length: 4, fieldWidth: 2), settings, in: parameters)
      let tape = Tape(
        parameters: parameters, workspace: Workspace(threads: 1), mode: .training, generator: RandomGenerator(seed: 2))
      var draws = RandomGenerator(seed: 3)
      let e = Matrix(rows: 7, columns: 4, elements: (0..<28).map { _ in Float(draws.normal()) })
      let routing = router(e, on: tape)
      return (routing, tape.stateUpdates.map { $1.elements })
    }
    let (plain, turned) = (route(kind), route(kind.dealingInTurn))
    #expect(kind.dealingInTurn.name == kind.name)
    #expect(Array(turned.0.clusters) == [0, 1, 2, 0, 1, 2, 0])
    #expect(turned.0.coefficients.elements == plain.0.coefficients.elements)
    #expect(turned.states == plain.states)
  }
}
