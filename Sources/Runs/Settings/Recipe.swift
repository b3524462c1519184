import Settings

/// What training does beyond the paper, each part of it only where the log's validation rows say that it pays.
public enum Recipe: String, SettingChoice {
  /// Running statistics, several passes with new embeddings, and as many clusters as pay: one model, in a few passes more.
  case auto
  /// The same with more patience, and five models as one.
  case best
  /// The paper's: nothing that is not asked for.
  case paper

  /// Training rows that trying is for. A larger log learns by itself what statistics would say, has rows for all its clusters, and
  /// each try would take minutes.
  static let mostRows = 1_000_000

  /// Models as one.
  var ensemble: Int { self == .best ? 5 : 1 }
}
