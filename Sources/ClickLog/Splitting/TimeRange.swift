/// When the rows of the parts happened.
struct TimeRanges {
  private(set) var first = [Double](repeating: .infinity, count: PartName.allCases.count)
  private(set) var last = [Double](repeating: -.infinity, count: PartName.allCases.count)

  /// Of all parts together; nil where no row has a time.
  var all: ClosedRange<Double>? {
    let (low, high) = (first.min() ?? .infinity, last.max() ?? -.infinity)
    return low <= high ? low...high : nil
  }

  mutating func add(_ times: UnsafeBufferPointer<Double>, _ parts: [UInt8]) {
    for row in parts.indices where parts[row] != PartName.nowhere && !times[row].isNaN {
      let part = Int(parts[row])
      first[part] = min(first[part], times[row])
      last[part] = max(last[part], times[row])
    }
  }
}
