/// The cosines between all pairs of cluster centres. A mean near 1 means that the clusters have collapsed into one
/// direction, however lively their counts look.
public struct CentreCosines: Sendable, Equatable {
  public let mean: Double
  public let max: Double

  /// The cosines of K centres of one length; nil when there are fewer than two. A centre of zeros points nowhere and
  /// has cosine 0 with every other.
  public init?(centres: [[Float]]) {
    guard centres.count > 1 else { return nil }
    let lengths = centres.map { Self.product($0, $0).squareRoot() }
    var sum = 0.0
    var largest = -1.0
    for first in centres.indices {
      for second in centres.indices.dropFirst(first + 1) {
        let scale = lengths[first] * lengths[second]
        let cosine = scale > 0 && scale.isFinite ? Self.product(centres[first], centres[second]) / scale : 0
        sum += cosine
        largest = Swift.max(largest, cosine)
      }
    }
    mean = sum / Double(centres.count * (centres.count - 1) / 2)
    max = largest
  }

  private static func product(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
