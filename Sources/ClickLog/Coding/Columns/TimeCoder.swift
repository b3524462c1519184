import Files
import Foundation

/// Times: numbers as they are, texts as seconds since 1970. What the numbers mean is decided when all were seen.
final class TimeCoder: ColumnCoder {
  private let numbers = Box([Double]())
  private let seen = Box(TimeForms())
  /// The cell before, as times come in order and many rows have the same.
  private let cell = Box([UInt8]())
  private let point = Box(TimePoint?.none)
  private let format: TimeFormat?
  private let strict: Bool

  init(format: TimeFormat?, strict: Bool) {
    self.format = format
    self.strict = strict
  }

  var expected: String {
    let other = "(another form is named like timeFormat: \"%m/%d/%Y %H:%M\")"
    return format.map { "expected a time like \($0.text)" }
      ?? "expected a number or a time like 2022-05-06 10:00:00 \(other)"
  }

  func append(_ cell: Cell) -> UInt64? {
    guard let point = read(cell) else {
      guard !strict else { return nil }
      numbers.value.append(.nan)
      return ByteHash.hash(Double.nan.bitPattern)
    }
    seen.value.insert(point)
    numbers.value.append(point.number)
    return ByteHash.hash(point.number.bitPattern)
  }

  /// Numbers are read at once, and a text is the one before more often than not.
  @inline(__always)
  private func read(_ cell: Cell) -> TimePoint? {
    if format == nil, let number = Numbers.plain(cell) { return TimePoint(number: number) }
    if point.value == nil || !isSame(cell) {
      self.cell.value.removeAll(keepingCapacity: true)
      self.cell.value.append(contentsOf: cell)
      point.value = TimePoint(cell, format: format)
    }
    return point.value
  }

  private func isSame(_ other: Cell) -> Bool {
    guard cell.value.count == other.count, let bytes = other.baseAddress else { return false }
    return cell.value.withUnsafeBytes { $0.baseAddress.map { memcmp($0, bytes, other.count) == 0 } ?? false }
  }

  func keep(rows: Int) { numbers.value.removeLast(max(0, numbers.value.count - rows)) }

  var forms: UInt16 { seen.value.rawValue }

  func write(to file: SectionWriter) throws {
    try file.appendNothing(2)
    try file.append(numbers.value)
    try file.appendNothing(2)
  }
}

/// The hours or weekdays of times, as values of a field.
final class TimePartCoder: ColumnCoder {
  private let ids = IDCoder()
  private let part: TimePart
  private let format: TimeFormat?

  init(_ part: TimePart, format: TimeFormat?) {
    self.part = part
    self.format = format
  }

  var expected: String { "expected \(TimePart.expected)" }

  func append(_ cell: Cell) -> UInt64? {
    guard let value = part.value(of: cell, format: format) else { return nil }
    return TimePart.withCell(of: value) { ids.append($0) }
  }

  func keep(rows: Int) { ids.keep(rows: rows) }
  func write(to file: SectionWriter) throws { try ids.write(to: file) }
}
