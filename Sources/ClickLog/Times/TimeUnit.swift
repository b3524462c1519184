/// What a number means as a time, by its size.
enum TimeUnit: UInt16, CaseIterable {
  /// Since 1970, UTC: from 1973 on, so that each has its own range of numbers.
  case seconds = 1
  case milliseconds = 2
  case microseconds = 4
  case nanoseconds = 8
  /// The digits of a date, and of a time of day: 20240106, 202401061200, 20240106120000 and that with milliseconds.
  case day = 16
  case minute = 32
  case second = 64
  case millisecond = 128
  /// No time; such as a day's number, or a row's.
  case plain = 256
  /// A time that was written as one.
  case text = 512

  /// What a number alone looks like.
  init(of number: Double) {
    self = Self.digits(number) ?? Self.size(number)
  }

  private static func size(_ number: Double) -> TimeUnit {
    switch number {
    case 1e8..<1e11: .seconds
    case 1e11..<1e14: .milliseconds
    case 1e14..<1e17: .microseconds
    case 1e17..<1e20: .nanoseconds
    default: .plain
    }
  }

  private static func digits(_ number: Double) -> TimeUnit? {
    let unit: TimeUnit
    switch number {
    case 19_000_101..<21_010_000: unit = .day
    case 190_001_010_000..<210_100_000_000: unit = .minute
    case 19_000_101_000_000..<21_010_000_000_000: unit = .second
    case 19_000_101_000_000_000..<21_010_000_000_000_000: unit = .millisecond
    default: return nil
    }
    return number == number.rounded() && unit.civil(number).isValid ? unit : nil
  }

  /// What the numbers of a column mean together, by what each of them looks like (a mask of raw values).
  ///
  /// - Returns: nil where they are not all of one unit.
  static func common(_ mask: UInt16) -> TimeUnit? {
    if let unit = TimeUnit(rawValue: mask) { return unit }
    guard mask & text.rawValue == 0 else { return nil }
    // Some happen to look like digits of a date.
    var mask = mask
    for (digits, size) in [(day, plain), (minute, milliseconds), (second, milliseconds), (millisecond, microseconds)]
    where mask & digits.rawValue != 0 {
      mask = mask & ~digits.rawValue | size.rawValue
    }
    return mask & plain.rawValue != 0 ? plain : TimeUnit(rawValue: mask)
  }

  /// In seconds since 1970, UTC; nil for a number that is no time.
  func instant(of number: Double) -> Double? {
    switch self {
    case .text, .seconds: number
    case .milliseconds: number / 1e3
    case .microseconds: number / 1e6
    case .nanoseconds: number / 1e9
    case .day, .minute, .second, .millisecond: civil(number).instant
    case .plain: nil
    }
  }

  /// The number of an instant in this unit; nil where numbers are no times.
  func number(of instant: Double) -> Double? {
    let time = CivilTime(instant: instant)
    let day = Double(time.year * 10_000 + time.month * 100 + time.day)
    let clock = Double(time.hour * 10_000 + time.minute * 100 + time.second)
    return switch self {
    case .text, .seconds: instant
    case .milliseconds: instant * 1e3
    case .microseconds: instant * 1e6
    case .nanoseconds: instant * 1e9
    // A limit within a day lies between two days' numbers.
    case .day: day + clock / 1e6
    case .minute: day * 1e4 + clock / 100
    case .second: day * 1e6 + clock + time.fraction
    case .millisecond: (day * 1e6 + clock + time.fraction) * 1e3
    case .plain: nil
    }
  }

  private func civil(_ number: Double) -> CivilTime {
    var time = CivilTime()
    var digits = Int(number)
    func take(_ base: Int) -> Int {
      defer { digits /= base }
      return digits % base
    }
    if self == .millisecond { time.fraction = Double(take(1000)) / 1000 }
    if self == .second || self == .millisecond { time.second = take(100) }
    if self != .day {
      time.minute = take(100)
      time.hour = take(100)
    }
    time.day = take(100)
    time.month = take(100)
    time.year = digits
    return time
  }

  /// A number of a column for people: the time that it means, or itself.
  func text(of number: Double) -> String {
    if let instant = instant(of: number) { return CivilTime(instant: instant).text }
    return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  /// For people.
  var words: String {
    switch self {
    case .seconds: "seconds since 1970"
    case .milliseconds: "milliseconds since 1970"
    case .microseconds: "microseconds since 1970"
    case .nanoseconds: "nanoseconds since 1970"
    case .day, .minute, .second, .millisecond: "digits of a date"
    case .plain: "numbers"
    case .text: "times"
    }
  }
}
