import Files
import Foundation

@testable import ClickLog

/// What tests of the preparation do with a folder, over and over.
extension LogFolder {
  /// Writes a text, in folders that are made where they are not there.
  func write(_ name: String, _ text: String) throws {
    try FileManager.default.createDirectory(
      at: self[name].deletingLastPathComponent(), withIntermediateDirectories: true)
    try write(name, Data(text.utf8))
  }

  /// Prepares a file, a pattern's files, or, without a name, what the schema says of the whole folder.
  func prepared(
    _ schema: String, of data: String? = nil, into store: String = "store", seed: UInt64 = 1,
    _ options: PreparationOptions = PreparationOptions(), progress: (LogProgress) throws -> Void = { _ in }
  ) throws -> PreparedLog {
    let schema = try Schema.parse(yaml: schema)
    let source = try LogSource(data: data.map { self[$0] } ?? url, schema: schema)
    var preparer = try LogPreparer(source: source, schema: schema, seed: seed)
    preparer.options = options
    return try preparer.prepare(into: self[store], progress: progress)
  }

  /// What is in the folder itself, hidden things too, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }

  /// The bytes of all files below a folder, by their paths there.
  func files(below folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: self[folder].path) {
      let url = self[folder].appendingPathComponent(path)
      if !url.isFolder { files[path] = try Data(contentsOf: url) }
    }
    return files
  }
}

extension PreparationOptions {
  /// Options with chunks so small that a short log has many.
  static func cut(_ chunkBytes: Int, threads: Int = 2, _ change: (inout PreparationOptions) -> Void = { _ in }) -> Self
  {
    var options = PreparationOptions(threads: threads)
    options.chunkBytes = chunkBytes
    change(&options)
    return options
  }
}

/// A row in words: what a user would recognise, whatever numbers stand for it.
struct RowInWords: Equatable {
  var number: Int
  var label: Float
  var scenario: String?
  var values: [[String]]
  /// The weights of each field's values; empty where no field of the log has weights.
  var weights: [[Float]]
}

extension LogPart {
  func inWords(_ encoding: Encoding) -> [RowInWords] {
    var rows: [RowInWords] = []
    let fields = encoding.fields
    for batch in batches(size: 7) {
      for r in 0..<batch.rows {
        let bags = fields.indices.map { f in
          Int(batch.starts[r * fields.count + f])..<Int(batch.starts[r * fields.count + f + 1])
        }
        rows.append(
          RowInWords(
            number: batch.rowNumbers[r], label: batch.labels[r],
            scenario: batch.scenarios[r] < 0 ? nil : encoding.scenarios[Int(batch.scenarios[r])],
            values: zip(bags, fields).map { bag, field in
              bag.map { field.label(ofRow: Int(batch.ids[$0]) - field.offset) }
            },
            weights: batch.weights.isEmpty ? [] : bags.map { bag in bag.map { batch.weights[$0] } }))
      }
    }
    return rows
  }
}
