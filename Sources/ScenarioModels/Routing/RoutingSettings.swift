import Settings

/// The settings that all routers have in common, and each router's own, as it declares them.
///
///     settings.routing.momentum = 0.95
///     settings.routing[AdaptiveRouter.self].temperature = 0.05
public struct RoutingSettings: Equatable, Sendable {
  /// K
  @Open public var clusters = 9
  /// β, the weight of the inherited centre in the moving average (equation 5).
  public var momentum = 0.9
  private var own = SettingGroups()

  public init() {}

  /// A router's own settings.
  public subscript<R: Router>(_ router: R.Type) -> R.Settings {
    get { own[of: router] }
    set { own[of: router] = newValue }
  }
}
