import Foundation
import Tensors

/// Changes JSON by its values, and what parsers of JSON and YAML break on.
enum TreeDamage {
  static func json(_ text: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    switch random.index(below: 10) {
    case 0, 1: return TextDamage(separator: nil).apply(text, &random)
    case 2 where random.index(below: 4) == 0: return nested(&random)
    default:
      guard var tree = try? JSONSerialization.jsonObject(with: Data(text)) else {
        return TextDamage(separator: nil).apply(text, &random)
      }
      for _ in 0...random.index(below: 3) { tree = change(tree, &random) }
      let bytes = try? JSONSerialization.data(withJSONObject: tree, options: [.sortedKeys, .fragmentsAllowed])
      return bytes.map(Array.init) ?? text
    }
  }

  static func yaml(_ text: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    switch random.index(below: 40) {
    case 0: return nested(&random)
    case 1: return laughs(&random)
    case 2: return text + nested(&random)
    case 3: return text + Array("\nfeatures: &a {a: *a}\n".utf8)
    case 4: return Array("a: &a\n  b: *a\n".utf8) + text
    case 5: return Array("%YAML 1.2\n---\n".utf8) + text + Array("\n...\n---\n".utf8) + text
    default: return TextDamage(separator: nil).apply(text, &random)
    }
  }

  /// Deep nesting, with or without an end.
  static func nested(_ random: inout RandomGenerator) -> [UInt8] {
    let depth = [300, 600, 10_000, 100_000][random.index(below: 4)]
    let shapes = [("[", "]"), ("{\"a\":", "}"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{\"a\":", "}]")]
    let (open, close) = shapes[random.index(below: shapes.count)]
    var text = String(repeating: open, count: depth)
    if random.index(below: 2) == 0 { text += "1" + String(repeating: close, count: depth) }
    if random.index(below: 3) == 0 { text = "features: " + text }
    return Array(text.utf8)
  }

  /// Few lines that stand for very many values.
  private static func laughs(_ random: inout RandomGenerator) -> [UInt8] {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...[5, 9, 30][random.index(below: 3)] {
      text += "a\(level): &a\(level) [" + (0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", ") + "]\n"
    }
    let last = text.split(separator: "\n").count - 1
    let uses = ["label: *a\(last)\n", "features: *a\(last)\n", "*a\(last) : b\n", "hidden: *a\(last)\n"]
    return Array((text + uses[random.index(below: uses.count)]).utf8)
  }

  private static func change(_ value: Any, _ random: inout RandomGenerator) -> Any {
    if random.index(below: 5) > 0 {
      if var object = value as? [String: Any], !object.isEmpty {
        let key = object.keys.sorted()[random.index(below: object.count)]
        switch random.index(below: 8) {
        case 0: object.removeValue(forKey: key)
        case 1: object[key + "2"] = object[key]
        default: object[key] = object[key].map { change($0, &random) }
        }
        return object
      }
      if var list = value as? [Any], !list.isEmpty {
        let i = random.index(below: list.count)
        switch random.index(below: 6) {
        case 0: list.remove(at: i)
        case 1: list.append(list[i])
        case 2: list.swapAt(i, random.index(below: list.count))
        default: list[i] = change(list[i], &random)
        }
        return list
      }
    }
    return odd(value, &random)
  }

  private static func odd(_ value: Any, _ random: inout RandomGenerator) -> Any {
    // Mostly of the same kind, so that what lies behind the check of kinds is reached.
    if let number = value as? Int, random.index(below: 4) > 0 {
      let near = [number &+ 1, number &- 1, 0 &- number, number &* 2, number &* 1000]
      let odd = [0, -1, 1 << 31, 1 << 32, 1 << 48, 1 << 62, .max, .min, 255, 256, 65536]
      return random.index(below: 2) == 0 ? near[random.index(below: near.count)] : odd[random.index(below: odd.count)]
    }
    if let text = value as? String, random.index(below: 4) > 0 {
      if random.index(below: 2) == 0 {
        return String(decoding: TextDamage(separator: nil).apply(Array(text.utf8), &random), as: UTF8.self)
      }
      return String(decoding: OddValues.draw(&random), as: UTF8.self)
    }
    let others: [Any] = [0, -1, 1.5, 1e300, "", "x", true, NSNull(), [Any](), [String: Any](), [1, 2], ["a": 1]]
    return others[random.index(below: others.count)]
  }
}
