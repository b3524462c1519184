extension Verdict {
  /// The outcome, and a sentence for each other model.
  public var lines: [String] { [sentence] + rivals.map(\.sentence) }

  static func none(_ reason: String?) -> String { "No verdict" + (reason.map { ": \($0)." } ?? ".") }

  /// Why models cannot be told apart on the rows that they were judged on; nil where they can.
  ///
  /// - Parameter ranked: the titles of those that have an AUC.
  static func reason(_ models: [ComparedModel], ranked: [String], _ part: String) -> String? {
    guard !ranked.isEmpty else { return "the \(part) part lacks clicks or non-clicks, so that no AUC is defined" }
    let without = models.map(\.title).filter { !ranked.contains($0) }
    guard without.isEmpty else {
      return "\(without.joined(separator: ", ")) \(without.count == 1 ? "has" : "have") no AUC on the \(part) part"
    }
    guard models.count > 1, let (clicks, others) = models.first?.classes, min(clicks, others) < fewest else {
      return nil
    }
    let few = clicks < fewest ? "\(clicks) clicks" : "\(others) rows without a click"
    return
      "the \(part) part has \(few), and with fewer than \(fewest) of a class the rows' luck alone tells equal models "
      + "apart too often"
  }

  /// The outcome in words.
  ///
  /// - Parameters:
  ///   - title: of the best model, or of the reference.
  ///   - auc: its mean over the seeds.
  func summary(_ title: String, _ auc: Double, _ part: String, of hub: ComparedModel) -> String {
    let runs = seeds == 1 ? "one seed" : "the mean of \(seeds) seeds"
    let figure = "\(part) AUC: \(Figures.score(auc)), \(runs)."
    var text = against == nil ? "\(title) has the largest \(figure)" : "\(title) is the reference, \(figure)"
    guard !rivals.isEmpty else { return text }
    text += against == nil ? leadOfTheBest : differencesToTheReference
    if rivals.count > 1 { text += " Each p is corrected for \(rivals.count) comparisons (Holm)." }
    if seeds == 1 {
      text += " With one seed only the test rows' luck is known, training's is not: three seeds or more show it."
    }
    if hub.placements == nil, let labels = hub.metrics.first?.labels { text += Self.withoutDeLong(labels) }
    return text
  }

  private var leadOfTheBest: String {
    let level = rivals.filter { !$0.distinguishable }.map(\.title)
    return level.isEmpty
      ? " It is ahead of every other model by more than chance."
      : " It is not distinguishable from \(level.joined(separator: ", "))."
  }

  private var differencesToTheReference: String {
    func list(_ words: String, _ rivals: [Rival]) -> String {
      let names = rivals.map { "\($0.title) (\(Figures.difference($0.difference)))" }
      return names.isEmpty ? "" : " \(words): \(names.joined(separator: ", "))."
    }
    return list("Ahead of it by more than chance", rivals.filter(\.isAhead))
      + list("Behind it by more than chance", rivals.filter(\.isBehind))
      + list("Not distinguishable from it", rivals.filter { !$0.distinguishable })
  }

  /// Why there is no p by the rows' luck, which takes rows that are clicked or not.
  private static func withoutDeLong(_ labels: LabelForm) -> String {
    let what = labels == .counts ? "clicks out of impressions that are no whole numbers" : "\(labels.rawValue)"
    return " The labels are \(what), for which DeLong's test of the rows' luck is not defined: no difference is called "
      + "distinguishable."
  }
}
