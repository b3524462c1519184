extension Comparison {
  /// The outcome in one sentence of moderate length, for the head of a page; `verdict.sentence` has all of it.
  public var headline: String {
    guard let hub = models.first(where: { $0.name == verdict.against ?? verdict.best }), verdict.best != nil else {
      return verdict.sentence
    }
    let figure = "\(part) AUC"
    guard !verdict.rivals.isEmpty else { return "\(hub.title) reaches a \(figure) of \(Figures.score(hub.auc.mean))." }
    guard verdict.against == nil else { return headline(against: hub.title, figure) }
    let level = verdict.rivals.filter { !$0.distinguishable }.map(\.title)
    let best = "\(hub.title) has the largest \(figure), \(Figures.score(hub.auc.mean))"
    if level.isEmpty { return "\(best), ahead of every other by more than chance." }
    return "\(best), and is not distinguishable from \(Self.some(of: level))."
  }

  private func headline(against reference: String, _ figure: String) -> String {
    let ranked = verdict.rivals.enumerated().sorted {
      ($1.element.difference, $0.offset) < ($0.element.difference, $1.offset)
    }.map(\.element)
    let ahead = ranked.filter(\.isAhead)
    if let first = ahead.first {
      let more = ahead.count > 1 ? ", and \(Self.some(of: ahead.dropFirst().map(\.title))) too" : ""
      return "\(first.title) is ahead of \(reference) by \(Figures.score(first.difference)) \(figure), more than chance"
        + "\(more)."
    }
    let behind = ranked.filter(\.isBehind).map(\.title)
    if behind.count == ranked.count { return "\(reference) is ahead of each other by more than chance." }
    if let first = ranked.first, first.difference > 0 {
      return "None is ahead of \(reference) by more than chance; the largest difference is "
        + "\(Figures.difference(first.difference)) \(figure), of \(first.title)."
    }
    let lost =
      behind.isEmpty
      ? "" : ", and \(Self.some(of: behind)) \(behind.count == 1 ? "is" : "are") behind by more than chance"
    return "None is ahead of \(reference)\(lost)."
  }

  /// "A, B and C", or "A, B and 4 others".
  private static func some(of names: [String]) -> String {
    let most = 3
    let shown = names.count > most + 1 ? Array(names.prefix(most - 1)) + ["\(names.count - most + 1) others"] : names
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return Verdict.list(Array(shown.dropLast())) + " and " + last
  }
}
