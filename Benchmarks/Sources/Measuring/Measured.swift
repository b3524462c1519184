import Foundation

/// One measurement by a program that prints a line or a document of JSON with `samplesPerSecond`.
public struct Measured: Sendable, Equatable {
  public var samplesPerSecond: Double
  /// Of the machine's matrix products; nil where the program does not say.
  public var shareOfPeak: Double?
  public var peakMemoryBytes: Double?

  public init(samplesPerSecond: Double, shareOfPeak: Double? = nil, peakMemoryBytes: Double? = nil) {
    self.samplesPerSecond = samplesPerSecond
    self.shareOfPeak = shareOfPeak
    self.peakMemoryBytes = peakMemoryBytes
  }

  /// - Parameter output: JSON; of several lines that are JSON each, the last counts. `training.samplesPerSecond` serves too,
  ///   as in metrics.json.
  public init?(output: String) {
    let documents = [output] + output.split(separator: "\n").reversed().map(String.init)
    for text in documents {
      guard let json = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { continue }
      let training = json["training"] as? [String: Any] ?? json
      guard let rate = (json["samplesPerSecond"] ?? training["samplesPerSecond"]) as? Double, rate > 0 else { continue }
      self.init(
        samplesPerSecond: rate, shareOfPeak: json["shareOfPeak"] as? Double,
        peakMemoryBytes: (json["peakMemoryBytes"] ?? training["peakMemoryBytes"]) as? Double)
      return
    }
    return nil
  }
}

/// The same thing measured several times: shared machines are noisy.
public struct Series: Sendable {
  public private(set) var runs: [Measured] = []

  public init(_ runs: [Measured] = []) { self.runs = runs }

  public mutating func add(_ run: Measured) { runs.append(run) }

  public var median: Double { Self.median(runs.map(\.samplesPerSecond)) ?? 0 }
  public var range: ClosedRange<Double> {
    let rates = runs.map(\.samplesPerSecond)
    return (rates.min() ?? 0)...(rates.max() ?? 0)
  }
  public var shareOfPeak: Double? { Self.median(runs.compactMap(\.shareOfPeak)) }
  public var peakMemoryBytes: Double? { Self.median(runs.compactMap(\.peakMemoryBytes)) }

  /// The middle value, or the mean of the two; nil without any.
  public static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
