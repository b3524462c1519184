/// A value of a row given in memory. It is encoded as its text is in a log.
///
/// The text is the one that a CSV of the log holds, and that a Parquet file's value of this type is read as:
///
/// | value | text |
/// | --- | --- |
/// | `.text("7")` | itself, spaces and leading zeros included |
/// | `.integer(7)` | `7` |
/// | `.number(7)` | `7.0`; the shortest that reads back: `12.5`, `1e-05`. NaN is missing |
/// | `.flag(true)`, `.flag(false)` | `1`, `0` |
/// | `.list(["a", 7])` | the values with the schema's separator between them, missing ones left out: `a,7` |
/// | `.missing` | an empty cell |
///
/// So an id that a log writes as `7` is `.text("7")` or `.integer(7)`, and one that it writes as `7.0` is `.text("7.0")` or
/// `.number(7)`. A number's bucket depends on the number alone. Where rows arrive as text, such as JSON, `.text` with the
/// characters that are there is always what a log would hold.
public enum RowValue: Sendable, Equatable {
  case text(String)
  case number(Double)
  case integer(Int)
  case flag(Bool)
  /// Several values of a field of kind ids; those of a weighted one are texts like `17:0.5`.
  case list([RowValue])
  case missing
}

extension RowValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(arrayLiteral elements: RowValue...) { self = .list(elements) }
  public init(nilLiteral: ()) { self = .missing }
}

extension RowValue: ExpressibleByStringInterpolation {}

extension RowValue {
  /// The number itself, where the value is one: what its text reads back as. Nil for a text or a list.
  var asNumber: Double? {
    switch self {
    case .number(let number): number
    case .integer(let number): Double(number)
    case .flag(let truth): truth ? 1 : 0
    case .missing: .nan
    case .text, .list: nil
    }
  }

  /// Hands over the text as a log's cell; nil for a list where there is no separator, or in a list.
  ///
  /// - Parameters:
  ///   - separator: between the values of a list; nil where one value is expected.
  ///   - scratch: where texts are put together.
  @inline(__always)
  func withCell<R>(separator: UInt8?, _ scratch: inout [UInt8], _ body: (Cell) -> R) -> R? {
    if case .text(var text) = self { return text.withUTF8 { body(Cell($0)) } }
    scratch.removeAll(keepingCapacity: true)
    guard append(to: &scratch, separator: separator) else { return nil }
    return scratch.withUnsafeBytes(body)
  }

  private func append(to bytes: inout [UInt8], separator: UInt8?) -> Bool {
    switch self {
    case .text(let text): bytes.append(contentsOf: text.utf8)
    case .number(let number):
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: ArrowText.room) { scratch in
        if let start = scratch.baseAddress { _ = ArrowBatch.append(number, start, &bytes) }
      }
    case .integer(let number):
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: ArrowText.room) { scratch in
        guard let start = scratch.baseAddress else { return }
        bytes.append(contentsOf: scratch.prefix(ArrowText.write(Int64(number), to: start)))
      }
    case .flag(let truth): bytes.append(ArrowBatch.text(truth))
    case .list(let values):
      guard let separator else { return false }
      for (place, value) in values.enumerated() {
        if place > 0 { bytes.append(separator) }
        guard value.append(to: &bytes, separator: nil) else { return false }
      }
    case .missing: break
    }
    return true
  }
}
