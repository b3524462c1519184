/// From the scanner to cells. Each function is false where the line is no JSON; what is JSON and no cell is refused, and the
/// line read on.
extension JSONLinesCursor {
  private static let colon = UInt8(ascii: ":")
  private static let comma = UInt8(ascii: ",")

  /// Reads an object, whose keys are below a node.
  func object(_ node: Int, depth: Int, _ scan: inout JSONScanner) -> Bool {
    guard scan.enter(depth) else { return false }
    if node > 0, keys.nodes[node].isUsed { return list(ofObject: node, depth: depth, &scan) }
    if scan.take("}") { return true }
    var likely = 0
    repeat {
      guard let key = scan.key() else { return false }
      let child = find(key, below: node, &likely)
      guard value(child, depth: depth + 1, &scan) else { return false }
      scan.skipBlanks()
    } while scan.take(",")
    return scan.take("}") || scan.fail("a comma or } after a value") ?? false
  }

  @inline(__always)
  private func find(_ key: JSONScanner.Text, below node: Int, _ likely: inout Int) -> Int {
    guard key.isEscaped else { return keys.find(key.bytes, below: node, likely: &likely) }
    built.remove(columns)
    JSONText.forEachRun(of: key.bytes) { built.append(columns, $0) }
    return keys.find(built[columns], below: node, likely: &likely)
  }

  /// Reads the value of a key; -1 for one that is no column.
  @inline(__always)
  private func value(_ node: Int, depth: Int, _ scan: inout JSONScanner) -> Bool {
    guard node >= 0, keys.nodes[node].isNeeded else { return scan.skip(depth: depth) }
    if !begin(node) { return scan.skip(depth: depth) }
    switch scan.byte {
    case UInt8(ascii: "{"): return object(node, depth: depth, &scan)
    case UInt8(ascii: "["): return keys.nodes[node].isUsed ? list(node, depth: depth, &scan) : scan.skip(depth: depth)
    default:
      guard let scalar = scan.scalar() else { return false }
      set(node, scalar)
      return true
    }
  }

  /// Empties a node's cell; false if it stood in this row before.
  @inline(__always)
  private func begin(_ node: Int) -> Bool {
    guard met[node] != row else {
      refuse("this key stands twice in one object", column: node - 1)
      return false
    }
    met[node] = row
    cells[node - 1] = Cell.empty
    return true
  }

  @inline(__always)
  private func set(_ node: Int, _ scalar: JSONScanner.Scalar) {
    guard keys.nodes[node].isUsed else { return }
    if case .string(let text) = scalar, text.isEscaped {
      built.remove(node - 1)
      JSONText.forEachRun(of: text.bytes) { built.append(node - 1, $0) }
      cells[node - 1] = built[node - 1]
    } else {
      cells[node - 1] = plain(scalar)
    }
  }

  /// The cell of a value that stands in the text as it is.
  @inline(__always)
  private func plain(_ scalar: JSONScanner.Scalar) -> Cell {
    switch scalar {
    case .string(let text): text.bytes
    case .number(let text): text
    case .truth(let truth): words[truth ? 0 : 1]
    case .infinity(let isNegative): words[isNegative ? 3 : 2]
    case .null: Cell.empty
    }
  }

  /// Reads a list, its values joined; nulls are left out.
  private func list(_ node: Int, depth: Int, _ scan: inout JSONScanner) -> Bool {
    guard scan.enter(depth) else { return false }
    let column = node - 1
    built.remove(column)
    if !scan.take("]") {
      var isFirst = true
      repeat {
        if scan.byte == UInt8(ascii: "{") || scan.byte == UInt8(ascii: "[") {
          refuse(
            "expected a list of plain values, found one of \(scan.byte == UInt8(ascii: "{") ? "objects" : "lists")",
            column: column)
          guard scan.skip(depth: depth + 1) else { return false }
        } else {
          guard let scalar = scan.scalar() else { return false }
          if case .null = scalar {
          } else {
            if !isFirst { built.append(column, lists[column]?.separator ?? Self.comma) }
            isFirst = false
            append(column) { append(column, scalar) }
          }
        }
        scan.skipBlanks()
      } while scan.take(",")
      guard scan.take("]") else { return scan.fail("a comma or ] after a value") ?? false }
    }
    cells[column] = built[column]
    return true
  }

  /// Reads an object that is a list of its keys, each with its number where the list is weighted; nulls are left out.
  private func list(ofObject node: Int, depth: Int, _ scan: inout JSONScanner) -> Bool {
    let column = node - 1
    let form = lists[column]
    if form == nil {
      refuse(
        "expected one value, found an object (kind: ids takes its keys; its fields are columns too)", column: column)
    }
    built.remove(column)
    if !scan.take("}") {
      var (likely, isFirst) = (0, true)
      repeat {
        guard let key = scan.key() else { return false }
        let child = find(key, below: node, &likely)
        if scan.byte == UInt8(ascii: "{") || scan.byte == UInt8(ascii: "[") {
          if form?.weighted == true {
            refuse("expected an object of plain values, found objects or lists in it", column: column)
          } else {
            appendKey(column, key, form, &isFirst)
          }
          guard value(child, depth: depth + 1, &scan) else { return false }
        } else {
          guard let scalar = scan.scalar() else { return false }
          if child >= 0, begin(child) { set(child, scalar) }
          if case .null = scalar {
          } else {
            appendKey(column, key, form, &isFirst)
            if form?.weighted == true {
              built.append(column, Self.colon)
              append(column) { append(column, scalar) }
            }
          }
        }
        scan.skipBlanks()
      } while scan.take(",")
      guard scan.take("}") else { return scan.fail("a comma or } after a value") ?? false }
    }
    cells[column] = built[column]
    return true
  }

  private func appendKey(_ column: Int, _ key: JSONScanner.Text, _ form: ListForm?, _ isFirst: inout Bool) {
    if !isFirst { built.append(column, form?.separator ?? Self.comma) }
    isFirst = false
    append(column) { append(column, .string(key)) }
  }

  @inline(__always)
  private func append(_ column: Int, _ scalar: JSONScanner.Scalar) {
    if case .string(let text) = scalar, text.isEscaped {
      JSONText.forEachRun(of: text.bytes) { built.append(column, $0) }
    } else {
      built.append(column, plain(scalar))
    }
  }

  /// Appends a list's value, and sees that no separator is in it.
  @inline(__always)
  private func append(_ column: Int, _ body: () -> Void) {
    let before = built[column].count
    body()
    guard let separator = lists[column]?.separator else { return }
    let cell = built[column]
    for place in before..<cell.count where cell[place] == separator {
      refuse(ListForm.separatorInValue(separator), column: column)
      return
    }
  }
}
