import Settings
import Tensors

/// A router by its name: one of those that come with this library, or one of your own.
public struct RouterKind: NamedChoice {
  public let type: any Router.Type

  public init(_ type: any Router.Type) { self.type = type }

  /// Finds clusters and keeps them apart.
  public static let adaptive = RouterKind(AdaptiveRouter.self)
  /// The paper's Algorithm 1 as printed. Collapses.
  public static let dlm = RouterKind(DLMRouter.self)

  /// The routers that come with this library: a router is its file and its name here.
  public static let builtIn = [adaptive, dlm]

  /// As in `--router` and in files.
  public var name: String { type.name }

  public static func == (a: RouterKind, b: RouterKind) -> Bool { a.type == b.type }

  /// The settings that these routers declare.
  static func declared(_ routers: [RouterKind] = builtIn) -> [Setting<RoutingSettings>] {
    func own<R: Router>(_ router: R.Type) -> [Setting<RoutingSettings>] {
      R.Settings.declared.map { setting in setting.lifted(get: { $0[router] }, set: { $0[router] = $1 }) }
    }
    return routers.flatMap { own($0.type) }
  }
}
