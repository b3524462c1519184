import Foundation

extension ClusterMetrics {
  /// Centres' cosines above this mean that they all but coincide; a share above this, that one cluster has all.
  public static let collapsed = 0.95

  /// What is wrong with the clusters, in one line; nil if nothing is.
  public var warning: String? {
    guard counts.count > 1 else { return nil }
    let whose = perspective.map { $0 == "all" ? "" : " on '\($0)'" } ?? ""
    if let centreCosineMean, centreCosineMean > Self.collapsed {
      return
        "the routing\(whose) has collapsed: the centres' mean cosine is \(Figures.ratio(centreCosineMean)), so all clusters "
        + "lie in one direction and their sizes mean nothing"
    }
    if let largest = shares.max(), largest > Self.collapsed {
      return "the routing\(whose) has collapsed: one cluster has \(Figures.percent(largest)) of the rows"
    }
    return nil
  }

  /// What the clusters are like, in a sentence or two.
  public var verdict: String {
    guard let mean = centreCosineMean, let largest = centreCosineMax else {
      return "There is a single cluster: all rows share one network."
    }
    let figures = "mean cosine between centres \(Figures.ratio(mean)), largest \(Figures.ratio(largest))"
    if mean > Self.collapsed {
      return
        "The clusters have collapsed: their centres point the same way (\(figures)). Rows are told apart by rounding, "
        + "not by content, whatever the counts suggest."
    }
    let sizes = "In size they amount to \(Figures.fixed(effectiveClusters, 1)) equal clusters."
    if warning != nil { return "The clusters have collapsed: one has nearly all rows (\(figures)). \(sizes)" }
    if largest > Self.collapsed { return "At least two clusters have grown together (\(figures)). \(sizes)" }
    return "The clusters are distinct: \(figures). \(sizes)"
  }

  /// Whether the verdict is bad news.
  public var isSuspect: Bool { warning != nil || (centreCosineMax ?? 0) > Self.collapsed }

  /// How sure and how steady the routing is, in a sentence; nil where that was not measured.
  public var certainty: String? {
    guard let entropy = coefficientEntropy, let margin = coefficientMargin, counts.count > 1 else { return nil }
    let choice =
      "Of its \(counts.count) coefficients a row's largest leads the second by \(Figures.ratio(margin)) on average; "
      + "their entropy is \(Figures.ratio(entropy)) nats, \(Figures.ratio(log(Double(counts.count)))) where all are equal."
    guard let changed else { return choice }
    return choice
      + " In the epoch that was kept, \(Figures.percent(changed)) of the validation rows changed their cluster."
  }
}
