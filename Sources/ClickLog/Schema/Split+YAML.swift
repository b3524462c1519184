import Yams

extension Schema.Split {
  private enum Keys {
    static let all = ["by", "where", "validation", "test", "random", "group", "order", "files"]
    static let files = ["train", "validation", "test"]
  }

  /// Reads a schema's `split`.
  ///
  /// - Parameter timeFormat: the form of times that the schema names, in which limits may be written.
  static func parse(_ node: SchemaNode, timeFormat: TimeFormat?) throws -> Schema.Split {
    let split = try node.mapping(allowed: Keys.all)
    let ways = ["by", "where", "random", "order", "files"].filter { split[$0] != nil }
    guard ways.count == 1, let way = ways.first else {
      throw node.error("expected exactly one of by, where, random, order and files")
    }
    let options = ["by": ["validation", "test"], "where": ["validation", "test"], "random": ["group"]][way] ?? []
    for key in ["validation", "test", "group"] where split[key] != nil && !options.contains(key) {
      throw node.error(
        "\(key) belongs to \(key == "group" ? "a random split" : "a split by a column"), not beside \(way)")
    }
    switch way {
    case "where":
      let share = try split["validation"]?.number() ?? 0.1
      guard (0..<1).contains(share) else {
        throw node.error("expected for validation the share of the other rows, from 0 to below 1")
      }
      return .value(try split.required("where").name(), test: try split.required("test").text(), validation: share)
    case "files":
      let files = try split.required("files").mapping(allowed: Keys.files)
      return .files(
        SplitFiles(
          training: try files.required("train").texts(), validation: try files["validation"]?.texts() ?? [],
          test: try files.required("test").texts()))
    case "by":
      let validation = try split.required("validation")
      let test = try split.required("test")
      let limits = (
        try limit(validation, timeFormat, of: "validation"), try limit(test, timeFormat, of: "test")
      )
      guard let order = limits.0.isBelow(limits.1) else {
        throw node.error(
          "expected two numbers or two times as limits, found \"\(try validation.text())\" and \"\(try test.text())\"")
      }
      guard order else {
        throw node.error("expected validation (\(try validation.text())) to come before test (\(try test.text()))")
      }
      return .column(try split.required("by").name(), validation: try validation.name(), test: try test.name())
    default:
      let list = try split.required(way)
      let shares = try list.list().map { try $0.number() }
      guard (2...3).contains(shares.count), shares.allSatisfy({ $0 > 0 }), abs(shares.reduce(0, +) - 1) < 1e-6 else {
        throw list.error("expected two or three positive shares whose sum is 1, like [0.8, 0.1, 0.1]")
      }
      if way == "order" { return .order(shares) }
      return .random(shares, group: try split["group"]?.name())
    }
  }

  private static func limit(_ node: SchemaNode, _ format: TimeFormat?, of what: String) throws -> TimePoint {
    let text = try node.name()
    if let point = TimePoint(text: text, format: format) { return point }
    throw node.error(
      "expected a number or a time like 2024-05-06 or 2024-05-06 10:00 for \(what), found \"\(text)\""
        + (format == nil ? "; \(TimeFormat.hint(for: text))" : ""))
  }

  /// In one line, as a schema has it.
  var yaml: String {
    // Serialising nodes made of strings cannot fail.
    let text = (try? Yams.serialize(node: node, width: -1, allowUnicode: true)) ?? ""
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Reads what `yaml` gives.
  static func parse(yaml: String, timeFormat: TimeFormat?, file: String) throws -> Schema.Split {
    try YAMLSize.check(yaml, file: file)
    guard let node = try? Yams.compose(yaml: yaml) else { throw LogError("expected a split", file: file) }
    return try parse(SchemaNode(node, file: file, what: "split"), timeFormat: timeFormat)
  }

  /// What `parse` reads back.
  var node: Node {
    func shares(_ shares: [Double]) -> Node { .flow(shares.map { Node.plain("\($0)") }) }
    switch self {
    case .column(let name, let validation, let test):
      return .flow([("by", .text(name)), ("validation", .text(validation)), ("test", .text(test))])
    case .value(let name, let test, let validation):
      return .flow([("where", .text(name)), ("test", .text(test)), ("validation", .plain("\(validation)"))])
    case .random(let list, let group):
      return .flow([("random", shares(list))] + (group.map { [("group", .text($0))] } ?? []))
    case .order(let list): return .flow([("order", shares(list))])
    case .files(let files):
      func names(_ key: String, _ names: [String]) -> [(String, Node)] {
        names.isEmpty ? [] : [(key, names.count == 1 ? .text(names[0]) : .flow(names.map(Node.text)))]
      }
      return .flow([
        (
          "files",
          .flow(
            names("train", files.training) + names("validation", files.validation) + names("test", files.test))
        )
      ])
    }
  }
}
