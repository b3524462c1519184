import Foundation

/// The health of a model's clusters, as `metrics.json` holds it.
public struct ClusterMetrics: Codable, Sendable, Equatable {
  /// The perspective: a group of features, or "all".
  public var perspective: String?
  /// Rows of each cluster.
  public var counts: [Int]
  /// Each cluster's share of the rows.
  public var shares: [Double]
  /// Mean and largest cosine between two centres; nil with fewer than two clusters. Near 1, the clusters have collapsed.
  public var centreCosineMean: Double?
  public var centreCosineMax: Double?
  /// The entropy of the shares, in nats (see `assignmentEntropy(counts:)`).
  public var assignmentEntropy: Double
  /// The exponential of the entropy: how many equally large clusters would be as varied.
  public var effectiveClusters: Double
  /// How sure rows are of their clusters: means of the entropy of a row's coefficients, in nats (0 for certain, ln K for
  /// anywhere), and of the largest coefficient's lead over the second (1 for certain).
  public var coefficientEntropy: Double?
  public var coefficientMargin: Double?
  /// The share of the validation rows whose cluster changed in the last epoch that was kept; nil before the second.
  public var changed: Double?

  /// The health of clusters with these numbers of rows and these centres (K of one length).
  public init(counts: [Int], centres: [[Float]]) {
    self.init(ClusterResult(name: nil, counts: counts), centres: centres)
  }

  /// The health of clusters that rows were routed to, with these centres.
  ///
  /// - Parameter changed: the share of validation rows that changed their cluster between the last two epochs.
  public init(_ result: ClusterResult, centres: [[Float]], changed: Double? = nil) {
    let counts = result.counts
    perspective = result.name
    coefficientEntropy = result.coefficientEntropy
    coefficientMargin = result.coefficientMargin
    self.changed = changed
    self.counts = counts
    shares = clusterShares(counts)
    let cosines = CentreCosines(centres: centres)
    centreCosineMean = cosines?.mean
    centreCosineMax = cosines?.max
    assignmentEntropy = Evaluation.assignmentEntropy(counts: counts)
    effectiveClusters = exp(assignmentEntropy)
  }
}

extension ClusterMetrics {
  // Swift leaves a nil out of the JSON; the contract wants null. Hence the encoding by hand.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(perspective, forKey: .perspective)
    try container.encode(counts, forKey: .counts)
    try container.encode(shares, forKey: .shares)
    try container.encode(centreCosineMean, forKey: .centreCosineMean)
    try container.encode(centreCosineMax, forKey: .centreCosineMax)
    try container.encode(assignmentEntropy, forKey: .assignmentEntropy)
    try container.encode(effectiveClusters, forKey: .effectiveClusters)
    try container.encode(coefficientEntropy, forKey: .coefficientEntropy)
    try container.encode(coefficientMargin, forKey: .coefficientMargin)
    try container.encode(changed, forKey: .changed)
  }
}

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
