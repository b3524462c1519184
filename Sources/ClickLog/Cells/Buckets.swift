/// Ranges of a number that hold about equally many rows of the training part.
public struct Buckets: Sendable, Equatable {
  /// The row where there is no number.
  static let missingRow = 0
  /// Quantiles are those of at most this many evenly spaced training rows.
  static let fittedRows = 1 << 20

  /// Ascending; bucket i holds the numbers from edge i - 1 on and below edge i.
  public let edges: [Double]

  init(edges: [Double]) { self.edges = edges }

  /// The quantiles of these numbers (put in order on the way). Many equal numbers share one bucket, so there may be
  /// fewer than asked for.
  init(fitting numbers: inout [Double], count: Int) {
    numbers.sort()
    var edges: [Double] = []
    if let least = numbers.first {
      for i in 1..<max(2, count) {
        let edge = numbers[i * numbers.count / count]
        if edge > edges.last ?? least { edges.append(edge) }
      }
    }
    self.edges = edges
  }

  /// One row a bucket, and `missingRow`.
  public var rows: Int { edges.count + 2 }

  @inline(__always)
  public func row(of number: Double) -> Int {
    guard !number.isNaN else { return Self.missingRow }
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= number { low = middle + 1 } else { high = middle }
    }
    return low + 1
  }

  func label(ofRow row: Int) -> String {
    guard row > 0, row < rows else { return "(missing)" }
    switch (row > 1, row <= edges.count) {
    case (false, false): return "any"
    case (false, true): return "below \(edges[0])"
    case (true, true): return "\(edges[row - 2]) to \(edges[row - 1])"
    case (true, false): return "from \(edges[row - 2])"
    }
  }
}
