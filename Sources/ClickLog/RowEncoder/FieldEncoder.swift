/// Encodes the cells of one field as the preparation of a log does.
struct FieldEncoder: Sendable {
  private let coding: Field.Coding
  private let offset: Int
  /// What its cells hold several values with; nil for one value.
  let list: ListForm?

  init(_ field: Field) {
    coding = field.coding
    offset = field.offset
    if case .several(_, let list) = field.coding {
      self.list = ListForm(separator: list.separator.utf8.first ?? UInt8(ascii: ","), weighted: list.weighted)
    } else {
      list = nil
    }
  }

  /// What a value that cannot be read should have been.
  var expected: String {
    switch coding {
    case .single: "one value"
    case .number: NumberCoder.aNumber
    case .several(_, let list): list.weighted ? ListCoder.weightedValues : "one list of values"
    }
  }

  /// Appends the rows of a cell's values; false if it cannot be read.
  func append(_ cell: Cell, to bags: inout EncodedValues) -> Bool {
    switch coding {
    case .single(let values):
      bags.append(offset + values.row(of: cell))
      return true
    case .number(let buckets):
      guard let number = NumberCoder.number(cell) else { return false }
      bags.append(offset + buckets.row(of: number))
      return true
    case .several(let values, _):
      guard let list else { return false }
      return ListCoder.forEachValue(of: cell, separator: list.separator, weighted: list.weighted) { value, weight in
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
