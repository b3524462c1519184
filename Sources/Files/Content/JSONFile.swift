import Foundation

/// Sealed JSON files of a format and a version, with errors that name them.
package enum JSONFile {
  private struct Kind: Decodable {
    var format: String
    var version: Int
  }

  /// A value that has a `checksum` of `Seal.open`, as text with its checksum.
  package static func sealed(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var data = try encoder.encode(value)
    Seal.seal(&data)
    return data
  }

  /// Throws `ReadError` unless the file is of this format and version, and what was written.
  package static func read<Value: Decodable>(
    _ type: Value.Type, _ url: URL, _ format: String, version: Int
  ) throws(ReadError) -> Value {
    let name = url.lastPathComponent
    guard let data = try? Data(contentsOf: url) else {
      throw ReadError("missing or not readable", file: url.relativePath)
    }
    func decode<T: Decodable>(_ type: T.Type) throws(ReadError) -> T {
      do { return try JSONDecoder().decode(type, from: data) } catch DecodingError.keyNotFound(let key, _) {
        throw ReadError("the key \"\(key.stringValue)\" is missing", file: name)
      } catch DecodingError.typeMismatch(_, let context) {
        throw ReadError(
          "expected something else at \(context.codingPath.map(\.stringValue).joined(separator: "."))", file: name)
      } catch {
        throw ReadError("no valid JSON of this form", file: name)
      }
    }
    let kind = try decode(Kind.self)
    guard kind.format == format else { throw ReadError("expected a \(format), found '\(kind.format)'", file: name) }
    guard kind.version == version else {
      let age = kind.version > version ? "a newer version of this program wrote it" : "an older version wrote it"
      throw ReadError(
        "expected a \(format) of version \(version), found \(kind.version): \(age); prepare or train again", file: name)
    }
    guard Seal.holds(data) else { throw ReadError("it is damaged: its content is not what was written", file: name) }
    return try decode(type)
  }
}
