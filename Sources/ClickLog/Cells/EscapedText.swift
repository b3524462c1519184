import Foundation

/// Values as lines of text: what would break a line or a column is written as a backslash and a letter.
enum EscapedText {
  static let newline = UInt8(ascii: "\n")
  static let tab = UInt8(ascii: "\t")
  private static let backslash = UInt8(ascii: "\\")
  private static let pairs: [(UInt8, UInt8)] = [
    (newline, UInt8(ascii: "n")), (tab, UInt8(ascii: "t")), (UInt8(ascii: "\r"), UInt8(ascii: "r")),
    (backslash, backslash),
  ]

  static func escape(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte in pairs.first { $0.0 == byte }.map { [backslash, $0.1] } ?? [byte] }
  }

  /// Nil if a backslash is followed by none of the letters.
  static func unescape(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    guard bytes.contains(backslash) else { return Array(bytes) }
    var result: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      guard byte == backslash else {
        result.append(byte)
        continue
      }
      guard let letter = iterator.next(), let pair = pairs.first(where: { $0.1 == letter }) else { return nil }
      result.append(pair.0)
    }
    return result
  }

  /// The lines of a file, without their ends.
  static func lines(of data: Data, _ file: String) throws -> [ArraySlice<UInt8>] {
    guard data.isEmpty || data.last == newline else { throw LogError("the last line is cut off", file: file) }
    return Array(data).split(separator: newline, omittingEmptySubsequences: false).dropLast()
  }
}
