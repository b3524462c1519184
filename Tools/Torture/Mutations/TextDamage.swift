import Tensors

/// Changes text by its tokens, lines and columns.
struct TextDamage {
  /// Bytes between tokens.
  private static let ends = Set(" \t\r\n,:;[]{}\"'=\u{1}\u{2}\u{3}".utf8)
  private static let newline = UInt8(ascii: "\n")
  /// Between the columns; nil for text without.
  let separator: UInt8?

  func apply(_ text: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    var text = text
    for _ in 0...(random.index(below: 3) == 0 ? random.index(below: 4) : 0) { text = once(text, &random) }
    return text
  }

  private func once(_ text: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    switch random.index(below: 16) {
    case 0, 1, 2: return ByteDamage.apply(text, &random)
    case 3, 4, 5, 6: return token(text, &random) { _, random in OddValues.draw(&random) }
    case 7: return token(text, &random) { token, random in token + OddValues.draw(&random) }
    case 8: return token(text, &random) { token, _ in token + token }
    case 9: return insert(OddValues.draw(&random), text, &random)
    case 10, 11: return lines(text, &random)
    case 12, 13: return columns(text, &random)
    case 14: return lineEnds(text, &random)
    default: return [[0xef, 0xbb, 0xbf], [0xff, 0xfe], [0], Array("\n\n".utf8)][random.index(below: 4)] + text
    }
  }

  /// Puts something in the place of a token.
  private func token(
    _ text: [UInt8], _ random: inout RandomGenerator, _ change: ([UInt8], inout RandomGenerator) -> [UInt8]
  ) -> [UInt8] {
    guard !text.isEmpty else { return change([], &random) }
    let place = random.index(below: text.count)
    var first = place
    var end = place
    while first > 0, !Self.ends.contains(text[first - 1]) { first -= 1 }
    while end < text.count, !Self.ends.contains(text[end]) { end += 1 }
    first = min(first, end)
    return Array(text[..<first]) + change(Array(text[first..<end]), &random) + Array(text[end...])
  }

  private func insert(_ bytes: [UInt8], _ text: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    let place = random.index(below: text.count + 1)
    return Array(text[..<place]) + bytes + Array(text[place...])
  }

  private func lines(_ text: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    var lines = text.split(separator: Self.newline, omittingEmptySubsequences: false).map(Array.init)
    let (a, b) = (random.index(below: lines.count), random.index(below: lines.count))
    switch random.index(below: 6) {
    case 0: lines.remove(at: a)
    case 1: lines.insert(lines[a], at: b)
    case 2: lines.swapAt(a, b)
    case 3: lines.insert([], at: a)
    case 4: lines[a] += lines[b]
    default: lines = Array(lines.prefix(a))
    }
    return Array(lines.joined(separator: [Self.newline]))
  }

  private func columns(_ text: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    guard let separator else { return lines(text, &random) }
    var lines = text.split(separator: Self.newline, omittingEmptySubsequences: false).map {
      $0.split(separator: separator, omittingEmptySubsequences: false).map(Array.init)
    }
    let width = lines[0].count
    guard width > 0 else { return text }
    let (a, b) = (random.index(below: width), random.index(below: width))
    let kind = random.index(below: 6)
    // In all lines, in one, or in the header.
    let places = [0..<lines.count, { $0..<$0 + 1 }(random.index(below: lines.count)), 0..<1]
    for i in places[random.index(below: 3)] where max(a, b) < lines[i].count {
      switch kind {
      case 0: lines[i].remove(at: a)
      case 1: lines[i].insert(lines[i][a], at: b)
      case 2: lines[i].swapAt(a, b)
      case 3: lines[i][a] = []
      case 4: lines[i][a] = lines[i][b]
      default:
        let quote = UInt8(ascii: "\"")
        lines[i][a] = [quote] + lines[i][a] + (random.index(below: 4) == 0 ? [] : [quote])
      }
    }
    return Array(lines.map { Array($0.joined(separator: [separator])) }.joined(separator: [Self.newline]))
  }

  private func lineEnds(_ text: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    let kind = random.index(below: 4)
    return text.flatMap { byte -> [UInt8] in
      guard byte == Self.newline, kind < 3 || random.index(below: 3) == 0 else { return [byte] }
      switch kind {
      case 0: return [13, 10]
      case 1: return [13]
      case 2: return [10, 13]
      default: return [13, 10]
      }
    }
  }
}
