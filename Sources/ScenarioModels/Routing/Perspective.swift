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

  /// Those that `--route-on` names: groups with commas between, or nil for all features.
  ///
  /// - Throws: `ModelError` if there is no such group, or one is named twice.
  static func list(
    _ names: String?, of embedding: Embedding, _ settings: ModelSettings, in parameters: Parameters
  ) throws(ModelError) -> [Perspective] {
    let names = (names ?? everything).split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " })
    }
    var perspectives: [Perspective] = []
    for name in names {
      guard !perspectives.contains(where: { $0.name == name }) else {
        throw ModelError("route-on names '\(name)' twice")
      }
      let columns = try embedding.columns(of: name)
      let length = columns.map { $0.reduce(0) { $0 + $1.count } } ?? embedding.outputs
      let router = settings.router.router(
        names.count == 1 ? "router" : "router.\(name)", inputs: length, settings, in: parameters)
      perspectives.append(Perspective(name: name, router: router, columns: columns))
    }
    return perspectives
  }

  /// Routes rows by their embeddings, [n, all columns]; lets the centres move if the tape trains.
  public func route(_ e: Matrix, on tape: Tape) -> Routing {
    tape.workspace.timed(.routing) { router(seen(e, on: tape), on: tape) }
  }

  /// The part of the embeddings that rows are routed on.
  func seen(_ e: Matrix, on tape: Tape) -> Matrix { columns.map { e.columns($0, in: tape.workspace) } ?? e }
}
