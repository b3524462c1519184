/// The mean and the standard deviation (with n − 1) of a figure over seeds.
public struct Spread: Codable, Sendable, Equatable {
  /// Nil where a seed lacks the figure.
  @Nullable public private(set) var mean: Double?
  /// Nil with fewer than two seeds, too.
  @Nullable public private(set) var standardDeviation: Double?

  public init(of values: [Double?]) {
    let known = values.compactMap { $0 }
    guard !known.isEmpty, known.count == values.count else {
      (mean, standardDeviation) = (nil, nil)
      return
    }
    let average = known.reduce(0, +) / Double(known.count)
    mean = average
    let squares = known.reduce(0) { $0 + ($1 - average) * ($1 - average) }
    standardDeviation = known.count > 1 ? (squares / Double(known.count - 1)).squareRoot() : nil
  }
}

extension Spread: MetricValue {
  public static var undefined: Spread { Spread(of: []) }
}
