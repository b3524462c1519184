/// Encodes the cells of one field as the preparation of a log does.
///
/// A class, so that a row copies no vocabulary's arrays: threads that count references to the same ones wait for one another.
final class FieldEncoder: Sendable {
  private let coding: Field.Coding
  private let offset: Int
  private let reading: ListReading?
  private let timePart: TimePart?
  private let timeFormat: TimeFormat?
  private let decimalComma: Bool
  private let missing: MissingWords
  /// What its cells hold several values with; nil for one value.
  var list: ListForm? { reading?.form }

  /// - Parameters:
  ///   - field: one of an encoding with this schema.
  ///   - feature: what the schema says of it.
  ///   - form: how the values are written.
  private init(_ field: Field, _ feature: Schema.Feature, _ timeFormat: TimeFormat?, _ form: FileForm) {
    coding = field.coding
    offset = field.offset
    reading = if case .several(_, let list) = field.coding { ListReading(list) } else { nil }
    timePart = if case .timePart(let part) = feature.kind { part } else { nil }
    self.timeFormat = timeFormat
    decimalComma = form.decimalComma
    missing = MissingWords(form)
  }

  /// The encoders of all fields of an encoding, for values written in a form.
  static func all(of encoding: Encoding, form: FileForm) -> [FieldEncoder] {
    zip(encoding.fields, encoding.schema.features).map { FieldEncoder($0, $1, encoding.schema.timeFormat, form) }
  }

  /// What a value that cannot be read should have been.
  var expected: String {
    switch coding {
    case .single: timePart == nil ? "one value" : TimePart.expected
    case .number: NumberCoder.Range.number.words
    case .several(_, let list): list.weighted ? ListReading.weightedValues : "one list of values"
    }
  }

  /// Appends the rows of a cell's values; false if it cannot be read.
  func append(_ cell: Cell, to bags: inout EncodedValues) -> Bool {
    let cell = missing.read(cell)
    switch coding {
    case .single(let values):
      if let timePart {
        guard let value = timePart.value(of: cell, format: timeFormat) else { return false }
        bags.append(offset + TimePart.withCell(of: value) { values.row(of: $0) })
        return true
      }
      bags.append(offset + values.row(of: cell))
      return true
    case .number(let buckets):
      guard let number = NumberCoder.number(cell, decimalComma: decimalComma) else { return false }
      bags.append(offset + buckets.row(of: number))
      return true
    case .several(let values, _):
      guard let reading else { return false }
      return reading.forEachValue(of: cell) { value, weight in
        bags.append(offset + values.row(of: value), weight: weight)
      }
    }
  }

  /// Appends the rows of a value given in memory; false if it cannot be read.
  func append(_ value: RowValue, _ scratch: inout [UInt8], to bags: inout EncodedValues) -> Bool {
    // A number's text would read back as this number.
    if case .number(let buckets) = coding, let number = value.asNumber {
      bags.append(offset + buckets.row(of: number))
      return true
    }
    return value.withCell(separator: list?.separator, &scratch) { append($0, to: &bags) } ?? false
  }
}

/// The values of many bags, one bag after another.
struct EncodedValues: Sendable {
  /// Rows of the table of all fields.
  var ids: [Int32] = []
  /// Of each of `ids`; empty where no field of the encoding has weights.
  var weights: [Float] = []
  let hasWeights: Bool

  init(hasWeights: Bool) { self.hasWeights = hasWeights }

  var count: Int { ids.count }

  mutating func reserveCapacity(_ count: Int) {
    ids.reserveCapacity(count)
    if hasWeights { weights.reserveCapacity(count) }
  }

  @inline(__always)
  mutating func append(_ id: Int, weight: Float = 1) {
    ids.append(Int32(truncatingIfNeeded: id))
    if hasWeights { weights.append(weight) }
  }

  @inline(__always)
  mutating func append(_ places: Range<Int>, of other: EncodedValues) {
    for place in places {
      ids.append(other.ids[place])
      if hasWeights { weights.append(other.weights[place]) }
    }
  }
}
