import Tensors

/// A model that routes each row to one of several learned distributions, from one perspective or from several.
public protocol RoutingModel: ScenarioModel {
  /// From where rows are routed.
  var perspectives: [Perspective] { get }
  /// The embeddings that rows are routed by, [n, all fields' columns].
  func routed(_ input: ModelInput, on tape: Tape) -> Matrix
  /// How far the networks of each perspective's clusters are from what all clusters share, relative to that; empty for a model
  /// that does not say.
  func distances(in parameters: Parameters) -> [[Double]]
}

extension RoutingModel {
  public func distances(in parameters: Parameters) -> [[Double]] { [] }

  /// The part of `flopsPerRow` that routing is.
  public var routingFlopsPerRow: Flops { perspectives.map(\.cost).total.flops }

  /// What each perspective's router sees of each row, as wide as a centre, and where it sends it, without the rest of the
  /// network.
  public func route(_ input: ModelInput, on tape: Tape) -> [(inputs: Matrix, routing: Routing)] {
    let e = routed(input, on: tape)
    return perspectives.map { perspective in
      let seen = perspective.seen(e, on: tape)
      return (perspective.router.compared(seen, on: tape), perspective.router(seen, on: tape))
    }
  }

  /// The routers' states, but for their centres, with these rows counting by `weight` among all seen so far.
  public func refittedRouters(to input: ModelInput, weight: Float, on tape: Tape) -> [(Parameter, Matrix)] {
    let e = routed(input, on: tape)
    return perspectives.flatMap { $0.router.refitted(to: $0.seen(e, on: tape), weight: weight, on: tape) }
  }
}

extension ScenarioModel {
  /// The model as one that routes; nil if it does not.
  public var routingModel: (any RoutingModel)? { self as? any RoutingModel }
}
