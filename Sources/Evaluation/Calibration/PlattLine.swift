/// Platt's scaling (1999) of a log-odds z: z' = z + shift + tilt (z − centre).
///
/// With a tilt above −1 it keeps the order of scores, and with it every AUC.
public struct PlattLine: Codable, Sendable, Equatable {
  public var shift: Double
  public var tilt: Double
  /// The mean log-odds of the rows that all lines were fitted to, which parts the two.
  public var centre: Double

  public init(shift: Double = 0, tilt: Double = 0, centre: Double = 0) {
    (self.shift, self.tilt, self.centre) = (shift, tilt, centre)
  }

  public func callAsFunction(_ z: Double) -> Double { z + shift + tilt * (z - centre) }

  /// The least 1 + tilt: a score that goes up always goes up.
  static let leastSlope = 0.05
}
