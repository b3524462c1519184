extension Comparison {
  /// The outcome in one sentence of moderate length, for the head of a page; `verdict.lines` have all of it.
  public var headline: String {
    guard let hub, verdict.best != nil else { return verdict.sentence }
    let title = Self.short(hub.title)
    guard !verdict.rivals.isEmpty else { return "\(title) reaches a \(figure) of \(Figures.score(hub.auc.mean))." }
    guard verdict.against == nil else { return headline(against: title) }
    let best = "\(title) has the largest \(figure), \(Figures.score(hub.auc.mean))"
    let level = ranked { -$0.difference }.filter { !$0.distinguishable }.map(\.title)
    if level.isEmpty {
      let others = verdict.rivals.count == 1 ? Self.some(of: verdict.rivals.map(\.title)) : "every other"
      return "\(best), ahead of \(others) by \(enough)."
    }
    if level.count == verdict.rivals.count, level.count > Self.mostNames {
      return "\(best), and is distinguishable from none of the \(level.count) others."
    }
    return "\(best), and is not distinguishable from \(Self.some(of: level))."
  }

  private func headline(against reference: String) -> String {
    let ranked = ranked(by: \.difference)
    let ahead = ranked.filter(\.isAhead)
    if let first = ahead.first {
      let more =
        ahead.count > 1
        ? ", and so \(ahead.count == 2 ? "is" : "are") \(Self.some(of: ahead.dropFirst().map(\.title)))" : ""
      return
        "\(Self.short(first.title)) is ahead of \(reference) by \(Figures.score(first.difference)) \(figure), "
        + "\(enough)\(more)."
    }
    let behind = ranked.filter(\.isBehind).map(\.title)
    if behind.count == ranked.count { return "\(reference) is ahead of \(Self.some(of: behind)) by \(enough)." }
    if let first = ranked.first, first.difference > 0 {
      return "None is ahead of \(reference) by \(enough); the largest difference is "
        + "\(Figures.difference(first.difference)) \(figure), of \(Self.short(first.title))."
    }
    let lost = behind.isEmpty ? "" : ", which is ahead of \(Self.some(of: behind)) by \(enough)"
    return "None is ahead of \(reference)\(lost)."
  }

  /// What a difference takes to be called one: with one seed nothing is known of training's luck.
  private var enough: String { verdict.seeds == 1 ? "more than the rows' luck" : "more than chance" }

  private var figure: String { "\(Self.short(part)) AUC" }

  /// The largest first, of equals the first given.
  private func ranked(by value: (Verdict.Rival) -> Double) -> [Verdict.Rival] {
    verdict.rivals.descending(by: value)
  }

  private static let mostNames = 3

  /// "A, B and C", or "A, B and 4 others".
  private static func some(of names: [String]) -> String {
    let kept = names.count > mostNames + 1 ? mostNames - 1 : names.count
    let shown = names.prefix(kept).map(short) + (kept < names.count ? ["\(names.count - kept) others"] : [])
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func short(_ name: String) -> String { Figures.short(name, 60) }
}
