/// A form of times by strftime's letters, such as `%d.%m.%Y %H:%M`.
public struct TimeFormat: Sendable, Hashable {
  public let text: String
  private let parts: [Part]

  private enum Part: Sendable, Hashable {
    case letter(UInt8)
    case byte(UInt8)
    case spaces
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
  private static let letters = Array("YymbBhdejHIMSfpzZaAs".utf8)
  /// Letters that stand for several.
  private static let long: [UInt8: String] = [
    UInt8(ascii: "F"): "%Y-%m-%d", UInt8(ascii: "T"): "%H:%M:%S", UInt8(ascii: "R"): "%H:%M",
    UInt8(ascii: "D"): "%m/%d/%y",
  ]

  /// Throws `LogError` for a letter that is not known, or where neither a day nor `%s` is there.
  public init(_ text: String) throws {
    self.text = text
    parts = try Self.parts(text)
    let names = Set(parts.compactMap { if case .letter(let letter) = $0 { letter } else { nil } })
    func has(_ some: String) -> Bool { some.utf8.contains { names.contains($0) } }
    guard has("s") || (has("Yy") && (has("j") || (has("mbBh") && has("de")))) else {
      throw LogError("expected a form with a year, a month and a day, like \"%d.%m.%Y %H:%M\", found \"\(text)\"")
    }
  }

  private static func parts(_ text: String) throws -> [Part] {
    var parts: [Part] = []
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: " ") {
        if parts.last != .spaces { parts.append(.spaces) }
        continue
      }
      guard byte == UInt8(ascii: "%"), var letter = bytes.popFirst() else {
        parts.append(.byte(byte))
        continue
      }
      // `%-d` is `%d` without a leading zero, which reads the same.
      if letter == UInt8(ascii: "-"), let next = bytes.popFirst() { letter = next }
      if letter == UInt8(ascii: "%") {
        parts.append(.byte(letter))
      } else if let several = long[letter] {
        parts += try Self.parts(several)
      } else {
        guard letters.contains(letter) else {
          throw LogError("unknown letter %\(Character(UnicodeScalar(letter))) in the form of times \"\(text)\"")
        }
        parts.append(.letter(letter))
      }
    }
    return parts
  }

  /// Reads a whole cell; nil if it has another form.
  func read(_ reader: inout ByteReader) -> CivilTime? {
    var time = CivilTime()
    var isAfternoon: Bool?
    var dayOfYear: Int?
    var seconds: Double?
    func take(_ target: inout Int, _ number: Int?) -> Bool {
      guard let number else { return false }
      target = number
      return true
    }
    for part in parts {
      let isRead: Bool
      switch part {
      case .spaces:
        reader.skipSpaces()
        isRead = true
      case .byte(let byte): isRead = reader.take(byte)
      case .letter(let letter):
        switch Character(UnicodeScalar(letter)) {
        case "Y": isRead = take(&time.year, reader.digits(4))
        case "y": isRead = take(&time.year, reader.digits(2).map { $0 < 69 ? 2000 + $0 : 1900 + $0 })
        case "m": isRead = take(&time.month, reader.digits(2))
        case "d", "e":
          reader.skipSpaces()
          isRead = take(&time.day, reader.digits(2))
        case "b", "B", "h":
          let word = reader.word().lowercased()
          isRead = take(&time.month, Self.months.firstIndex { word.hasPrefix($0) }.map { $0 + 1 })
        case "j":
          dayOfYear = reader.digits(3)
          isRead = dayOfYear != nil
        case "H": isRead = take(&time.hour, reader.digits(2))
        case "I": isRead = take(&time.hour, reader.digits(2).flatMap { (1...12).contains($0) ? $0 % 12 : nil })
        case "M": isRead = take(&time.minute, reader.digits(2))
        case "S": isRead = take(&time.second, reader.digits(2))
        case "f":
          let fraction = reader.fraction()
          time.fraction = fraction ?? 0
          isRead = fraction != nil
        case "p":
          let word = reader.word().lowercased()
          isAfternoon = word == "pm"
          isRead = word == "am" || word == "pm"
        case "z", "Z":
          time.zone = TimePoint.zone(&reader)
          isRead = time.zone != nil
        case "s":
          let negative = reader.take(UInt8(ascii: "-"))
          let whole = reader.digits(15)
          seconds = whole.map { Double(negative ? -$0 : $0) }
          isRead = whole != nil
        default: isRead = !reader.word().isEmpty
        }
      }
      guard isRead else { return nil }
    }
    reader.skipSpaces()
    guard reader.isAtEnd else { return nil }
    if isAfternoon == true { time.hour += 12 }
    if let seconds { return CivilTime(instant: seconds) }
    guard time.isValid else { return nil }
    guard let dayOfYear else { return time }
    (time.month, time.day) = (1, 1)
    let zone = time.zone
    guard (1...366).contains(dayOfYear) else { return nil }
    let year = time.year
    time = CivilTime(instant: time.instant + Double(zone ?? 0) + Double(86_400 * (dayOfYear - 1)))
    time.zone = zone
    return time.year == year ? time : nil
  }

  /// How to say the form of a time that was not recognised.
  static func hint(for text: String) -> String {
    let parts = text.split(whereSeparator: { !$0.isNumber })
    let isDayFirst = parts.count >= 3 && (Int(parts[0]) ?? 0) > 12
    let separator = text.first { !$0.isNumber } ?? "/"
    let date = ["d", "m"].map { "%\($0)" }
    let order = isDayFirst ? date : date.reversed()
    let form = (order + ["%Y"]).joined(separator: "/./-".contains(separator) ? String(separator) : "/")
    return
      "if times are written so, name their form, like timeFormat: \"\(form)\(text.contains(":") ? " %H:%M:%S" : "")\""
  }
}
