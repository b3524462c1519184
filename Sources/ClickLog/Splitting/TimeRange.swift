/// When the rows of the parts happened.
struct TimeRanges {
  private var first = [Double](repeating: .infinity, count: PartName.allCases.count)
  private var last = [Double](repeating: -.infinity, count: PartName.allCases.count)

  mutating func add(_ times: UnsafeBufferPointer<Double>, _ parts: [UInt8]) {
    for row in parts.indices where parts[row] != PartName.nowhere && !times[row].isNaN {
      let part = Int(parts[row])
      first[part] = min(first[part], times[row])
      last[part] = max(last[part], times[row])
    }
  }

  /// For people and for the manifest; nil where no row has a time.
  ///
  /// - Parameter forms: what all the times look like.
  func text(_ column: String, _ forms: TimeForms) -> LogStatistics.Times? {
    guard let unit = forms.unit else { return nil }
    guard first.contains(where: \.isFinite) else { return nil }
    let test = PartName.test.rawValue
    return LogStatistics.Times(
      column: column, unit: unit.words, mixesZones: forms.contains([.zoned, .unzoned]),
      ranges: PartName.allCases.map { part in
        let place = part.rawValue
        return first[place] <= last[place]
          ? LogStatistics.Times.Range(from: unit.text(of: first[place]), to: unit.text(of: last[place])) : nil
      },
      trainsOnLaterRows: first[test].isFinite && last[PartName.training.rawValue] > first[test])
  }
}
