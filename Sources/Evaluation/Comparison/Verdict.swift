/// Whether models differ by more than luck: the best one from each other, or each other from one that is named.
public struct Verdict: Codable, Sendable, Equatable {
  /// Two models beside one another: the best and this one, or this one and the reference.
  public struct Rival: Codable, Sendable, Equatable {
    public var name: String
    public var title: String
    /// The best model's mean AUC minus this one's; with `against`, this one's minus that of the reference.
    public var difference: Double
    /// By the rows' luck; null where the rows have fewer than two of a class.
    @Nullable public var deLong: DeLongTest?
    /// By training's luck; null with one seed.
    @Nullable public var pairedT: PairedTest?
    /// Both p after Holm's correction for all rivals.
    @Nullable public var deLongAdjusted: Double?
    @Nullable public var pairedTAdjusted: Double?
    /// Whether both (with one seed: DeLong's alone) lie below the level.
    public var distinguishable: Bool
    public var sentence: String
  }

  /// The chance of a false alarm that is accepted, over all rivals.
  public static let level = 0.05
  /// With fewer clicks, or fewer non-clicks, there is no verdict: DeLong's test would tell equal models apart too often, with 20
  /// in 6% of the cases, with 10 in 8%, with 5 in 11%, with 2 in 25% (`TestSizeTests`; docs/Compare.md).
  public static let fewest = 20

  /// The name of the model with the largest mean AUC; null where there is no verdict.
  @Nullable public var best: String?
  /// The name of the reference that each other model is compared with; null where the best is compared with each other.
  @Nullable public var against: String?
  public var seeds: Int
  /// The others, in the order given.
  public var rivals: [Rival]
  /// The outcome in words.
  public var sentence: String
  /// Why there is no verdict, and no rivals; null where there is one.
  @Nullable public var reason: String?

  /// - Parameters:
  ///   - part: the name of the part of the data that the models were judged on.
  ///   - against: the name of the reference, one of the models; nil to compare the best with each other.
  init(_ models: [ComparedModel], part: String, against: String? = nil) {
    precondition(against == nil || models.contains { $0.name == against }, "the reference is one of the models")
    let ranked = models.compactMap { model in Spread(of: model.metrics.map(\.auc)).mean.map { (model, $0) } }
    seeds = models.first?.metrics.count ?? 0
    self.against = against
    let reason = Self.reason(models, ranked: ranked.map(\.0.title), part)
    self.reason = reason
    guard reason == nil, let best = ranked.reduce(nil, Self.better) else {
      self.best = nil
      rivals = []
      sentence = Self.none(reason)
      return
    }
    self.best = best.0.name
    let (hub, auc) = ranked.first { $0.0.name == against } ?? best
    let others = ranked.filter { $0.0.name != hub.name }
    let pairs = others.map { other in against == nil ? (hub, other.0) : (other.0, hub) }
    let deLong = pairs.map { a, b in a.placements.flatMap { a in b.placements.flatMap { DeLongTest(a, $0) } } }
    let pairedT = pairs.map { a, b in PairedTest(a.metrics.compactMap(\.auc), b.metrics.compactMap(\.auc)) }
    let deLongAdjusted = Self.adjusted(deLong.map { $0?.p })
    let pairedTAdjusted = Self.adjusted(pairedT.map { $0?.p })
    rivals = others.indices.map { index in
      var rival = Rival(
        name: others[index].0.name, title: others[index].0.title,
        difference: against == nil ? auc - others[index].1 : others[index].1 - auc, deLong: deLong[index],
        pairedT: pairedT[index], deLongAdjusted: deLongAdjusted[index], pairedTAdjusted: pairedTAdjusted[index],
        distinguishable: false, sentence: "")
      rival.decide(pairs[index].0.title, pairs[index].1.title, seeds: hub.metrics.count)
      return rival
    }
    sentence = ""
    sentence = summary(hub.title, auc, part, of: hub)
  }

  /// Of equals the first.
  private static func better(
    _ best: (ComparedModel, Double)?, _ next: (ComparedModel, Double)
  ) -> (ComparedModel, Double)? {
    best.map { $0.1 >= next.1 ? $0 : next } ?? next
  }

  /// Holm's correction; a comparison without a p counts towards none.
  private static func adjusted(_ p: [Double?]) -> [Double?] {
    var corrected = holm(p.compactMap { $0 })[...]
    return p.map { $0 == nil ? nil : corrected.popFirst() }
  }
}

extension Array {
  /// The largest first, of equals the first given.
  func descending(by value: (Element) -> Double) -> [Element] {
    enumerated().sorted { a, b in (value(b.element), a.offset) < (value(a.element), b.offset) }.map(\.element)
  }
}

extension Verdict.Rival {
  /// Whether this model is ahead of the reference, or the best ahead of this one, by more than luck.
  var isAhead: Bool { distinguishable && difference > 0 }
  var isBehind: Bool { distinguishable && difference < 0 }

  /// Decides whether the two can be told apart, and writes the sentence.
  fileprivate mutating func decide(_ first: String, _ second: String, seeds: Int) {
    let byRows = deLongAdjusted.map { $0 < Verdict.level } ?? false
    let byTraining = pairedTAdjusted.map { $0 < Verdict.level } ?? (seeds == 1)
    distinguishable = difference != 0 && byRows && byTraining
    let tests = [
      "DeLong p \(Figures.chance(deLongAdjusted))",
      pairedTAdjusted.map { "paired t over \(seeds) seeds p \(Figures.chance($0))" },
    ].compactMap { $0 }.joined(separator: ", ")
    let apart = Figures.score(abs(difference))
    let place =
      difference == 0
      ? "level with \(second)" : "\(difference > 0 ? "ahead of" : "behind") \(second) by \(apart)"
    let limits = seeds == 1 ? " on these rows; one seed says nothing of training's luck" : ""
    sentence =
      "\(first) is \(place) (\(tests)): \(distinguishable ? "distinguishable" : "not distinguishable")\(limits)."
  }
}
