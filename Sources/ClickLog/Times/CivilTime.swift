/// A date and a time of day as calendars and clocks show them, and the seconds since 1970 that it stands for.
package struct CivilTime: Equatable {
  package var year = 1970
  package var month = 1
  package var day = 1
  var hour = 0
  var minute = 0
  var second = 0
  /// Of a second, from 0 to below 1.
  var fraction = 0.0
  /// Seconds that the clock is ahead of UTC; nil where nothing is said, which counts as UTC.
  var zone: Int?

  /// Whether there is such a day and such a time. A leap second passes.
  var isValid: Bool {
    (1...9999).contains(year) && (1...12).contains(month) && (1...Self.days(month, year)).contains(day)
      && (0...23).contains(hour) && (0...59).contains(minute) && (0...60).contains(second)
  }

  /// Seconds since 1970-01-01 00:00 UTC.
  var instant: Double {
    let clock = 3600 * hour + 60 * minute + second - (zone ?? 0)
    return Double(86_400 * Self.daysSince1970(year, month, day) + clock) + fraction
  }

  init() {}

  /// What a clock in UTC shows at an instant.
  package init(instant: Double) {
    let whole = instant.rounded(.down)
    fraction = instant - whole
    let seconds = Int(max(-6e10, min(2.6e11, whole)))
    let days = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
    let clock = seconds - 86_400 * days
    (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60)
    // Days in eras of 400 years that begin in March, as the leap day is the last of them then.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - 146_097 * era
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + 400 * era + (month <= 2 ? 1 : 0)
  }

  /// The text that others read: `2024-01-06 12:00:00`, without a time of day where that is midnight.
  var text: String {
    hour != 0 || minute != 0 || second != 0 ? "\(date) \(clock)" : date
  }

  /// `2024-01-06`
  package var date: String {
    let digits = "\(year)"
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-\(Self.two(month))-\(Self.two(day))"
  }

  /// `12:00:00`
  package var clock: String { "\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))" }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// From 1, a Monday, to 7.
  static func weekday(ofInstant instant: Double) -> Int {
    let days = Int((instant / 86_400).rounded(.down))
    return ((days + 3) % 7 + 7) % 7 + 1  // 1970-01-01 was a Thursday
  }

  static func hour(ofInstant instant: Double) -> Int {
    let seconds = instant - 86_400 * (instant / 86_400).rounded(.down)
    return min(23, Int(seconds / 3600))
  }

  private static func days(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - 400 * era
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return 146_097 * era + 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
