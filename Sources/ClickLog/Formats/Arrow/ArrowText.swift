/// Numbers and dates as text, written into memory of at least `ArrowText.room` bytes; each function returns how many
/// bytes it wrote. No cell of a log allocates a string for them.
enum ArrowText {
  typealias Target = UnsafeMutablePointer<UInt8>

  /// The most digits after the point, or zeros before it, of a decimal.
  static let longestDecimal = 76
  /// Sign, digits of 128 bits, the zeros, point.
  static let room = 128

  @inline(__always)
  static func write(_ value: UInt64, to target: Target) -> Int {
    var rest = value
    var count = 1
    var limit: UInt64 = 10
    while value >= limit {
      count += 1
      if count == 20 { break }
      limit &*= 10
    }
    var place = count
    repeat {
      place -= 1
      target[place] = zero &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while place > 0
    return count
  }

  @inline(__always)
  static func write(_ value: Int64, to target: Target) -> Int {
    guard value < 0 else { return write(UInt64(value), to: target) }
    target[0] = UInt8(ascii: "-")
    return write(value.magnitude, to: target + 1) + 1
  }

  /// `value` over 10 to the power `scale`, all digits of the scale written: 150 with scale 2 is 1.50.
  static func write(_ value: Int128, scale: Int, to target: Target) -> Int {
    var count = 0
    func put(_ byte: UInt8) {
      target[count] = byte
      count += 1
    }
    if value < 0 { put(UInt8(ascii: "-")) }
    // The digits, last one first, with zeros up to one before the point.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { digits in
      var rest = value.magnitude
      var length = 0
      while rest > 0 || length <= max(0, scale) {
        digits[length] = zero + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
        length += 1
      }
      for i in (0..<length).reversed() {
        put(digits[i])
        if i == scale, i > 0 { put(UInt8(ascii: ".")) }
      }
      if scale < 0, value != 0 { for _ in 0..<(-scale) { put(zero) } }
      return count
    }
  }

  /// A day, counted from 1970-01-01, in the Gregorian calendar: 2022-05-06.
  static func write(day: Int64, to target: Target) -> Int {
    // Years begin in March here, so that the leap day is the last of its year; an era is 400 years, 146,097 days.
    let days = day + 719_468
    let (era, dayOfEra) = floorDivision(days, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let year = era * 400 + yearOfEra + (month >= 10 ? 1 : 0)
    var count = 0
    if year < 0 {
      target[0] = UInt8(ascii: "-")
      count = 1
    }
    let magnitude = Int64(year.magnitude)
    count += magnitude > 9999 ? write(magnitude, to: target + count) : pad(magnitude, 4, to: target + count)
    target[count] = UInt8(ascii: "-")
    count += 1 + pad(month < 10 ? month + 3 : month - 9, 2, to: target + count + 1)
    target[count] = UInt8(ascii: "-")
    return count + 1 + pad(dayOfMonth, 2, to: target + count + 1)
  }

  /// A point in time, in units of 10^−`digits` seconds from 1970: 2022-05-06 10:00:00, and .123 (or .123456, or
  /// .123456789) if the second is not full. The same time has the same text in every unit.
  static func write(time: Int64, digits: Int, to target: Target) -> Int {
    var unit: Int64 = 1
    for _ in 0..<digits { unit *= 10 }
    let (seconds, rest) = floorDivision(time, unit)
    let (day, second) = floorDivision(seconds, 86_400)
    var fraction = rest
    var count = write(day: day, to: target)
    for (mark, part) in [(" ", second / 3600), (":", second / 60 % 60), (":", second % 60)] as [(Unicode.Scalar, Int64)]
    {
      target[count] = UInt8(ascii: mark)
      count += 1 + pad(part, 2, to: target + count + 1)
    }
    guard fraction != 0 else { return count }
    var length = digits
    while fraction % 1000 == 0 {
      fraction /= 1000
      length -= 3
    }
    target[count] = UInt8(ascii: ".")
    return count + 1 + pad(fraction, length, to: target + count + 1)
  }

  /// A time of day, in units of 10^−`digits` seconds from midnight: 10:00:00, and .123456 (or .123456789) if the second is not
  /// full, as Python writes it. The same time has the same text in every unit.
  static func write(timeOfDay time: Int64, digits: Int, to target: Target) -> Int {
    let (seconds, rest) = parts(of: time, digits)
    var count = 0
    if time < 0 {
      target[0] = UInt8(ascii: "-")
      count = 1
    }
    let hours = Int64(seconds / 3600)
    count += hours < 100 ? pad(hours, 2, to: target + count) : write(hours, to: target + count)
    for part in [seconds / 60 % 60, seconds % 60] {
      target[count] = UInt8(ascii: ":")
      count += 1 + pad(Int64(part), 2, to: target + count + 1)
    }
    guard rest != 0 else { return count }
    target[count] = UInt8(ascii: ".")
    let isShort = rest % 1000 == 0
    return count + 1 + pad(Int64(isShort ? rest / 1000 : rest), isShort ? 6 : 9, to: target + count + 1)
  }

  /// A duration in units of 10^−`digits` seconds, as seconds: 90, or 90.5.
  static func write(duration: Int64, digits: Int, to target: Target) -> Int {
    var (seconds, rest) = parts(of: duration, digits)
    var count = 0
    if duration < 0 {
      target[0] = UInt8(ascii: "-")
      count = 1
    }
    count += write(seconds, to: target + count)
    guard rest != 0 else { return count }
    target[count] = UInt8(ascii: ".")
    var length = 9
    while rest % 10 == 0 {
      rest /= 10
      length -= 1
    }
    return count + 1 + pad(Int64(rest), length, to: target + count + 1)
  }

  /// Full seconds, and nanoseconds beside them, without the sign.
  private static func parts(of time: Int64, _ digits: Int) -> (seconds: UInt64, rest: UInt64) {
    var (unit, nanoseconds): (UInt64, UInt64) = (1, 1)
    for place in 0..<9 { if place < digits { unit *= 10 } else { nanoseconds *= 10 } }
    let (seconds, rest) = time.magnitude.quotientAndRemainder(dividingBy: unit)
    return (seconds, rest * nanoseconds)
  }

  private static let zero = UInt8(ascii: "0")

  /// Exactly `width` digits.
  @inline(__always)
  private static func pad(_ value: Int64, _ width: Int, to target: Target) -> Int {
    var rest = value
    for place in (0..<width).reversed() {
      target[place] = zero + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return width
  }

  /// The quotient, rounded down, and what is left, not negative. No product that could overflow.
  @inline(__always)
  private static func floorDivision(_ a: Int64, _ b: Int64) -> (quotient: Int64, rest: Int64) {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? (quotient - 1, remainder + b) : (quotient, remainder)
  }
}
