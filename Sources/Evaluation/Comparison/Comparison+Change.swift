extension Comparison {
  /// What a change brings: an entrant's figures minus those of the reference, means over the seeds.
  public struct Change: Codable, Sendable, Equatable {
    public var name: String
    public var title: String
    /// In the AUC of the part that is judged.
    public var difference: Double
    /// In the validation part's AUC; null without one.
    @Nullable public var validationDifference: Double?
    @Nullable public var logLossDifference: Double?
    /// Both p as of this one comparison, and after Holm's correction for all of them.
    @Nullable public var deLongP: Double?
    @Nullable public var pairedTP: Double?
    @Nullable public var deLongAdjusted: Double?
    @Nullable public var pairedTAdjusted: Double?
    public var distinguishable: Bool
    /// Seconds of training over those of the reference; null where that took none.
    @Nullable public var secondsRatio: Double?
  }

  /// The entrants beside the reference of the verdict, the largest difference first, equals in the order given; nil without
  /// one. Where there is no verdict, no p is known, and none is distinguishable.
  static func changes(_ models: [Model], _ verdict: Verdict) -> [Change]? {
    guard let reference = models.first(where: { $0.name == verdict.against }) else { return nil }
    let entrants = models.filter { $0.name != reference.name }
    return entrants.compactMap { Change($0, reference, verdict.rivals) }.descending(by: \.difference)
  }
}

extension Comparison.Change {
  /// Nil where either has no AUC.
  fileprivate init?(_ model: Comparison.Model, _ reference: Comparison.Model, _ rivals: [Verdict.Rival]) {
    guard let own = model.auc.mean, let other = reference.auc.mean else { return nil }
    let rival = rivals.first { $0.name == model.name }
    func difference(_ value: (Comparison.Model) -> Double?) -> Double? {
      value(model).flatMap { mine in value(reference).map { mine - $0 } }
    }
    let seconds = reference.training.seconds
    self.init(
      name: model.name, title: model.title, difference: own - other,
      validationDifference: difference { $0.validationAUC?.mean }, logLossDifference: difference { $0.logLoss.mean },
      deLongP: rival?.deLong?.p, pairedTP: rival?.pairedT?.p, deLongAdjusted: rival?.deLongAdjusted,
      pairedTAdjusted: rival?.pairedTAdjusted, distinguishable: rival?.distinguishable ?? false,
      secondsRatio: seconds > 0 ? model.training.seconds / seconds : nil)
  }
}
