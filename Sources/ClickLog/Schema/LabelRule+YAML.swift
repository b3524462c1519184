import Yams

extension LabelRule {
  private enum Keys { static let all = ["column", "positive", "clicks", "of", "probability"] }

  /// Reads a schema's `label`: a column's name, or a column and what counts as a click there.
  static func parse(_ node: SchemaNode) throws -> (column: String, rule: LabelRule) {
    guard !node.isScalar else { return (try node.name(), .truth) }
    let keys = try node.mapping(allowed: Keys.all)
    func only(_ allowed: [String]) throws {
      for key in Keys.all where keys[key] != nil && !allowed.contains(key) {
        throw node.error("expected \(allowed.joined(separator: " and ")) in a label, and \(key) not beside them")
      }
    }
    if let clicks = keys["clicks"] {
      try only(["clicks", "of"])
      return (try clicks.name(), .clicks(of: try keys.required("of").name()))
    }
    if let probability = keys["probability"] {
      try only(["probability"])
      return (try probability.name(), .probability)
    }
    try only(["column", "positive"])
    let column = try keys.required("column").name()
    guard let positive = keys["positive"] else { return (column, .truth) }
    guard positive.isScalar else { return (column, .values(try positive.texts())) }
    let text = try positive.text()
    guard let comparison = Comparison.allCases.first(where: { text.hasPrefix($0.rawValue) }) else {
      // One value, or `= 4`, which is as good as `== 4`.
      if text.hasPrefix("="), let limit = Numbers.read(trimmed(text.dropFirst())) {
        return (column, .comparison(.equal, limit))
      }
      return (column, .values([text]))
    }
    guard let limit = Numbers.read(trimmed(text.dropFirst(comparison.rawValue.count))) else {
      throw positive.error("expected a comparison with a number, like \">= 4\", or a list of values, found \"\(text)\"")
    }
    return (column, .comparison(comparison, limit))
  }

  private static func trimmed(_ text: Substring) -> String { String(text.drop { $0 == " " }) }

  /// What `parse` reads back.
  func node(column: String) -> Node {
    switch self {
    case .truth: .text(column)
    case .comparison(let comparison, let limit):
      .flow([("column", .text(column)), ("positive", .quoted("\(comparison.rawValue) \(limit)"))])
    case .values(let values): .flow([("column", .text(column)), ("positive", .flow(values.map(Node.quoted)))])
    case .clicks(let impressions): .flow([("clicks", .text(column)), ("of", .text(impressions))])
    case .probability: .flow([("probability", .text(column))])
    }
  }
}
