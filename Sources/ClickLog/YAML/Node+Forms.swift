import Yams

/// The forms in which a schema is written.
extension Node {
  static func text(_ text: String) -> Node { Node(text) }
  static func quoted(_ text: String) -> Node { Node(text, Tag(.str), .doubleQuoted) }
  static func plain(_ text: String) -> Node { Node(text, Tag(.implicit), .plain) }
  static func flow(_ nodes: [Node]) -> Node { .sequence(.init(nodes, Tag(.implicit), .flow)) }
  static func flow(_ pairs: [(String, Node)]) -> Node {
    .mapping(.init(pairs.map { (text($0.0), $0.1) }, Tag(.implicit), .flow))
  }
}
