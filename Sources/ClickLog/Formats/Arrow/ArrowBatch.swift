import CArrow

/// Rows of an Arrow or Parquet file, at most 65,536, with their cells as text.
///
/// The text is what a CSV of the table would hold: integers and decimals in decimal digits, 1 and 0 for true and false
/// (pandas writes True and False; so that labels can be of this type, this does not), the shortest text of floating-point
/// numbers (whole ones as 1.0), 2022-05-06 and 2022-05-06 10:00:00 for dates and times (UTC), and the values of a list
/// joined by a separator, its nulls left out. A time of day is 10:00:00, a duration its seconds; a map is a list of its keys,
/// with `:` and the value behind each where the list is weighted.
///
/// One thread at a time: it may be handed over, not shared.
final class ArrowBatch: @unchecked Sendable {
  let rows: Int
  /// What was read, which the columns point into.
  private let memory: ArrowRows
  /// The selected columns, and behind them the ones that lists and dictionaries need: their
  /// `child` counts in this array.
  private let columns: [ArrowColumn]
  private let scratch: UnsafeMutablePointer<UInt8>
  /// Whether a value of a list had the separator in it; for the caller to reset.
  var holdsSeparator = false

  /// - Parameters:
  ///   - memory: what the plugin handed over.
  ///   - types: of the top-level columns in it.
  ///   - wanted: the columns to read, each with its place among those and the fields on the way to it.
  /// - Throws: `LogError` if it is damaged.
  init(_ memory: ArrowRows, types: [ArrowType], wanted: [Wanted], file: String) throws {
    self.memory = memory
    let table = memory.pointer.pointee
    guard table.length >= 0, table.offset == 0, table.n_children == types.count,
      table.children != nil || types.isEmpty
    else { throw LogError("damaged: a batch of \(table.length) rows and \(table.n_children) columns", file: file) }
    rows = Int(table.length)
    var top: [ArrowColumn] = []
    var more: [ArrowColumn] = []
    for column in wanted {
      let found = try ArrowChecks.columns(
        table.children[column.place].map { UnsafePointer($0) }, types[column.place], path: column.path,
        number: wanted.count + more.count - 1, file: file, column: column.name)
      guard found[0].rows >= rows else {
        throw LogError("damaged: \(found[0].rows) of \(rows) rows", file: file, column: column.name)
      }
      top.append(found[0])
      more += found.dropFirst()
    }
    columns = top + more
    scratch = .allocate(capacity: ArrowText.room)
  }

  /// A column to be read of a batch.
  struct Wanted {
    let name: String
    let place: Int
    var path: [Int] = []
  }

  deinit { scratch.deallocate() }

  /// Appends a cell's text.
  ///
  /// - Parameters:
  ///   - column: its number among the columns selected, in the order they were named.
  ///   - row: from 0.
  ///   - separator: between the values of a list.
  ///   - weighted: whether a map's values are wanted too.
  /// - Returns: false, and appends nothing, if the cell is null, or not a number (NaN), which pandas writes as nothing.
  @inline(__always)
  func append(column: Int, row: Int, separator: UInt8, weighted: Bool = false, to bytes: inout [UInt8]) -> Bool {
    precondition(row >= 0 && row < rows)
    // The column only points into the memory that this batch keeps.
    return withExtendedLifetime(self) {
      let found = columns[column]
      if found.parent >= 0, isNullAbove(found, row) { return false }
      if case .map(let wide) = found.layout { return append(map: found, wide, row, separator, weighted, &bytes) }
      return append(found, row, separator, &bytes)
    }
  }

  /// Whether a column's cells are keys and values.
  func isMap(_ column: Int) -> Bool {
    if case .map = columns[column].layout { true } else { false }
  }

  /// Whether a structure that the column is a field of is null.
  private func isNullAbove(_ column: ArrowColumn, _ row: Int) -> Bool {
    var parent = column.parent
    while parent >= 0 {
      if columns[parent].isNull(row) { return true }
      parent = columns[parent].parent
    }
    return false
  }

  private func append(_ column: ArrowColumn, _ row: Int, _ separator: UInt8, _ bytes: inout [UInt8]) -> Bool {
    if column.isNull(row) { return false }
    let count: Int
    switch column.layout {
    case .int8: count = ArrowText.write(Int64(column.load(Int8.self, row)), to: scratch)
    case .int16: count = ArrowText.write(Int64(column.load(Int16.self, row)), to: scratch)
    case .int32: count = ArrowText.write(Int64(column.load(Int32.self, row)), to: scratch)
    case .int64: count = ArrowText.write(column.load(Int64.self, row), to: scratch)
    case .uint8: count = ArrowText.write(UInt64(column.load(UInt8.self, row)), to: scratch)
    case .uint16: count = ArrowText.write(UInt64(column.load(UInt16.self, row)), to: scratch)
    case .uint32: count = ArrowText.write(UInt64(column.load(UInt32.self, row)), to: scratch)
    case .uint64: count = ArrowText.write(column.load(UInt64.self, row), to: scratch)
    case .bool:
      bytes.append(Self.text(column.truth(row)))
      return true
    case .float16: return append(half: column.load(UInt16.self, row), &bytes)
    case .float32: return Self.append(column.load(Float.self, row), wholeBelow: 0x1p24, scratch, &bytes)
    case .float64: return Self.append(column.load(Double.self, row), scratch, &bytes)
    case .decimal(let size, let scale):
      let value: Int128 =
        switch size {
        case 4: Int128(column.load(Int32.self, row))
        case 8: Int128(column.load(Int64.self, row))
        default:
          Int128(column.load(Int64.self, 2 * row + column.start + 1)) << 64
            | Int128(column.load(UInt64.self, 2 * row + column.start))
        }
      count = ArrowText.write(value, scale: scale, to: scratch)
    case .date32: count = ArrowText.write(day: Int64(column.load(Int32.self, row)), to: scratch)
    case .date64:
      // Always a whole day: the format says so.
      count = ArrowText.write(day: column.load(Int64.self, row) / 86_400_000, to: scratch)
    case .timestamp(let digits):
      count = ArrowText.write(time: column.load(Int64.self, row), digits: digits, to: scratch)
    case .time(let digits, let size):
      let time = size == 4 ? Int64(column.load(Int32.self, row)) : column.load(Int64.self, row)
      count = ArrowText.write(timeOfDay: time, digits: digits, to: scratch)
    case .duration(let digits):
      count = ArrowText.write(duration: column.load(Int64.self, row), digits: digits, to: scratch)
    case .string(let wide):
      let span = column.span(wide: wide, row)
      // Without any text there may be no memory of text.
      guard let text = column.bytes else { return true }
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: text + span.lowerBound, count: span.count))
      return true
    case .stringView:
      bytes.append(contentsOf: column.view(row))
      return true
    case .fixedBytes(let size):
      guard let values = column.values else { return true }
      bytes.append(
        contentsOf: UnsafeRawBufferPointer(start: values + (column.start + row) * size, count: size))
      return true
    case .dictionary:
      guard let index = columns[column.child].integer(row) else { return false }
      return append(columns[column.child + 1], index, separator, &bytes)
    case .list(let wide): return append(column, column.span(wide: wide, row), separator, &bytes)
    case .fixedList(let size):
      let from = (column.start + row) * size
      return append(column, from..<(from + size), separator, &bytes)
    case .null, .map, .structure, .other: return false
    }
    bytes.append(contentsOf: UnsafeBufferPointer(start: scratch, count: count))
    return true
  }

  /// A list's values.
  private func append(_ list: ArrowColumn, _ values: Range<Int>, _ separator: UInt8, _ bytes: inout [UInt8]) -> Bool {
    let child = columns[list.child]
    var isFirst = true
    for value in values where !child.isNull(value) {
      if !isFirst { bytes.append(separator) }
      let before = bytes.count
      if append(child, value, separator, &bytes) {
        isFirst = false
        look(for: separator, in: bytes, from: before)
      } else if !isFirst {
        bytes.removeLast()
      }
    }
    return true
  }

  @inline(__always)
  private func look(for separator: UInt8, in bytes: [UInt8], from first: Int) {
    for place in first..<bytes.count where bytes[place] == separator { holdsSeparator = true }
  }

  /// A map's keys, or its keys and values; without those that have no value.
  private func append(
    map: ArrowColumn, _ wide: Bool, _ row: Int, _ separator: UInt8, _ weighted: Bool, _ bytes: inout [UInt8]
  ) -> Bool {
    if map.isNull(row) { return false }
    let entries = columns[map.child]
    let (keys, values) = (columns[entries.child], columns[entries.second])
    var isFirst = true
    for entry in map.span(wide: wide, row) where !entries.isNull(entry) && !values.isNull(entry) {
      let before = bytes.count
      if !isFirst { bytes.append(separator) }
      let start = bytes.count
      var isThere = append(keys, entry, separator, &bytes)
      if isThere, weighted {
        bytes.append(UInt8(ascii: ":"))
        isThere = append(values, entry, separator, &bytes)
      }
      guard isThere else {
        bytes.removeLast(bytes.count - before)
        continue
      }
      isFirst = false
      look(for: separator, in: bytes, from: start)
    }
    return true
  }

  /// The text of true or false.
  @inline(__always)
  static func text(_ truth: Bool) -> UInt8 { UInt8(ascii: truth ? "1" : "0") }

  /// Appends the text of a Double; false, and nothing, for NaN.
  ///
  /// - Parameter scratch: memory of at least `ArrowText.room` bytes.
  @inline(__always)
  static func append(_ value: Double, _ scratch: ArrowText.Target, _ bytes: inout [UInt8]) -> Bool {
    append(value, wholeBelow: 1e16, scratch, &bytes)
  }

  /// A floating-point number; whole ones of few digits, which are most, without a string.
  @inline(__always)
  private static func append<T: BinaryFloatingPoint & LosslessStringConvertible>(
    _ value: T, wholeBelow limit: T, _ scratch: ArrowText.Target, _ bytes: inout [UInt8]
  ) -> Bool {
    if value.magnitude < limit, value == value.rounded(.towardZero), value != 0 || value.sign == .plus {
      let count = ArrowText.write(Int64(value), to: scratch)
      scratch[count] = UInt8(ascii: ".")
      scratch[count + 1] = UInt8(ascii: "0")
      bytes.append(contentsOf: UnsafeBufferPointer(start: scratch, count: count + 2))
      return true
    }
    if value.isNaN { return false }
    var text = value.description
    text.withUTF8 { bytes.append(contentsOf: $0) }
    return true
  }

  private func append(half bits: UInt16, _ bytes: inout [UInt8]) -> Bool {
    #if arch(x86_64) && os(macOS)
      // No Float16 there: the same number as a Float, whose shortest text has more digits.
      let exponent = Int(bits >> 10 & 31)
      let fraction = Float(bits & 1023)
      let magnitude: Float =
        switch exponent {
        case 0: fraction * Float(sign: .plus, exponent: -24, significand: 1)
        case 31: fraction == 0 ? .infinity : .nan
        default: (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
        }
      return Self.append(bits >> 15 == 0 ? magnitude : -magnitude, wholeBelow: 2048, scratch, &bytes)
    #else
      return Self.append(Float16(bitPattern: bits), wholeBelow: 2048, scratch, &bytes)
    #endif
  }
}
