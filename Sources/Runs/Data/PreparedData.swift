import Files
import ClickLog
import Training

/// A prepared log under its name, with what is known of its rows.
public struct PreparedData: Sendable {
  public let log: PreparedLog
  /// In titles and in names of folders.
  public let name: String
  /// Nil for a log that was not simulated.
  public let truth: KnownTruth?
  /// Where the store is, if it lasts only as long as this value.
  private let workplace: TemporaryFolder?

  public init(_ log: PreparedLog, named name: String, truth: KnownTruth? = nil) {
    self.init(log, named: name, truth: truth, in: nil)
  }

  init(_ log: PreparedLog, named name: String, truth: KnownTruth?, in workplace: TemporaryFolder?) {
    (self.log, self.name, self.truth, self.workplace) = (log, name, truth, workplace)
  }
}
