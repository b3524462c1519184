import CArrow

/// How the values of a column lie in memory: https://arrow.apache.org/docs/format/CDataInterface.html#format-strings
enum ArrowLayout: Equatable, Sendable {
  case null, bool
  case int8, int16, int32, int64, uint8, uint16, uint32, uint64
  case float16, float32, float64
  /// An integer of so many bytes (4, 8 or 16), to be divided by 10 to the power `scale`.
  case decimal(bytes: Int, scale: Int)
  /// Days since 1970.
  case date32
  /// Milliseconds since 1970, of midnights.
  case date64
  /// Since 1970, UTC, in units of 10 to the power −`digits` seconds.
  case timestamp(digits: Int)
  /// Since midnight, in units of 10 to the power −`digits` seconds, in 4 bytes or 8.
  case time(digits: Int, bytes: Int)
  /// In units of 10 to the power −`digits` seconds.
  case duration(digits: Int)
  /// Text or bytes, their ends 4 bytes wide, or 8.
  case string(wide: Bool)
  case stringView
  /// Bytes, so many in each row.
  case fixedBytes(Int)
  /// Integers that number the values of a column of their own; `index` says which.
  case dictionary
  case list(wide: Bool)
  case fixedList(Int)
  /// A list of keys and values.
  case map(wide: Bool)
  /// Columns side by side.
  case structure
  /// All else that has no text of one cell.
  case other
}

/// The type of a column. A list has one child, its values; a dictionary two, its indices and its values; a map two, its keys
/// and its values; a structure its fields.
struct ArrowType: Sendable {
  /// Structures in one another that are looked into.
  static let deepest = 32

  let layout: ArrowLayout
  let children: [ArrowType]
  /// The names of a structure's fields.
  var fields: [String] = []
  /// The type as Arrow's C interface writes it, for error lines.
  let format: String

  private init(_ layout: ArrowLayout, _ children: [ArrowType], _ format: String) {
    (self.layout, self.children, self.format) = (layout, children, format)
  }

  /// Whether its cells have a text: `other` anywhere in it does not, nor do structures and lists of lists.
  var isReadable: Bool {
    switch layout {
    case .other, .structure: false
    case .list, .fixedList, .map: children.allSatisfy { $0.isReadable && !$0.isList }
    case .dictionary: children.count == 2 && children[0].isInteger && children[1].isReadable && !children[1].isList
    default: true
    }
  }

  /// A word for error lines: `struct`, `map`, or what Arrow calls it.
  var name: String {
    switch layout {
    case .list, .fixedList: "list of " + (children.first?.name ?? "?")
    case .dictionary: "dictionary of " + (children.last?.name ?? "?")
    case .map: "map of " + (children.last?.name ?? "?")
    case .structure: "struct"
    case .other:
      switch format {
      case "+vl", "+vL": "list view"
      case "+r": "run-end encoded"
      case _ where format.hasPrefix("+u"): "union"
      case _ where format.hasPrefix("ti"): "interval"
      case _ where format.hasPrefix("d:"): "decimal of more than 128 bits"
      default: format
      }
    default: "\(layout)"
    }
  }

  private var isList: Bool {
    switch layout {
    case .list, .fixedList, .map: true
    case .dictionary: children.contains { $0.isList }
    default: false
    }
  }

  private var isInteger: Bool {
    switch layout {
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }

  /// Of a field as the plugin describes it. What it does not know, or is damaged, is `other`.
  init(_ schema: UnsafePointer<ArrowSchema>?) { self.init(schema, depth: 0) }

  private init(_ schema: UnsafePointer<ArrowSchema>?, depth: Int) {
    guard let schema, let text = schema.pointee.format, depth <= Self.deepest else {
      self.init(.other, [], "?")
      return
    }
    let format = String(cString: text)
    let layout = Self.layout(format)
    if let values = schema.pointee.dictionary {
      self.init(.dictionary, [ArrowType(layout, [], format), ArrowType(values, depth: depth + 1)], format)
      return
    }
    let children = Self.children(of: schema, depth: depth + 1)
    switch layout {
    case .list(let wide):
      // A map, as it is written where there are none.
      if children.count == 1, children[0].layout == .structure, children[0].fields == ["key", "value"] {
        self.init(.map(wide: wide), children[0].children, format)
      } else {
        self.init(children.count == 1 ? layout : .other, children, format)
      }
    case .fixedList: self.init(children.count == 1 ? layout : .other, children, format)
    case .map:
      let isWhole = children.count == 1 && children[0].layout == .structure && children[0].children.count == 2
      self.init(isWhole ? layout : .other, isWhole ? children[0].children : [], format)
    case .structure:
      self.init(layout, children, format)
      fields = (0..<children.count).map { i in
        schema.pointee.children[i]?.pointee.name.map { String(cString: $0) } ?? ""
      }
    default: self.init(layout, [], format)
    }
  }

  init(_ schema: UnsafeMutablePointer<ArrowSchema>?) { self.init(UnsafePointer(schema)) }

  private static func children(of schema: UnsafePointer<ArrowSchema>, depth: Int) -> [ArrowType] {
    guard let children = schema.pointee.children else { return [] }
    return (0..<max(0, Int(schema.pointee.n_children))).map { i in
      ArrowType(children[i].map { UnsafePointer($0) }, depth: depth)
    }
  }

  private static func layout(_ format: String) -> ArrowLayout {
    switch format {
    case "n": return .null
    case "b": return .bool
    case "c": return .int8
    case "C": return .uint8
    case "s": return .int16
    case "S": return .uint16
    case "i": return .int32
    case "I": return .uint32
    case "l": return .int64
    case "L": return .uint64
    case "e": return .float16
    case "f": return .float32
    case "g": return .float64
    case "u", "z": return .string(wide: false)
    case "U", "Z": return .string(wide: true)
    case "vu", "vz": return .stringView
    case "tdD": return .date32
    case "tdm": return .date64
    case "+l": return .list(wide: false)
    case "+L": return .list(wide: true)
    case "+m": return .map(wide: false)
    case "+s": return .structure
    case "tts": return .time(digits: 0, bytes: 4)
    case "ttm": return .time(digits: 3, bytes: 4)
    case "ttu": return .time(digits: 6, bytes: 8)
    case "ttn": return .time(digits: 9, bytes: 8)
    case "tDs": return .duration(digits: 0)
    case "tDm": return .duration(digits: 3)
    case "tDu": return .duration(digits: 6)
    case "tDn": return .duration(digits: 9)
    default: break
    }
    // A letter or two, a colon, and numbers: "d:10,2", "w:16", "+w:3", "tsu:UTC".
    guard let colon = format.firstIndex(of: ":") else { return .other }
    let rest = format[format.index(after: colon)...]
    let numbers = rest.split(separator: ",").map { Int($0) }
    switch format[..<colon] {
    case "tss": return .timestamp(digits: 0)
    case "tsm": return .timestamp(digits: 3)
    case "tsu": return .timestamp(digits: 6)
    case "tsn": return .timestamp(digits: 9)
    case "w":
      guard case let count?? = numbers.first, (0...1 << 30).contains(count) else { return .other }
      return .fixedBytes(count)
    case "+w":
      guard case let count?? = numbers.first, (0...1 << 30).contains(count) else { return .other }
      return .fixedList(count)
    case "d":
      guard numbers.count >= 2, let scale = numbers[1], abs(scale) <= ArrowText.longestDecimal else { return .other }
      guard let bits = numbers.count > 2 ? numbers[2] : 128, [32, 64, 128].contains(bits) else { return .other }
      return .decimal(bytes: bits / 8, scale: scale)
    default: return .other
    }
  }
}
