/// Lines of a CSV file as bytes, for files with a line for each of millions of rows: numbers are written without a string
/// for each.
struct CSVBytes {
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }

  /// Forgets the text and keeps its room.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ byte: Unicode.Scalar) { bytes.append(UInt8(ascii: byte)) }

  mutating func append(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

  /// In decimal.
  mutating func append(_ number: Int) {
    guard !(0..<10).contains(number) else { return bytes.append(UInt8(48 + number)) }
    if number < 0 { append("-") }
    let start = bytes.count
    var rest = number.magnitude
    repeat {
      let (tens, digit) = rest.quotientAndRemainder(dividingBy: 10)
      bytes.append(UInt8(48 + digit))
      rest = tens
    } while rest > 0
    var (low, high) = (start, bytes.count - 1)
    while low < high {
      bytes.swapAt(low, high)
      (low, high) = (low + 1, high - 1)
    }
  }

  /// With the fewest digits that read back as the same number: the language's own text, which is short enough (15 bytes)
  /// to need no memory.
  mutating func append(_ number: Float) {
    var text = number.description
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }
}
