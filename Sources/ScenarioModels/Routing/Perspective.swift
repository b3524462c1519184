import Tensors

/// What rows are routed by: all features or those of one group of the schema, with a router and centres of its own.
public struct Perspective: Sendable {
  /// The group's name, or `everything`.
  public let name: String
  let router: any Router
  /// Columns of the embeddings; nil for all.
  private let columns: [Range<Int>]?

  /// The name of routing on all features.
  public static let everything = "all"

  /// The router's centres, [K, length].
  public var centres: Parameter { router.centres }
  public var cost: Cost { router.cost + Cost(activations: columns == nil ? 0 : centres.shape[1]) }

  /// The groups of features that `routeOn` names, with commas between; `everything` for nil.
  public static func names(in routeOn: String?) -> [String] {
    (routeOn ?? everything).split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " })
    }
  }

  /// A perspective for each of these groups of features.
  ///
  /// - Throws: `ModelError` if there is no such group, or one is named twice.
  public static func list(
    _ names: [String], of embedding: Embedding, _ router: RouterKind, _ settings: RoutingSettings,
    in parameters: Parameters
  ) throws(ModelError) -> [Perspective] {
    var perspectives: [Perspective] = []
    for name in names {
      guard !perspectives.contains(where: { $0.name == name }) else {
        throw ModelError("route-on names '\(name)' twice")
      }
      let group = embedding.columns(of: name)
      guard group != nil || name == everything else { throw noFeatures(in: name, embedding.groups) }
      let columns = group ?? embedding.ofValues
      let inputs = RouterInputs(
        length: columns.map { $0.reduce(0) { $0 + $1.count } } ?? embedding.outputs, fieldWidth: embedding.dimension)
      let prefix = names.count == 1 ? "router" : "router.\(name)"
      perspectives.append(
        Perspective(name: name, router: router.type.init(prefix, inputs, settings, in: parameters), columns: columns))
    }
    return perspectives
  }

  private static func noFeatures(in group: String, _ groups: [String]) -> ModelError {
    let known =
      groups.isEmpty ? "the schema names no groups" : "the schema's groups are \(groups.joined(separator: ", "))"
    return ModelError("no feature is in group '\(group)' to route on; \(known)")
  }

  /// Routes rows by their embeddings, [n, all columns]; lets the centres move if the tape trains.
  public func route(_ e: Matrix, on tape: Tape) -> Routing {
    tape.workspace.timed(.routing) { router(seen(e, on: tape), on: tape) }
  }

  /// The part of the embeddings that the router sees, [n, length].
  func seen(_ e: Matrix, on tape: Tape) -> Matrix { columns.map { e.columns($0, in: tape.workspace) } ?? e }
}
