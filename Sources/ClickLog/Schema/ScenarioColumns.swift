import Yams

/// How the numbers of a scenario column become scenarios.
public enum ScenarioBuckets: Sendable, Hashable {
  /// At most so many, of equal weight in the training part.
  case count(Int)
  /// One below the first limit, one from each limit on.
  case limits([Double])

  /// What a scenario column may be cut into at most.
  static let most = 1000
}

/// A schema's `scenario`: columns, and how numbers among them are cut into buckets.
struct ScenarioColumns {
  var names: [String]
  var buckets: [String: ScenarioBuckets]

  private enum Keys { static let all = ["column", "buckets"] }

  static func parse(_ node: SchemaNode) throws -> ScenarioColumns {
    var found = ScenarioColumns(names: [], buckets: [:])
    for node in try node.elements() {
      guard !node.isScalar else {
        found.names.append(try node.name())
        continue
      }
      let keys = try node.mapping(allowed: Keys.all)
      let name = try keys.required("column").name()
      found.names.append(name)
      guard let buckets = keys["buckets"] else { continue }
      if buckets.isScalar {
        found.buckets[name] = .count(try buckets.integer(from: 2, to: ScenarioBuckets.most))
      } else {
        let limits = try buckets.list().map { try $0.number() }
        guard !limits.isEmpty, limits.count < ScenarioBuckets.most, zip(limits, limits.dropFirst()).allSatisfy(<) else {
          throw buckets.error("expected rising limits, like [10, 20, 50], or a number of buckets")
        }
        found.buckets[name] = .limits(limits)
      }
    }
    guard !found.names.isEmpty, Set(found.names).count == found.names.count else {
      throw node.error("expected a column for scenario, or several, each once")
    }
    return found
  }

  /// What `parse` reads back.
  var node: Node {
    let nodes = names.map { name -> Node in
      switch buckets[name] {
      case nil: .text(name)
      case .count(let count)?: .flow([("column", .text(name)), ("buckets", .plain("\(count)"))])
      case .limits(let limits)?:
        .flow([("column", .text(name)), ("buckets", .flow(limits.map { Node.plain("\($0)") }))])
      }
    }
    return nodes.count == 1 ? nodes[0] : .flow(nodes)
  }
}
