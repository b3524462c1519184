/// What a feature takes of a time: the hour or the weekday.
public struct TimePart: Sendable, Hashable {
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// From 0 to 23.
    case hour
    /// From 1, a Monday, to 7.
    case weekday
  }

  public var unit: Unit
  /// Seconds that the users' clocks are ahead of UTC.
  public var zone: Int

  public init(unit: Unit, zone: Int = 0) {
    (self.unit, self.zone) = (unit, zone)
  }

  /// What a cell must be.
  static let expected = "a time like 2022-05-06 10:00:00"

  /// Hands over a value as a cell.
  static func withCell<R>(of value: Int?, _ body: (Cell) -> R) -> R {
    guard let value else { return body(Cell.empty) }
    let tens = UInt8(truncatingIfNeeded: value / 10) + UInt8(ascii: "0")
    let ones = UInt8(truncatingIfNeeded: value % 10) + UInt8(ascii: "0")
    return withUnsafeBytes(of: (tens, ones)) { body(value < 10 ? Cell(rebasing: $0.dropFirst()) : $0) }
  }

  /// The value of a cell, nothing for a cell without a time; nil where it is no time.
  func value(of cell: Cell, format: TimeFormat?) -> Int?? {
    guard let point = TimePoint(cell, format: format) else {
      if case .missing = Numbers.read(cell) { return .some(nil) }
      return clock(cell).map { .some($0) } ?? nil
    }
    guard let instant = point.instant else { return nil }
    let local = instant + Double(zone)
    return unit == .hour ? CivilTime.hour(ofInstant: local) : CivilTime.weekday(ofInstant: local)
  }

  /// The hour of a time of day without a date, as it is written.
  private func clock(_ cell: Cell) -> Int? {
    var reader = ByteReader(cell)
    var time = CivilTime()
    reader.skipSpaces()
    guard unit == .hour, cell.contains(UInt8(ascii: ":")), TimePoint.clock(&reader, &time), reader.isAtEnd, time.isValid
    else { return nil }
    return time.hour
  }
}
