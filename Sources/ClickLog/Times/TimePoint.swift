/// A point in time as logs write it: a number, or an instant in UTC.
///
/// Read are numbers, and ISO 8601 in its usual forms: `2024-01-06`, with a time of day after a `T` or a space, with
/// fractions of a second, with `Z`, `UTC` or an offset like `+08:00`, `+0800` or `+08`; without one it is UTC. Slashes
/// or dots between year, month and day pass, and so does a month or day of one digit, since the year comes first.
struct TimePoint: Equatable {
  /// In the unit: of a text, seconds since 1970.
  let number: Double
  let unit: TimeUnit
  /// Whether an offset from UTC was there.
  var isZoned = false

  /// Reads a cell; nil if it is no point in time.
  ///
  /// - Parameter format: a form that is tried first.
  init?(_ cell: Cell, format: TimeFormat?) {
    var reader = ByteReader(cell)
    reader.skipSpaces()
    if let format {
      var copy = reader
      if let time = format.read(&copy) {
        self.init(time)
        return
      }
    }
    if let number = Numbers.plain(reader.rest) {
      self.init(number: number)
      return
    }
    guard let time = Self.iso(&reader) else { return nil }
    self.init(time)
  }

  init?(text: String, format: TimeFormat?) {
    var copy = text
    guard let point = copy.withUTF8({ TimePoint(Cell($0), format: format) }) else { return nil }
    self = point
  }

  init(number: Double) { self.init(number: number, unit: TimeUnit(of: number)) }

  private init(_ time: CivilTime) {
    self.init(number: time.instant, unit: .text, isZoned: time.zone != nil)
  }

  private init(number: Double, unit: TimeUnit, isZoned: Bool = false) {
    (self.number, self.unit, self.isZoned) = (number, unit, isZoned)
  }

  /// Seconds since 1970; nil for a number that looks like none.
  var instant: Double? { unit.instant(of: number) }

  /// Whether this comes before another, or with it; nil where one is a time and one is not.
  func isBelow(_ other: TimePoint) -> Bool? {
    if unit == other.unit || (unit != .text && other.unit != .text && (unit == .plain || other.unit == .plain)) {
      return number <= other.number
    }
    guard let a = instant, let b = other.instant else { return nil }
    return a <= b
  }

  /// This point as a number of a column whose numbers are of a unit; nil where they cannot be compared.
  func number(in column: TimeUnit) -> Double? {
    if column == unit || (column == .plain && unit != .text) { return number }
    return instant.flatMap { column.number(of: $0) }
  }

  private static func iso(_ reader: inout ByteReader) -> CivilTime? {
    var time = CivilTime()
    guard let year = reader.digits(4, atLeast: 4) else { return nil }
    time.year = year
    let separator = reader.next
    if separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") || separator == UInt8(ascii: ".") {
      reader.skip()
      guard let month = reader.digits(2), reader.take(separator ?? 0), let day = reader.digits(2) else { return nil }
      (time.month, time.day) = (month, day)
    } else {
      guard let month = reader.digits(2, atLeast: 2), let day = reader.digits(2, atLeast: 2) else { return nil }
      (time.month, time.day) = (month, day)
    }
    if reader.take(UInt8(ascii: "T")) || reader.take(UInt8(ascii: "t")) || reader.skipSpaces() {
      if !reader.isAtEnd {
        guard clock(&reader, &time) else { return nil }
        reader.skipSpaces()
        if !reader.isAtEnd {
          guard let zone = zone(&reader) else { return nil }
          time.zone = zone
        }
      }
    }
    reader.skipSpaces()
    return reader.isAtEnd && time.isValid ? time : nil
  }

  /// `10`, `10:00`, `10:00:00`, `10:00:00.123` or `100000`.
  static func clock(_ reader: inout ByteReader, _ time: inout CivilTime) -> Bool {
    guard let hour = reader.digits(2, atLeast: 1) else { return false }
    time.hour = hour
    let colon = reader.take(UInt8(ascii: ":"))
    guard let minute = reader.digits(2, atLeast: 2) else { return !colon }
    time.minute = minute
    guard !colon || reader.take(UInt8(ascii: ":")) else { return true }
    guard let second = reader.digits(2, atLeast: 2) else { return !colon }
    time.second = second
    if reader.take(UInt8(ascii: ".")) || reader.take(UInt8(ascii: ",")) {
      guard let fraction = reader.fraction() else { return false }
      time.fraction = fraction
    }
    return true
  }

  /// `Z`, `UTC`, `GMT` or an offset, in seconds ahead of UTC; after an offset `UTC` may follow, as Go writes it.
  static func zone(_ reader: inout ByteReader) -> Int? {
    if reader.take("UTC") || reader.take("GMT") || reader.take("Z") || reader.take("z") { return 0 }
    let behind = reader.next == UInt8(ascii: "-")
    guard behind || reader.next == UInt8(ascii: "+") else { return nil }
    reader.skip()
    guard let hours = reader.digits(2, atLeast: 2), hours <= 18 else { return nil }
    let colon = reader.take(UInt8(ascii: ":"))
    let minutes = reader.digits(2, atLeast: 2)
    guard minutes ?? 0 < 60, !colon || minutes != nil else { return nil }
    var copy = reader
    copy.skipSpaces()
    if copy.take("UTC") || copy.take("GMT") { reader = copy }
    return (behind ? -1 : 1) * (3600 * hours + 60 * (minutes ?? 0))
  }

  static func zone(_ text: String) -> Int? {
    var copy = text
    return copy.withUTF8 {
      var reader = ByteReader(Cell($0))
      let zone = zone(&reader)
      return reader.isAtEnd ? zone : nil
    }
  }

  static func text(zone: Int) -> String {
    let minutes = abs(zone) / 60
    let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
    return "\(zone < 0 ? "-" : "+")\(hours < 10 ? "0" : "")\(hours):\(rest < 10 ? "0" : "")\(rest)"
  }
}
