import Yams

extension Schema {
  /// Which keys' earlier rows become inputs of the model.
  public enum Statistics: Sendable, Equatable {
    /// The session's column and the ids of most values, alone and with the scenario, as far as they tell of clicks.
    ///
    /// In a log of at most so many training rows; of any number where a schema asks for them.
    case automatic(upTo: Int = .max)
    /// Each key one column or several.
    case keys([[String]])
    /// No keys, whatever else is done by default.
    case off
  }
}

extension Schema.Statistics {
  private static let words: [(word: String, meaning: Schema.Statistics)] = [("auto", .automatic()), ("none", .off)]

  /// Reads a schema's `statistics`.
  static func parse(_ node: SchemaNode) throws -> Schema.Statistics {
    if node.isScalar { return try word(node) }
    let keys = try node.mapping(allowed: ["keys"]).required("keys")
    if keys.isScalar { return try word(keys) }
    var found: [[String]] = []
    for node in try keys.list() {
      let columns = try node.elements().map { try $0.name() }
      guard !columns.isEmpty, Set(columns).count == columns.count else {
        throw node.error("expected a column for a key of statistics, or several, each once")
      }
      guard !found.contains(where: { Set($0) == Set(columns) }) else {
        throw node.error("the key \(columns.joined(separator: ", ")) is there twice")
      }
      found.append(columns)
    }
    guard !found.isEmpty else { throw keys.error("expected at least one key, like [user_id, [user_id, tab]]") }
    return .keys(found)
  }

  private static func word(_ node: SchemaNode) throws -> Schema.Statistics {
    let text = try node.text()
    guard let found = words.first(where: { $0.word == text }) else {
      throw node.error("expected auto, none, or keys like {keys: [user_id, [user_id, tab]]}, found \"\(text)\"")
    }
    return found.meaning
  }

  /// What `parse` reads back.
  var node: Node {
    switch self {
    case .keys(let keys):
      .flow([
        ("keys", .flow(keys.map { columns in columns.count == 1 ? .text(columns[0]) : .flow(columns.map(Node.text)) }))
      ])
    case .automatic: .text(Self.words[0].word)
    case .off: .text(Self.words[1].word)
    }
  }
}
