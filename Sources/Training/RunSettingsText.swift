import Yams

extension RunSettings {
  /// As YAML, every setting resolved; null ones are left out.
  public func yaml() throws -> String {
    let pairs = Mirror(reflecting: self).children.compactMap { child in
      child.label.flatMap { name in Self.node(child.value).map { (Node(name), $0) } }
    }
    return try Yams.serialize(node: Node(pairs))
  }

  /// Fractions in the language's own text (`0.001`): `YAMLEncoder` would write `1e-3`, by a formatter of Foundation that
  /// needs the tables of every language in the world (scripts/release).
  private static func node(_ value: Any) -> Node? {
    switch value {
    case let number as Double: Node("\(number)", Tag(.float))
    case let choice as any RawRepresentable<String>: Node(choice.rawValue)
    case let numbers as [Int]: Node(numbers.map { $0.box() })
    case let value as any YAMLEncodable: value.box()
    default: nil
    }
  }
}
