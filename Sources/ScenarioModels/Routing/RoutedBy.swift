import Settings

/// What routers compare rows by.
public enum RoutedBy: String, SettingChoice {
  /// The embeddings that training learns, as in the paper.
  case learned
  /// Embeddings that are drawn and saw no click (`DrawnEmbedding`).
  case drawn
}
