/// What the values of a column look like: enough to see that one file has numbers where another has the same numbers
/// written as fractions, as data frames do to a column in which one value is missing.
struct ValueForms: OptionSet {
  let rawValue: UInt16

  /// `7`
  static let whole = ValueForms(rawValue: 1)
  /// `7.0`
  static let fraction = ValueForms(rawValue: 2)
  static let other = ValueForms(rawValue: 4)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Of all distinct values, up to the first that is no number.
  init(of values: Interner) {
    self.init(rawValue: 0)
    for code in 0..<UInt32(values.count) where !contains(.other) { formUnion(values.withBytes(code, Self.form)) }
  }

  private static func form(_ value: Cell) -> ValueForms {
    // An empty cell is no value of either kind.
    guard !value.isEmpty else { return [] }
    let isFraction =
      value.count > 2 && value[value.count - 2] == UInt8(ascii: ".") && value[value.count - 1] == UInt8(ascii: "0")
    for byte in value.dropLast(isFraction ? 2 : 0) where byte &- UInt8(ascii: "0") > 9 { return .other }
    return isFraction ? .fraction : .whole
  }
}
