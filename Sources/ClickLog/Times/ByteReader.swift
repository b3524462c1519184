/// Reads a cell from the front.
struct ByteReader {
  private let cell: Cell
  private var place = 0

  init(_ cell: Cell) { self.cell = cell }

  var isAtEnd: Bool { place >= cell.count }
  var next: UInt8? { place < cell.count ? cell[place] : nil }
  var rest: Cell { Cell(rebasing: cell[place...]) }

  mutating func skip() { place += 1 }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard place + count <= cell.count else { return false }
    for i in 0..<count where cell[place + i] != word.utf8Start[i] { return false }
    place += count
    return true
  }

  /// Whether there was any.
  @discardableResult
  mutating func skipSpaces() -> Bool {
    let first = place
    while place < cell.count, cell[place] == UInt8(ascii: " ") || cell[place] == UInt8(ascii: "\t") { place += 1 }
    return place > first
  }

  /// A whole number of at most so many digits.
  mutating func digits(_ most: Int, atLeast least: Int = 1) -> Int? {
    var (number, count) = (0, 0)
    while count < most, place + count < cell.count {
      let digit = cell[place + count] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      number = 10 * number + Int(digit)
      count += 1
    }
    guard count >= least else { return nil }
    place += count
    return number
  }

  /// The digits after a point.
  mutating func fraction() -> Double? {
    var (number, scale) = (0.0, 1.0)
    let first = place
    while let byte = next, byte &- UInt8(ascii: "0") < 10 {
      if scale < 1e15 {
        number = 10 * number + Double(byte &- UInt8(ascii: "0"))
        scale *= 10
      }
      place += 1
    }
    return place > first ? number / scale : nil
  }

  /// Letters, as they are.
  mutating func word() -> String {
    let first = place
    while let byte = next, byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") { place += 1 }
    return String(decoding: cell[first..<place], as: UTF8.self)
  }
}
