import Settings

/// What each cluster owns of a layer that it shares with the others.
public enum ClusterForm: String, SettingChoice {
  /// A factor for every weight, W_s ⊗ W_k, as in the paper.
  case star
  /// A scale and a shift for every unit.
  case film

  var layer: any PartlySharedLayer.Type {
    switch self {
    case .star: StarLayer.self
    case .film: FilmLayer.self
    }
  }
}
