import Foundation
import Yams

extension Schema {
  /// Reads a schema file. Throws `LogError` with its line where something is not as it must be.
  public static func load(contentsOf url: URL) throws -> Schema {
    let name = url.lastPathComponent
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw LogError("the schema cannot be read", file: url.relativePath)
    }
    guard let text = String(data: data, encoding: .utf8) else { throw LogError("expected UTF-8 text", file: name) }
    return try parse(yaml: text, file: name)
  }

  /// Reads a schema from text; `file` is what error lines call it.
  public static func parse(yaml: String, file: String = "schema") throws -> Schema {
    try YAMLSize.check(yaml, file: file)
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      throw LogError(text(of: error), file: file, line: line(of: error))
    }
    guard let root else { throw LogError("the schema is empty", file: file) }
    let top = try SchemaNode(root, file: file, what: "schema").mapping(allowed: Keys.top)
    let features = try top.required("features")
    var schema = Schema(
      label: try top.required("label").name(),
      scenario: try top.required("scenario").names())
    schema.log = try top["log"]?.name()
    schema.session = try top["session"]?.name()
    schema.time = try top["time"]?.name()
    if let format = top["format"] { schema.format = try FileForm.parse(format) }
    if let split = top["split"] { schema.split = try parseSplit(split) }
    if let count = top["minimumCount"] { schema.minimumCount = try count.integer(from: 1) }
    if let rows = top["minimumScenarioRows"] { schema.minimumScenarioRows = try rows.integer(from: 0) }
    schema.conversion = try top["conversion"]?.name()
    if let drop = top["dropDuplicates"] { schema.dropDuplicates = try drop.flag() }
    if let drop = top["dropContradictions"] {
      schema.dropContradictions = try drop.flag()
      guard schema.conversion != nil || !schema.dropContradictions else {
        throw drop.error("dropContradictions needs to know the column of conversions (conversion: …)")
      }
    }
    schema.joins = try (top["joins"]?.list() ?? []).map { node in
      let join = try node.mapping(allowed: Keys.join)
      var found = Join(file: try join.required("file").name(), on: try join.required("on").name())
      if let format = join["format"] { found.format = try FileForm.parse(format, base: schema.format.ofSideTable) }
      return found
    }
    for (name, node) in try features.pairs() {
      if name == "auto", node.isScalar {
        schema.autoFeatures = try node.flag()
      } else {
        schema.features.append(try parseFeature(name, node))
      }
    }
    if let feature = schema.features.first(where: { $0.name == schema.label }) {
      throw features.error("the label \(feature.name) cannot be a feature; it is what is to be predicted")
    }
    guard schema.autoFeatures || !schema.features.isEmpty else { throw features.error("expected at least one feature") }
    return schema
  }

  private enum Keys {
    static let top = [
      "log", "format", "label", "conversion", "scenario", "minimumScenarioRows", "session", "time", "split",
      "minimumCount",
      "dropDuplicates", "dropContradictions", "joins", "features",
    ]
    static let split = ["by", "where", "validation", "test", "random", "order"]
    static let join = ["file", "on", "format"]
    static let feature = ["kind", "group", "buckets", "separator", "pooling", "weighted"]
  }

  private static func parseSplit(_ node: SchemaNode) throws -> Split {
    let split = try node.mapping(allowed: Keys.split)
    let ways = ["by", "where", "random", "order"].filter { split[$0] != nil }
    guard ways.count == 1 else { throw node.error("expected exactly one of by, where, random and order") }
    if ways == ["where"] {
      let share = try split["validation"]?.number() ?? 0.1
      guard (0..<1).contains(share) else {
        throw node.error("expected for validation the share of the other rows, from 0 to below 1")
      }
      return .value(try split.required("where").name(), test: try split.required("test").text(), validation: share)
    }
    guard ways == ["by"] else {
      for key in ["validation", "test"] where split[key] != nil {
        throw node.error("\(key) belongs to a split by a column; \(ways[0]) takes a list of shares")
      }
      let list = try split.required(ways[0])
      let shares = try list.list().map { try $0.number() }
      guard (2...3).contains(shares.count), shares.allSatisfy({ $0 > 0 }), abs(shares.reduce(0, +) - 1) < 1e-6 else {
        throw list.error("expected two or three positive shares whose sum is 1, like [0.8, 0.1, 0.1]")
      }
      return ways == ["random"] ? .random(shares) : .order(shares)
    }
    let validation = try split.required("validation").name()
    let test = try split.required("test").name()
    guard !Numbers.less(test, validation) else {
      throw node.error("expected validation (\(validation)) to come before test (\(test))")
    }
    return .column(try split.required("by").name(), validation: validation, test: test)
  }

  private static func parseFeature(_ name: String, _ node: SchemaNode) throws -> Feature {
    let keys = try node.mapping(allowed: Keys.feature)
    let kindNode = try keys.required("kind")
    let kindName = try kindNode.name()
    for key in ["separator", "pooling", "weighted"] {
      if kindName != "ids", let node = keys[key] { throw node.error("\(key) is for features of kind ids only") }
    }
    let kind: Feature.Kind
    switch kindName {
    case "id": kind = .id
    case "number":
      kind = .number(buckets: try keys["buckets"]?.integer(from: 2, to: Feature.mostBuckets) ?? Feature.defaultBuckets)
    case "ids":
      let separator = try keys["separator"]?.text() ?? Feature.defaultSeparator
      guard separator.utf8.count == 1 else {
        throw node.error("expected a separator of one byte, found \"\(separator)\"")
      }
      let poolingName = try keys["pooling"]?.name() ?? "mean"
      guard let pooling = Feature.Pooling(rawValue: poolingName) else {
        throw node.error("expected pooling mean or sum, found \"\(poolingName)\"")
      }
      let weighted = try keys["weighted"]?.flag() ?? false
      guard !weighted || separator != ":" else {
        throw node.error("a colon stands before the weights; expected another separator")
      }
      kind = .ids(Feature.ValueList(separator: separator, pooling: pooling, weighted: weighted))
    default: throw kindNode.error("expected kind id, number or ids, found \"\(kindName)\"")
    }
    var feature = Feature(name: name, kind: kind, group: try keys["group"]?.name())
    if kindName != "number" { feature.hashBuckets = try keys["buckets"]?.integer(from: 1, to: Feature.mostHashBuckets) }
    return feature
  }

  private static func line(of error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }

  private static func text(of error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
      "no valid YAML: \(problem)"
    case .duplicatedKeysInMapping(let keys, _):
      "the key \(keys.map { "\"\($0)\"" }.sorted().joined(separator: ", ")) is there twice"
    default: "no valid YAML"
    }
  }
}

extension Schema {
  /// The schema as text that `parse` reads back to an equal schema.
  public var yaml: String {
    var top: [(Node, Node)] = []
    func put(_ key: String, _ value: Node?) {
      if let value { top.append((.text(key), value)) }
    }
    put("log", log.map(Node.text))
    put("format", format.node)
    put("label", .text(label))
    put("scenario", scenario.count == 1 ? .text(scenario[0]) : .flow(scenario.map(Node.text)))
    put("session", session.map(Node.text))
    put("time", time.map(Node.text))
    switch split {
    case .column(let name, let validation, let test):
      put("split", .flow([("by", .text(name)), ("validation", .text(validation)), ("test", .text(test))]))
    case .value(let name, let test, let validation):
      put("split", .flow([("where", .text(name)), ("test", .text(test)), ("validation", .plain("\(validation)"))]))
    case .random(let shares): put("split", .flow([("random", .flow(shares.map { Node.plain("\($0)") }))]))
    case .order(let shares): put("split", .flow([("order", .flow(shares.map { Node.plain("\($0)") }))]))
    }
    put("minimumCount", .plain("\(minimumCount)"))
    if minimumScenarioRows > 0 { put("minimumScenarioRows", .plain("\(minimumScenarioRows)")) }
    put("dropDuplicates", .plain("\(dropDuplicates)"))
    put("conversion", conversion.map(Node.text))
    if dropContradictions { put("dropContradictions", .plain("true")) }
    if !joins.isEmpty {
      put("joins", Node(joins.map(\.node)))
    }
    let auto = autoFeatures ? [(Node.text("auto"), Node.plain("true"))] : []
    put("features", Node(auto + features.map { (Node.text($0.name), .flow($0.settings)) }))
    // Serialising nodes made of strings cannot fail.
    return (try? Yams.serialize(node: Node(top), width: -1, allowUnicode: true)) ?? ""
  }
}

extension Schema.Join {
  fileprivate var node: Node {
    var pairs: [(String, Node)] = [("file", .text(file)), ("on", .text(on))]
    if let form = format?.node { pairs.append(("format", form)) }
    return .flow(pairs)
  }
}

extension Schema.Feature {
  fileprivate var settings: [(String, Node)] {
    var settings: [(String, Node)] = []
    switch kind {
    case .id: settings = [("kind", .text("id"))]
    case .number(let buckets): settings = [("kind", .text("number")), ("buckets", .plain("\(buckets)"))]
    case .ids(let list):
      settings = [
        ("kind", .text("ids")), ("separator", .quoted(list.separator)), ("pooling", .text(list.pooling.rawValue)),
      ]
      if list.weighted { settings.append(("weighted", .plain("true"))) }
    }
    if let hashBuckets { settings.append(("buckets", .plain("\(hashBuckets)"))) }
    if let group { settings.append(("group", .text(group))) }
    return settings
  }
}
