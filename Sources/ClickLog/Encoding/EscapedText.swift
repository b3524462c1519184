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
  static func lines(of url: URL) throws -> [ArraySlice<UInt8>] {
    guard let data = try? Data(contentsOf: url) else {
      throw LogError("missing or not readable", file: url.lastPathComponent)
    }
    guard data.isEmpty || data.last == newline else {
      throw LogError("the last line is cut off", file: url.lastPathComponent)
    }
    return Array(data).split(separator: newline, omittingEmptySubsequences: false).dropLast()
  }
}

/// A log's hash as text.
enum Fingerprint {
  static func text(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  static func read(_ text: String) -> UInt64? { UInt64(text, radix: 16) }
}

/// JSON files with errors that name them.
enum JSONFile {
  static func read<Value: Decodable>(_ type: Value.Type, _ url: URL) throws -> Value {
    let name = url.lastPathComponent
    guard let data = try? Data(contentsOf: url) else { throw LogError("missing or not readable", file: name) }
    do { return try JSONDecoder().decode(type, from: data) } catch DecodingError.keyNotFound(let key, _) {
      throw LogError("the key \"\(key.stringValue)\" is missing", file: name)
    } catch DecodingError.typeMismatch(_, let context) {
      throw LogError(
        "expected something else at \(context.codingPath.map(\.stringValue).joined(separator: "."))", file: name)
    } catch {
      throw LogError("no valid JSON of this form", file: name)
    }
  }
}
