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
    let label = try LabelRule.parse(try top.required("label"))
    let scenario = try ScenarioColumns.parse(try top.required("scenario"))
    var schema = Schema(label: label.column, scenario: scenario.names)
    schema.labelRule = label.rule
    schema.scenarioBuckets = scenario.buckets
    schema.weight = try top["weight"]?.name()
    schema.negativeSampling = try top["negativeSampling"].map { node in
      let share = try node.number()
      guard share > 0, share <= 1 else {
        throw node.error(
          "expected for negativeSampling the share of rows without a click that was kept, above 0 and at most 1")
      }
      guard schema.labelRule.isBinary else {
        throw node.error("negativeSampling goes with labels that are a click or none, not with counts or probabilities")
      }
      return share
    }
    schema.log = try top["log"]?.name()
    schema.session = try top["session"]?.name()
    schema.time = try top["time"]?.name()
    if let format = top["format"] { schema.format = try FileForm.parse(format) }
    if let format = top["timeFormat"] { schema.timeFormat = try TimeFormat.parse(format) }
    if let split = top["split"] { schema.split = try Split.parse(split, timeFormat: schema.timeFormat) }
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
      let on = try join.required("on")
      let keys = on.isScalar ? nil : try on.mapping(allowed: Keys.on)
      var found = Join(
        file: try join.required("file").name(), on: try keys?.required("log").name() ?? on.name(),
        fileKey: try keys?.required("file").name())
      if let format = join["format"] { found.format = try FileForm.parse(format, base: schema.format.ofSideTable) }
      return found
    }
    if let statistics = top["statistics"] {
      schema.statistics = try Statistics.parse(statistics)
      guard !schema.statisticsKeys.joined().contains(schema.label) else {
        throw statistics.error(
          "the label \(schema.label) cannot be in a key of statistics; it is what is to be predicted")
      }
    }
    for (name, node) in try features.pairs() {
      if name == "auto", node.isScalar {
        schema.autoFeatures = try node.flag()
      } else {
        schema.features.append(try Feature.parse(name, node))
      }
    }
    if let statistics = top["statistics"], let list = schema.features.first(where: { schema.isListInKey($0) }) {
      throw statistics.error("\(list.column) has lists of values; a key of statistics has one value in a row")
    }
    if let feature = schema.features.first(where: { $0.column == schema.label }) {
      throw features.error("the label \(feature.column) cannot be a feature; it is what is to be predicted")
    }
    guard schema.autoFeatures || !schema.features.isEmpty else { throw features.error("expected at least one feature") }
    return schema
  }

  private enum Keys {
    static let top = [
      "log", "format", "label", "negativeSampling", "weight", "conversion", "scenario", "minimumScenarioRows",
      "session", "time",
      "timeFormat",
      "split", "minimumCount", "dropDuplicates", "dropContradictions", "joins", "statistics",
      "features",
    ]
    static let join = ["file", "on", "format"]
    static let on = ["log", "file"]
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
    put("label", labelRule.node(column: label))
    put("negativeSampling", negativeSampling.map { .plain("\($0)") })
    put("weight", weight.map(Node.text))
    put("scenario", ScenarioColumns(names: scenario, buckets: scenarioBuckets).node)
    put("session", session.map(Node.text))
    put("time", time.map(Node.text))
    put("timeFormat", timeFormat.map { .quoted($0.text) })
    put("split", split.node)
    put("minimumCount", minimumCount.map { .plain("\($0)") })
    if minimumScenarioRows > 0 { put("minimumScenarioRows", .plain("\(minimumScenarioRows)")) }
    put("dropDuplicates", .plain("\(dropDuplicates)"))
    put("conversion", conversion.map(Node.text))
    if dropContradictions { put("dropContradictions", .plain("true")) }
    if !joins.isEmpty {
      put("joins", Node(joins.map(\.node)))
    }
    put("statistics", statistics?.node)
    let auto = autoFeatures ? [(Node.text("auto"), Node.plain("true"))] : []
    put("features", Node(auto + features.map { (Node.text($0.name), $0.node) }))
    // Serialising nodes made of strings cannot fail.
    return (try? Yams.serialize(node: Node(top), width: -1, allowUnicode: true)) ?? ""
  }
}

extension Schema.Join {
  fileprivate var node: Node {
    var pairs: [(String, Node)] = [
      ("file", .text(file)), ("on", fileKey.map { .flow([("log", .text(on)), ("file", .text($0))]) } ?? .text(on)),
    ]
    if let form = format?.node { pairs.append(("format", form)) }
    return .flow(pairs)
  }
}
