import Files
import Foundation

/// A log's keys in memory that a row's keys are looked up in, and which of them are read.
final class JSONKeys {
  struct Node {
    let key: UnsafePointer<UInt8>
    let keyCount: Int
    let parent: Int32
    /// Where the numbers of its children begin, and how many there are.
    let children: Int32
    let childCount: Int32
    /// Whether its own column is read, and whether that or one below it is.
    var isUsed: Bool
    var isNeeded: Bool
  }

  let nodes: UnsafeMutablePointer<Node>
  let count: Int
  private let bytes: UnsafeMutablePointer<UInt8>
  private let children: UnsafeMutablePointer<Int32>
  /// Nodes by the hash of parent and key, each in the first free place from its hash on; 0 is free.
  private let table: UnsafeMutablePointer<Int32>
  private let mask: Int

  /// - Parameter isUsed: of each column.
  init(_ tree: JSONTree, isUsed: (Int) -> Bool) {
    count = tree.nodes.count
    nodes = .allocate(capacity: count)
    bytes = .allocate(capacity: max(1, tree.nodes.reduce(0) { $0 + $1.key.count }))
    children = .allocate(capacity: count)
    var size = 2
    while size < 2 * count { size *= 2 }
    mask = size - 1
    table = .allocate(capacity: size)
    table.initialize(repeating: 0, count: size)
    var (byteCount, childCount) = (0, 0)
    for (place, node) in tree.nodes.enumerated() {
      let isUsed = place > 0 && isUsed(place - 1)
      (nodes + place).initialize(
        to: Node(
          key: bytes + byteCount, keyCount: node.key.count, parent: Int32(node.parent), children: Int32(childCount),
          childCount: Int32(node.children.count), isUsed: isUsed, isNeeded: isUsed))
      for byte in node.key {
        bytes[byteCount] = byte
        byteCount += 1
      }
      for child in node.children {
        children[childCount] = Int32(child)
        childCount += 1
      }
      guard place > 0 else { continue }
      var slot = Self.hash(Cell(start: nodes[place].key, count: node.key.count), node.parent) & mask
      while table[slot] != 0 { slot = (slot + 1) & mask }
      table[slot] = Int32(place)
    }
    // Parents come before their children.
    for place in (1..<max(1, count)).reversed() where nodes[place].isNeeded {
      nodes[Int(nodes[place].parent)].isNeeded = true
    }
  }

  deinit {
    nodes.deallocate()
    bytes.deallocate()
    children.deallocate()
    table.deallocate()
  }

  /// The node of a key below another one; -1 if there is none.
  ///
  /// - Parameter likely: its place among the children, if the keys come in the order in which they first did; set to the
  ///   next one.
  @inline(__always)
  func find(_ key: Cell, below parent: Int, likely: inout Int) -> Int {
    let node = nodes[parent]
    if likely < Int(node.childCount) {
      let child = Int(children[Int(node.children) + likely])
      if isKey(key, of: child) {
        likely += 1
        return child
      }
    }
    return search(key, below: parent, likely: &likely)
  }

  private func search(_ key: Cell, below parent: Int, likely: inout Int) -> Int {
    var slot = Self.hash(key, parent) & mask
    while table[slot] != 0 {
      let child = Int(table[slot])
      if Int(nodes[child].parent) == parent, isKey(key, of: child) {
        // A key was left out, most likely.
        let (first, end) = (Int(nodes[parent].children), Int(nodes[parent].childCount))
        var next = likely
        while next < end, next < likely + 8, Int(children[first + next]) != child { next += 1 }
        if next < end, Int(children[first + next]) == child { likely = next + 1 }
        return child
      }
      slot = (slot + 1) & mask
    }
    return -1
  }

  @inline(__always)
  private func isKey(_ key: Cell, of child: Int) -> Bool {
    guard key.count == nodes[child].keyCount else { return false }
    guard let start = key.baseAddress, key.count > 0 else { return true }
    return memcmp(start, nodes[child].key, key.count) == 0
  }

  private static func hash(_ key: Cell, _ parent: Int) -> Int {
    Int(truncatingIfNeeded: ByteHash.finish(ByteHash.fold(ByteHash.hash(key), UInt64(parent))) >> 1)
  }
}
