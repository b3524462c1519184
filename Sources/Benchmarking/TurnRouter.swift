import ScenarioModels
import Settings
import Tensors

/// Routes rows as another router does, with all its work, and then deals them to clusters in turn. For timing: equal
/// clusters, whatever the routing.
public struct TurnRouter<Base: Router>: Router {
  public static var name: String { Base.name }

  private let base: Base

  public init(_ name: String, _ inputs: RouterInputs, _ settings: RoutingSettings, in parameters: Parameters) {
    base = Base(name, inputs, settings, in: parameters)
  }

  public var centres: Parameter { base.centres }
  public var cost: Cost { base.cost }

  public func callAsFunction(_ e: Matrix, on tape: Tape) -> Routing {
    let coefficients = base(e, on: tape).coefficients
    let (rows, count) = (coefficients.rows, coefficients.columns)
    return Routing(
      coefficients, clusters: IndexList(count: rows, in: tape.workspace.buffers) { Int32($0 % count) })
  }

  public func compared(_ e: Matrix, on tape: Tape) -> Matrix { base.compared(e, on: tape) }

  public func refitted(to e: Matrix, weight: Float, on tape: Tape) -> [(Parameter, Matrix)] {
    base.refitted(to: e, weight: weight, on: tape)
  }
}

extension Router {
  fileprivate static var dealingInTurn: RouterKind { RouterKind(TurnRouter<Self>.self) }
}

extension RouterKind {
  /// This router, its rows dealt in turn.
  public var dealingInTurn: RouterKind { type.dealingInTurn }
}
