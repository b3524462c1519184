/// How a cell is cut into several values.
struct ListReading: Hashable, Sendable {
  let separator: UInt8
  /// Whether each value has its weight after a colon.
  let weighted: Bool
  /// Values that are none.
  let ignore: [[UInt8]]

  init(_ list: Schema.Feature.ValueList) {
    separator = list.separator.utf8.first ?? UInt8(ascii: ",")
    weighted = list.weighted
    ignore = list.ignore.map { Array($0.utf8) }
  }

  /// How a cursor is to join several values.
  var form: ListForm { ListForm(separator: separator, weighted: weighted) }

  /// What a weighted list's cell must be.
  static let weightedValues = "values with weights from 0 on, like 17:0.5"

  private static let space = UInt8(ascii: " ")
  private static let colon = UInt8(ascii: ":")
  private static let comma = UInt8(ascii: ",")

  /// Hands over each value of a cell in its order, and its weight (1 where there are none); false if one has no weight that
  /// can be read.
  ///
  /// Spaces around values are left away. A list in brackets, as JSON, pandas and NumPy write it, is read as such: its values
  /// may stand in quotes, and have commas or spaces between them.
  @inline(__always)
  func forEachValue(of cell: Cell, _ body: (_ value: Cell, _ weight: Float) -> Void) -> Bool {
    if let inner = bracketed(cell) { return forEachBracketed(inner, body) }
    var first = 0
    while first < cell.count {
      var last = first
      while last < cell.count, cell[last] != separator { last += 1 }
      guard hand(over: cell, first, last, body) else { return false }
      first = last + 1
    }
    return true
  }

  @inline(__always)
  private func hand(
    over cell: Cell, _ begin: Int, _ end: Int, _ body: (_ value: Cell, _ weight: Float) -> Void
  ) -> Bool {
    var (first, last) = (begin, end)
    while first < last, cell[first] == Self.space { first += 1 }
    while last > first, cell[last - 1] == Self.space { last -= 1 }
    // Nothing between two separators is no value.
    guard last > first else { return true }
    var weight: Float = 1
    if weighted {
      guard let colon = cell[first..<last].lastIndex(of: Self.colon),
        case .number(let number) = Numbers.read(Cell(rebasing: cell[(colon + 1)..<last])), number >= 0,
        number.isFinite
      else { return false }
      weight = Float(number)
      last = colon
    }
    let value = Cell(rebasing: cell[first..<last])
    if ignore.isEmpty || !ignore.contains(where: { value.elementsEqual($0) }) { body(value, weight) }
    return true
  }

  /// What stands between brackets, where a whole cell is in them.
  @inline(__always)
  private func bracketed(_ cell: Cell) -> Cell? {
    guard let first = cell.first,
      first == UInt8(ascii: "[") || first == Self.space || (weighted && first == UInt8(ascii: "{"))
    else { return nil }
    var text = cell[...]
    while text.first == Self.space { text.removeFirst() }
    while text.last == Self.space { text.removeLast() }
    guard text.count >= 2, let open = text.first, let close = text.last else { return nil }
    let isList = open == UInt8(ascii: "[") && close == UInt8(ascii: "]")
    let isMap = weighted && open == UInt8(ascii: "{") && close == UInt8(ascii: "}")
    return isList || isMap ? Cell(rebasing: text.dropFirst().dropLast()) : nil
  }

  private func forEachBracketed(_ text: Cell, _ body: (_ value: Cell, _ weight: Float) -> Void) -> Bool {
    let between = text.contains(Self.comma) ? Self.comma : text.contains(separator) ? separator : Self.space
    func isBetween(_ byte: UInt8) -> Bool {
      byte == between || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
    var first = 0
    while first < text.count {
      if isBetween(text[first]) || text[first] == Self.space {
        first += 1
        continue
      }
      let quote = text[first]
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
        var last = first
        while last < text.count, !isBetween(text[last]) { last += 1 }
        let value = Cell(rebasing: text[first..<last])
        if weighted || !Self.isNothing(value) { guard hand(over: value, 0, value.count, body) else { return false } }
        first = last + 1
        continue
      }
      // In quotes; of a weighted value its weight is behind them.
      guard let close = text[(first + 1)...].firstIndex(of: quote) else {
        guard hand(over: text, first, text.count, body) else { return false }
        break
      }
      var last = close + 1
      while last < text.count, !isBetween(text[last]) { last += 1 }
      if weighted {
        guard let colon = text[close..<last].firstIndex(of: Self.colon) else { return false }
        let joined = Array(text[(first + 1)..<close]) + Array(text[colon..<last])
        guard joined.withUnsafeBytes({ hand(over: $0, 0, $0.count, body) }) else { return false }
      } else {
        guard hand(over: text, first + 1, close, body) else { return false }
      }
      first = last + 1
    }
    return true
  }

  /// What data frames write for a missing value in a list.
  private static func isNothing(_ value: Cell) -> Bool {
    guard value.count <= 5, let first = value.first, first | 0x20 == UInt8(ascii: "n") || first == Self.space else {
      return false
    }
    if case .missing = Numbers.read(value) { return true }
    return false
  }
}
