import Files
import Foundation
import Testing

@testable import ClickLog

/// A folder for one test's files, removed with it.
final class LogFolder {
  let url: URL

  init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("clicklog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, Data(text.utf8)) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  subscript(name: String) -> URL { url.appendingPathComponent(name) }

  func write(_ name: String, _ data: Data) throws { try data.write(to: self[name]) }

  /// Prepares `log.csv` of this folder.
  func prepare(_ schema: String, as store: String = "store", seed: UInt64 = 1) throws -> PreparedLog {
    let source = try LogSource(data: self["log.csv"])
    return try LogPreparer(source: source, schema: try Schema.parse(yaml: schema), seed: seed).prepare(
      into: self[store])
  }

  /// The line of the error that `body` throws.
  static func line(_ body: () throws -> Void) -> String {
    do { try body() } catch {
      let remedy = (error as? any UserFacingError)?.remedy
      return "\(error)\(remedy.map { " [\($0)]" } ?? "")"
    }
    return "nothing was thrown"
  }
}

extension LogFolder {
  /// Expects two folders to hold the same files, byte by byte.
  static func expectSameFiles(_ a: URL, _ b: URL, _ comment: Comment? = nil) throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: a.path).sorted()
    #expect(try FileManager.default.subpathsOfDirectory(atPath: b.path).sorted() == files, comment)
    for file in files {
      let (one, other) = (a.appendingPathComponent(file), b.appendingPathComponent(file))
      #expect((try? Data(contentsOf: one)) == (try? Data(contentsOf: other)), "\(file) \(comment?.rawValue ?? "")")
    }
  }
}

extension LogFolder {
  /// Lists a changed file of a vocabulary with its new hash, so that what is behind the checksums is reached.
  func relist(_ vocabulary: String, _ file: String, was old: Data) throws {
    func hash(_ data: Data) -> String { Fingerprint.text(data.withUnsafeBytes { Seal.hash($0) }) }
    let list = "\(vocabulary)/encoding.json"
    let text = try String(contentsOf: self[list], encoding: .utf8)
    let new = try Data(contentsOf: self["\(vocabulary)/\(file)"])
    var sealed = Data(text.replacingOccurrences(of: hash(old), with: hash(new)).utf8)
    Seal.seal(&sealed)
    try write(list, sealed)
  }
}

extension LogPart {
  /// The rows as batches hold them, by copies.
  func table(size: Int = 7) -> [BatchRow] {
    var rows: [BatchRow] = []
    for batch in batches(size: size) { rows += batch.table }
    return rows
  }
}

/// One row of a batch.
struct BatchRow: Equatable {
  var bags: [[Int32]]
  var label: Float
  var scenario: Int32
  var session: Int32
  var number: Int
}

extension Batch {
  var table: [BatchRow] {
    let fields = rows == 0 ? 0 : (starts.count - 1) / rows
    return (0..<rows).map { r in
      let bags = (0..<fields).map { f in
        Array(ids[Int(starts[r * fields + f])..<Int(starts[r * fields + f + 1])])
      }
      return BatchRow(
        bags: bags, label: labels[r], scenario: scenarios[r], session: sessions[r], number: rowNumbers[r])
    }
  }
}
