/// What the times of a column look like.
struct TimeForms: OptionSet {
  let rawValue: UInt16

  static let zoned = TimeForms(rawValue: 1 << 14)
  static let unzoned = TimeForms(rawValue: 1 << 15)

  mutating func insert(_ point: TimePoint) {
    formUnion(TimeForms(rawValue: point.unit.rawValue))
    if point.unit == .text { formUnion(point.isZoned ? .zoned : .unzoned) }
  }

  /// What the numbers mean; nil where they are of several units, or numbers among times.
  var unit: TimeUnit? {
    let mask = rawValue & ~(TimeForms.zoned.rawValue | TimeForms.unzoned.rawValue)
    return mask == 0 ? .plain : TimeUnit.common(mask)
  }

  /// The units that were seen, for people.
  var words: String {
    TimeUnit.allCases.filter { rawValue & $0.rawValue != 0 }.map(\.words).joined(separator: " and ")
  }
}
