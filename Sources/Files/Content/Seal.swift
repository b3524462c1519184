import Foundation

/// A checksum inside the text that it covers: of the text with zeros in the checksum's place.
///
///     "checksum" : "5b0c7a13d1f0e9a2"
package enum Seal {
  private static let key = Array("\"checksum\"".utf8)
  private static let length = 16
  private static let quote = UInt8(ascii: "\"")
  /// What is in a text's place for the checksum before it is sealed.
  package static let open = String(repeating: "0", count: length)

  /// Puts the checksum into a JSON text that has a place for it.
  ///
  /// - Parameter rest: a hash of what it covers besides the text.
  package static func seal(_ text: inout Data, covering rest: UInt64 = 0) {
    guard let place = place(in: text) else { return }
    text.replaceSubrange(place, with: Fingerprint.text(checksum(text, place, rest)).utf8)
  }

  /// Whether a text has a checksum, and is what was sealed.
  package static func holds(_ text: Data, covering rest: UInt64 = 0) -> Bool {
    guard let place = place(in: text) else { return false }
    return Data(Fingerprint.text(checksum(text, place, rest)).utf8) == text[place]
  }

  /// The hash of some bytes, as fast as memory; not meant against an adversary.
  package static func hash(_ bytes: UnsafeRawBufferPointer, after state: UInt64 = 0) -> UInt64 {
    ByteHash.fold(state, ByteHash.hash(block: bytes))
  }

  private static func checksum(_ text: Data, _ place: Range<Int>, _ rest: UInt64) -> UInt64 {
    var zeroed = text
    zeroed.replaceSubrange(place, with: open.utf8)
    return ByteHash.finish(ByteHash.fold(rest, zeroed.withUnsafeBytes { ByteHash.hash(block: $0) }))
  }

  /// Where the digits are: behind the key, a colon and a quotation mark, with spaces between or without.
  private static func place(in text: Data) -> Range<Int>? {
    var rest = text.startIndex..<text.endIndex
    // The word may also be a value, of a feature's name for one.
    while let found = text.range(of: Data(key), in: rest) {
      rest = found.upperBound..<text.endIndex
      var first = found.upperBound
      while first < text.endIndex, text[first] == UInt8(ascii: " ") || text[first] == UInt8(ascii: ":") { first += 1 }
      first += 1
      let quotes = (first - 1, first + length)
      guard quotes.1 < text.endIndex, quotes.0 > found.upperBound, text[quotes.0] == quote, text[quotes.1] == quote
      else { continue }
      return first..<first + length
    }
    return nil
  }
}
