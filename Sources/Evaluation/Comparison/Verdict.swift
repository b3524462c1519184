/// Which model is best, and against which others that is more than luck.
public struct Verdict: Codable, Sendable, Equatable {
  /// The best model beside one other.
  public struct Rival: Codable, Sendable, Equatable {
    public var name: String
    public var title: String
    /// The best model's mean AUC minus this one's.
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

  /// The name of the model with the largest mean AUC; null where no AUC is defined.
  @Nullable public var best: String?
  public var seeds: Int
  /// The others, in the order given.
  public var rivals: [Rival]
  /// The outcome in words.
  public var sentence: String

  /// - Parameter part: the name of the part of the data that the models were judged on.
  init(_ models: [ComparedModel], part: String) {
    let ranked = models.compactMap { model in Spread(of: model.metrics.map(\.auc)).mean.map { (model, $0) } }
    seeds = models.first?.metrics.count ?? 0
    guard let (best, auc) = ranked.reduce(nil, Self.better), ranked.count == models.count else {
      self.best = nil
      rivals = []
      sentence = "No verdict: the \(part) part lacks clicks or non-clicks, so that no AUC is defined."
      return
    }
    self.best = best.name
    let others = ranked.filter { $0.0.name != best.name }
    let deLong = others.map { other in
      best.placements.flatMap { mine in other.0.placements.flatMap { DeLongTest(mine, $0) } }
    }
    let pairedT = others.map { PairedTest(best.metrics.compactMap(\.auc), $0.0.metrics.compactMap(\.auc)) }
    let deLongAdjusted = Self.adjusted(deLong.map { $0?.p })
    let pairedTAdjusted = Self.adjusted(pairedT.map { $0?.p })
    rivals = others.indices.map { index in
      var rival = Rival(
        name: others[index].0.name, title: others[index].0.title, difference: auc - others[index].1,
        deLong: deLong[index], pairedT: pairedT[index], deLongAdjusted: deLongAdjusted[index],
        pairedTAdjusted: pairedTAdjusted[index], distinguishable: false, sentence: "")
      rival.decide(best.title, seeds: best.metrics.count)
      return rival
    }
    sentence = Self.summary(best.title, auc, part, seeds, rivals)
    if !rivals.isEmpty, best.placements == nil, let labels = best.metrics.first?.labels {
      sentence += Self.withoutDeLong(labels)
    }
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

  /// Why there is no p by the rows' luck, which takes rows that are clicked or not.
  private static func withoutDeLong(_ labels: LabelForm) -> String {
    let what = labels == .counts ? "clicks out of impressions that are no whole numbers" : "\(labels.rawValue)"
    return " The labels are \(what), for which DeLong's test of the rows' luck is not defined: no difference is called "
      + "distinguishable."
  }

  private static func summary(_ best: String, _ auc: Double, _ part: String, _ seeds: Int, _ rivals: [Rival]) -> String
  {
    let runs = seeds == 1 ? "one seed" : "the mean of \(seeds) seeds"
    var text = "\(best) has the largest \(part) AUC: \(Figures.score(auc)), \(runs)."
    guard !rivals.isEmpty else { return text }
    let level = rivals.filter { !$0.distinguishable }.map(\.title)
    if level.isEmpty {
      text += " It is ahead of every other model by more than chance."
    } else {
      text += " It is not distinguishable from \(level.joined(separator: ", "))."
    }
    if rivals.count > 1 { text += " Each p is corrected for \(rivals.count) comparisons (Holm)." }
    if seeds == 1 {
      text += " With one seed only the test rows' luck is known, training's is not: three seeds or more show it."
    }
    return text
  }
}

extension Verdict.Rival {
  /// Decides whether the two can be told apart, and writes the sentence.
  fileprivate mutating func decide(_ best: String, seeds: Int) {
    let byRows = deLongAdjusted.map { $0 < Verdict.level } ?? false
    let byTraining = pairedTAdjusted.map { $0 < Verdict.level } ?? (seeds == 1)
    distinguishable = difference > 0 && byRows && byTraining
    let tests = [
      "DeLong p \(Figures.chance(deLongAdjusted))",
      pairedTAdjusted.map { "paired t over \(seeds) seeds p \(Figures.chance($0))" },
    ].compactMap { $0 }.joined(separator: ", ")
    let ahead = difference > 0 ? "is ahead of \(title) by \(Figures.score(difference))" : "is level with \(title)"
    let limits = seeds == 1 ? " on these rows; one seed says nothing of training's luck" : ""
    sentence = "\(best) \(ahead) (\(tests)): \(distinguishable ? "distinguishable" : "not distinguishable")\(limits)."
  }
}
