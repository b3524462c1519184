import Yams

extension Schema.Feature {
  private enum Keys {
    static let all = ["kind", "of", "group", "buckets", "separator", "pooling", "weighted", "ignore", "zone"]
    static let kinds = ["id", "number", "ids"] + TimePart.Unit.allCases.map(\.rawValue)
    /// Keys that belong to some kinds only.
    static let belonging = [
      (["separator", "pooling", "weighted", "ignore"], ["ids"]), (["zone"], TimePart.Unit.allCases.map(\.rawValue)),
      (["buckets"], ["id", "number", "ids"]),
    ]
  }

  /// Reads a feature of a schema.
  static func parse(_ name: String, _ node: SchemaNode) throws -> Schema.Feature {
    let keys = try node.mapping(allowed: Keys.all)
    let kindNode = try keys.required("kind")
    let kindName = try kindNode.name()
    for (owned, kinds) in Keys.belonging where !kinds.contains(kindName) && Keys.kinds.contains(kindName) {
      for key in owned {
        if let node = keys[key] {
          throw node.error("\(key) is for features of kind \(kinds.joined(separator: " or ")) only")
        }
      }
    }
    let kind: Kind
    switch kindName {
    case "id": kind = .id
    case "number": kind = .number(buckets: try keys["buckets"]?.integer(from: 2, to: mostBuckets) ?? defaultBuckets)
    case "ids": kind = .ids(try list(keys))
    default:
      guard let unit = TimePart.Unit(rawValue: kindName) else {
        let kinds = Keys.kinds.dropLast().joined(separator: ", ") + " or " + (Keys.kinds.last ?? "")
        throw kindNode.error("expected kind \(kinds), found \"\(kindName)\"")
      }
      kind = .timePart(TimePart(unit: unit, zone: try keys["zone"].map(zone) ?? 0))
    }
    var feature = Schema.Feature(name: name, kind: kind, group: try keys["group"]?.name())
    feature.source = try keys["of"]?.name()
    if kindName != "number" { feature.hashBuckets = try keys["buckets"]?.integer(from: 1, to: mostHashBuckets) }
    return feature
  }

  private static func list(_ keys: SchemaMapping) throws -> ValueList {
    let separator = try keys["separator"]?.text() ?? defaultSeparator
    guard separator.utf8.count == 1 else {
      throw keys.error("expected a separator of one byte, found \"\(separator)\"")
    }
    let poolingName = try keys["pooling"]?.name() ?? "mean"
    guard let pooling = Pooling(rawValue: poolingName) else {
      throw keys.error("expected pooling mean or sum, found \"\(poolingName)\"")
    }
    let weighted = try keys["weighted"]?.flag() ?? false
    guard !weighted || separator != ":" else {
      throw keys.error("a colon stands before the weights; expected another separator")
    }
    return ValueList(
      separator: separator, pooling: pooling, weighted: weighted, ignore: try keys["ignore"]?.texts() ?? [])
  }

  /// Seconds that clocks are ahead of UTC.
  private static func zone(_ node: SchemaNode) throws -> Int {
    let text = try node.text()
    guard let seconds = TimePoint.zone(text) else {
      throw node.error("expected how far clocks are ahead of UTC, like +08:00, found \"\(text)\"")
    }
    return seconds
  }

  /// What `parse` reads back.
  var node: Node {
    var settings: [(String, Node)] = []
    switch kind {
    case .id: settings = [("kind", .text("id"))]
    case .number(let buckets): settings = [("kind", .text("number")), ("buckets", .plain("\(buckets)"))]
    case .ids(let list):
      settings = [
        ("kind", .text("ids")), ("separator", .quoted(list.separator)), ("pooling", .text(list.pooling.rawValue)),
      ]
      if list.weighted { settings.append(("weighted", .plain("true"))) }
      if !list.ignore.isEmpty { settings.append(("ignore", .flow(list.ignore.map(Node.quoted)))) }
    case .timePart(let part):
      settings = [("kind", .text(part.unit.rawValue))]
      if part.zone != 0 { settings.append(("zone", .quoted(TimePoint.text(zone: part.zone)))) }
    }
    if let source { settings.append(("of", .text(source))) }
    if let hashBuckets { settings.append(("buckets", .plain("\(hashBuckets)"))) }
    if let group { settings.append(("group", .text(group))) }
    return .flow(settings)
  }
}
