extension Metrics {
  /// What the kept weights are worth on the validation rows, each row counting by its weight.
  ///
  /// Not as sure as the figures of the test part: of all epochs, the one that these rows like best was kept.
  public struct Validation: Codable, Sendable, Equatable {
    /// Null where the rows have one class only.
    @Nullable public var auc: Double?
    @Nullable public var logLoss: Double?

    public init(auc: Double?, logLoss: Double?) { (self.auc, self.logLoss) = (auc, logLoss) }
  }
}
