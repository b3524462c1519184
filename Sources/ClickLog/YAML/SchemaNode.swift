import Yams

/// A place in a schema's YAML, read with errors that name its line.
struct SchemaNode {
  private let node: Node
  private let file: String
  /// The key that leads here.
  private let what: String

  init(_ node: Node, file: String, what: String) {
    self.node = node
    self.file = file
    self.what = what
  }

  var isScalar: Bool { node.scalar != nil }

  func error(_ problem: String) -> LogError { LogError(problem, file: file, line: node.mark?.line) }

  /// One column, file or value; a number counts as its text.
  func name() throws -> String {
    let text = try text()
    guard !text.isEmpty else { throw error("expected a name for \(what), found nothing") }
    return text
  }

  func text() throws -> String {
    guard let scalar = node.scalar else { throw error("expected one value for \(what)") }
    return scalar.string
  }

  /// The elements of a list, or the one thing that is there instead.
  func elements() throws -> [SchemaNode] { node.sequence == nil ? [self] : try list() }

  func list() throws -> [SchemaNode] {
    guard let sequence = node.sequence else { throw error("expected a list for \(what)") }
    return sequence.map { SchemaNode($0, file: file, what: what) }
  }

  /// A value or a list of them, as text.
  func texts() throws -> [String] {
    guard node.sequence != nil else { return [try text()] }
    return try list().map { try $0.text() }
  }

  /// One of some words.
  func choice<T: RawRepresentable<String> & CaseIterable>(_ type: T.Type) throws -> T {
    let word = try text()
    guard let choice = T(rawValue: word) else {
      let words = T.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("expected one of \(words) for \(what), found \"\(word)\"")
    }
    return choice
  }

  func integer(from least: Int, to most: Int = .max) throws -> Int {
    guard let value = Int(try text()), (least...most).contains(value) else {
      let range = most == .max ? "from \(least) on" : "from \(least) to \(most)"
      throw error("expected a whole number \(range) for \(what), found \"\(try text())\"")
    }
    return value
  }

  func number() throws -> Double {
    guard let value = Double(try text()), value.isFinite else {
      throw error("expected a number in \(what), found \"\(try text())\"")
    }
    return value
  }

  func flag() throws -> Bool {
    switch try text() {
    case "true": return true
    case "false": return false
    default: throw error("expected true or false for \(what), found \"\(try text())\"")
    }
  }

  /// The pairs in the file's order.
  func pairs() throws -> [(String, SchemaNode)] {
    guard let mapping = node.mapping else { throw error("expected \(what) to hold keys and values") }
    return try mapping.map { key, value in
      let name = try SchemaNode(key, file: file, what: "a key of \(what)").name()
      return (name, SchemaNode(value, file: file, what: name))
    }
  }

  /// The pairs by key, none but the allowed ones.
  func mapping(allowed: [String]) throws -> SchemaMapping {
    var values: [String: SchemaNode] = [:]
    for (key, value) in try pairs() {
      guard allowed.contains(key) else {
        let place = node.mapping?.first { $0.key.string == key }?.key.mark?.line
        throw LogError(
          "unknown key \"\(key)\" in \(what); \(NearestNames.hint(for: key, among: allowed))", file: file, line: place)
      }
      values[key] = value
    }
    return SchemaMapping(values: values, owner: self, what: what)
  }
}

/// The keys of one place of a schema.
struct SchemaMapping {
  fileprivate let values: [String: SchemaNode]
  fileprivate let owner: SchemaNode
  fileprivate let what: String

  subscript(key: String) -> SchemaNode? { values[key] }

  func error(_ problem: String) -> LogError { owner.error(problem) }

  func required(_ key: String) throws -> SchemaNode {
    guard let node = values[key] else { throw owner.error("\(key) is missing in \(what)") }
    return node
  }
}
