/// A log that an encoding was fitted on or has grown by: whoever has this encoding may have trained on its rows.
public struct KnownLog: Sendable, Equatable {
  /// `PreparedLog.fingerprint` of the log alone.
  public let fingerprint: UInt64
  /// What a random split was drawn with.
  public let seed: UInt64
  /// How its rows were split.
  let split: Schema.Split
}

extension [KnownLog] {
  /// The log of this fingerprint, if it is known.
  public func log(_ fingerprint: UInt64) -> KnownLog? { first { $0.fingerprint == fingerprint } }
}
