/// What text that is not UTF-8 may be, for a remark: a guess by which bytes follow which, never acted on.
enum TextEncodingGuess {
  /// A name that a schema's `encoding` takes; nil where the bytes are UTF-8, or like nothing that is known.
  ///
  /// - Parameter bytes: some of a text, such as its first 64 KB; the last character may be cut off.
  static func name(of bytes: some Collection<UInt8>) -> String? {
    let bytes = Array(bytes)
    guard !bytes.withUnsafeBytes(UTF8Check.passes) else { return nil }
    var counts = Counts()
    var i = 0
    while i < bytes.count {
      guard bytes[i] >= 0x80 else {
        i += 1
        continue
      }
      guard i + 1 < bytes.count else { break }
      counts.add(bytes[i], bytes[i + 1], isAlone: bytes[i + 1] < 0x80)
      i += bytes[i + 1] >= 0x40 && bytes[i] != 0x80 ? 2 : 1
    }
    return counts.name
  }

  private struct Counts {
    private var pairs = 0
    /// Letters with accents, as ASCII stands beside them.
    private var alone = 0
    /// Pairs as the most usual characters have them.
    private var kana = 0
    private var traditional = 0
    private var chinese = 0
    private var hangul = 0

    mutating func add(_ lead: UInt8, _ trail: UInt8, isAlone: Bool) {
      if isAlone { alone += 1 }
      guard trail >= 0x40, trail != 0x7f else { return }
      pairs += 1
      if lead == 0x82 || lead == 0x83 { kana += 1 }
      if (0xa4...0xc6).contains(lead), (0x40...0x7e).contains(trail) { traditional += 1 }
      if (0xb0...0xf7).contains(lead), trail >= 0xa1 { chinese += 1 }
      if (0xb0...0xc8).contains(lead), trail >= 0xa1 { hangul += 1 }
    }

    var name: String? {
      guard pairs + alone > 0 else { return nil }
      if 3 * kana > pairs { return "shift_jis" }
      // Nearly every letter of a European language stands beside ASCII.
      if 10 * alone > 9 * max(pairs, alone), 5 * traditional < pairs { return "windows-1252" }
      if 4 * traditional > pairs { return "big5" }
      if pairs >= 8, 20 * hangul > 19 * pairs { return "euc-kr" }
      if 2 * chinese > pairs { return "gbk" }
      return alone > 0 ? "windows-1252" : nil
    }
  }
}
