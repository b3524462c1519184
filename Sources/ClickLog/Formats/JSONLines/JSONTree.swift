import Files

/// The keys of a log's objects, in the order in which they first appear; each is a column.
///
/// The key of an object within an object is a column of its own, `user.id`, and so is the object itself, `user`: read as a
/// list it holds the object's keys, with its numbers as their weights.
struct JSONTree: Sendable, Equatable {
  /// Keys beyond these are left out, as those are that first appear further down: an object whose keys are values, such as
  /// ids, has any number of them.
  static let mostKeys = 100_000

  struct Node: Sendable, Equatable {
    /// The key's bytes, its escapes resolved.
    let key: [UInt8]
    let parent: Int
    var children: [Int] = []
  }

  /// The first is the line's object; the node after it is column 0.
  private(set) var nodes = [Node(key: [], parent: -1)]
  /// Of each node its path.
  private(set) var names = [""]
  /// Of the hash of a parent and a key the node that was first with it.
  private var places: [UInt64: Int] = [:]

  var columns: [String] { Array(names.dropFirst()) }

  /// Adds the keys of a line; false if it is no whole object.
  mutating func add(_ line: UnsafePointer<UInt8>) -> Bool {
    var scan = JSONScanner(line)
    scan.skipBlanks()
    guard scan.byte == UInt8(ascii: "{") else { return false }
    // Of a broken line not half of the keys.
    var whole = scan
    guard whole.skip(depth: 0) else { return false }
    whole.skipBlanks()
    return whole.isAtEnd && object(0, 0, &scan)
  }

  /// Adds the keys that another tree has.
  mutating func add(_ other: JSONTree) {
    guard other.nodes != nodes else { return }
    var here = [0]
    for node in other.nodes.dropFirst() {
      let parent = here[node.parent]
      here.append(parent < 0 ? -1 : node.key.withUnsafeBytes { find($0, parent, likely: nodes[parent].children.count) })
    }
  }

  private mutating func object(_ node: Int, _ depth: Int, _ scan: inout JSONScanner) -> Bool {
    guard scan.enter(depth) else { return false }
    if scan.take("}") { return true }
    var likely = 0
    repeat {
      guard let key = scan.key() else { return false }
      let child: Int
      if key.isEscaped {
        var bytes: [UInt8] = []
        JSONText.forEachRun(of: key.bytes) { bytes.append(contentsOf: $0) }
        child = bytes.withUnsafeBytes { find($0, node, likely: likely) }
      } else {
        child = find(key.bytes, node, likely: likely)
      }
      likely += 1
      let isObject = scan.byte == UInt8(ascii: "{")
      guard isObject && child > 0 ? object(child, depth + 1, &scan) : scan.skip(depth: depth + 1) else { return false }
      scan.skipBlanks()
    } while scan.take(",")
    return scan.take("}")
  }

  /// The node of a key, which is made if there is none; -1 if there are too many.
  ///
  /// - Parameter likely: its place among its parent's children in most rows.
  private mutating func find(_ key: Cell, _ parent: Int, likely: Int) -> Int {
    if likely < nodes[parent].children.count {
      let child = nodes[parent].children[likely]
      if key.elementsEqual(nodes[child].key) { return child }
    }
    var hash = ByteHash.finish(ByteHash.fold(ByteHash.hash(key), UInt64(parent)))
    // Another key may have the same hash.
    while let child = places[hash] {
      if nodes[child].parent == parent, key.elementsEqual(nodes[child].key) { return child }
      hash &+= 1
    }
    guard nodes.count <= Self.mostKeys else { return -1 }
    let name = String(decoding: key, as: UTF8.self)
    places[hash] = nodes.count
    nodes[parent].children.append(nodes.count)
    names.append(parent == 0 ? name : names[parent] + "." + name)
    nodes.append(Node(key: Array(key), parent: parent))
    return nodes.count - 1
  }

  static func == (a: JSONTree, b: JSONTree) -> Bool { a.nodes == b.nodes }
}
