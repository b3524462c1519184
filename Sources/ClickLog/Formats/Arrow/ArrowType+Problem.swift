extension ArrowType {
  /// What is to be said where a column of this type is used that has no text; nil if it has one.
  func problem(named name: String) -> String? {
    guard !isReadable else { return nil }
    let start = "expected a type whose values are text, numbers, dates, or lists of them, found \(self.name)"
    guard layout == .structure, !fields.isEmpty else { return start }
    return start + "; its fields are columns: " + fields.prefix(8).map { "\(name).\($0)" }.joined(separator: ", ")
  }
}
