import Foundation

/// The files of an encoding: `encoding.json` (the fields in order), `schema.yaml`, `scenarios.txt`, a table a field.
///
/// All are text to be read by people: `03-tag.tsv` holds a line per row of the field, with how often training saw it.
/// Tabs, newlines and backslashes in values are written `\t`, `\n`, `\r` and `\\`.
extension Encoding {
  private struct Manifest: Codable {
    static let formatName = "swift-adl vocabulary"
    var format = Manifest.formatName
    var version = Manifest.currentVersion
    static let currentVersion = 2
    var fingerprint: String
    var seed: UInt64
    var generation: Int
    var fields: [Entry]

    struct Entry: Codable {
      var name: String
      var file: String
      var rows: Int
    }
  }

  /// Writes the files into a folder, which is made if it is not there.
  public func save(to folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var entries: [Manifest.Entry] = []
      for (i, field) in fields.enumerated() {
        let entry = Manifest.Entry(name: field.name, file: Self.fileName(i, field.name), rows: field.rows)
        try Data(Self.table(of: field.coding)).write(to: folder.appendingPathComponent(entry.file))
        entries.append(entry)
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let manifest = Manifest(
        fingerprint: Fingerprint.text(fingerprint), seed: seed, generation: generation, fields: entries)
      try encoder.encode(manifest).write(to: folder.appendingPathComponent("encoding.json"))
      try Data(schema.yaml.utf8).write(to: folder.appendingPathComponent("schema.yaml"))
      let names = scenarios.map { EscapedText.escape(Array($0.utf8)) + [EscapedText.newline] }
      try Data(names.flatMap { $0 }).write(to: folder.appendingPathComponent("scenarios.txt"))
    } catch let error as LogError {
      throw error
    } catch {
      throw LogError("cannot be written: \(error.localizedDescription)", file: folder.relativePath)
    }
  }

  /// Reads what `save` wrote. Throws `LogError` if a file is missing, damaged, or does not fit the others.
  public static func load(from folder: URL) throws -> Encoding {
    let schema = try Schema.load(contentsOf: folder.appendingPathComponent("schema.yaml"))
    let manifest = try JSONFile.read(Manifest.self, folder.appendingPathComponent("encoding.json"))
    guard manifest.format == Manifest.formatName, manifest.version == Manifest.currentVersion,
      manifest.generation >= 0
    else {
      throw LogError(
        "expected \(Manifest.formatName) of version \(Manifest.currentVersion); prepare or train again",
        file: "encoding.json")
    }
    guard manifest.fields.map(\.name) == schema.features.map(\.name),
      let fingerprint = Fingerprint.read(manifest.fingerprint)
    else { throw LogError("it does not fit the features of schema.yaml", file: "encoding.json") }
    let codings = try zip(schema.features, manifest.fields).map { feature, entry in
      let coding = try coding(of: feature, folder.appendingPathComponent(entry.file))
      guard Field(name: "", group: nil, coding: coding, offset: 0).rows == entry.rows else {
        throw LogError("expected \(entry.rows) rows, as encoding.json says", file: entry.file)
      }
      return coding
    }
    let names = try EscapedText.lines(of: folder.appendingPathComponent("scenarios.txt"))
    let scenarios = try names.enumerated().map { i, line in
      guard let name = EscapedText.unescape(line) else {
        throw LogError("expected a scenario's name", file: "scenarios.txt", line: i + 1)
      }
      return String(decoding: name, as: UTF8.self)
    }
    guard Set(scenarios).count == scenarios.count else {
      throw LogError("expected each scenario once", file: "scenarios.txt")
    }
    return Encoding(
      schema: schema, codings: codings, scenarios: scenarios, fingerprint: fingerprint, seed: manifest.seed,
      generation: manifest.generation)
  }

  private static func fileName(_ index: Int, _ name: String) -> String {
    let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" }
    return "\(index < 10 ? "0" : "")\(index)-\(String(safe.prefix(60))).tsv"
  }

  private static func table(of coding: Field.Coding) -> [UInt8] {
    switch coding {
    case .number(let buckets):
      return Array("row\tfrom\n0\tmissing\n1\t-inf\n".utf8)
        + buckets.edges.enumerated().flatMap { Array("\($0 + 2)\t\($1)\n".utf8) }
    case .single(.hashed(let buckets)), .several(.hashed(let buckets), _):
      return Array(
        "hash buckets\t\(buckets.count)\nused in training\t\(buckets.used)\ndistinct values, about\t\(buckets.distinctValues)\n"
          .utf8)
    case .single(.vocabulary(let vocabulary)), .several(.vocabulary(let vocabulary), _):
      var text = Array("row\tcount\tvalue\n0\t\(vocabulary.counts[0])\t\n".utf8)
      for row in 1..<max(1, vocabulary.rows) {
        text += "\(row)\t\(vocabulary.counts[row])\t".utf8
        vocabulary.withValue(ofRow: row) { text += EscapedText.escape(Array($0)) }
        text.append(EscapedText.newline)
      }
      return text
    }
  }

  private static func coding(of feature: Schema.Feature, _ url: URL) throws -> Field.Coding {
    let lines = try EscapedText.lines(of: url)
    func error(_ index: Int, _ expected: String) -> LogError {
      LogError("expected \(expected)", file: url.lastPathComponent, line: index + 1)
    }
    func cells(_ index: Int, _ count: Int) throws -> [ArraySlice<UInt8>] {
      let cells = lines[index].split(separator: EscapedText.tab, omittingEmptySubsequences: false)
      guard cells.count == count, String(decoding: cells[0], as: UTF8.self) == "\(index - 1)" else {
        throw error(index, "row \(index - 1) in \(count) columns")
      }
      return cells
    }
    if case .number = feature.kind {
      guard lines.count >= 3 else { throw error(lines.count, "the rows of missing numbers and of the lowest bucket") }
      var edges: [Double] = []
      for i in 3..<max(3, lines.count) {
        guard let edge = Double(String(decoding: try cells(i, 2)[1], as: UTF8.self)), edge > edges.last ?? -.infinity
        else { throw error(i, "a number above the one before") }
        edges.append(edge)
      }
      return .number(Buckets(edges: edges))
    }
    let values: Field.Values
    if let count = feature.hashBuckets {
      let numbers = lines.map { Int(String(decoding: $0.split(separator: EscapedText.tab).last ?? [], as: UTF8.self)) }
      guard numbers.count == 3, numbers[0] == count, let used = numbers[1], let distinct = numbers[2],
        (0...count).contains(used), distinct >= 0
      else { throw error(0, "\(count) hash buckets, as schema.yaml says") }
      values = .hashed(HashBuckets(count: count, used: used, distinctValues: distinct))
    } else {
      values = .vocabulary(try vocabulary(lines, cells, error))
    }
    if case .ids(let list) = feature.kind { return .several(values, list) }
    return .single(values)
  }

  private static func vocabulary(
    _ lines: [ArraySlice<UInt8>], _ cells: (Int, Int) throws -> [ArraySlice<UInt8>], _ error: (Int, String) -> LogError
  ) throws -> Vocabulary {
    guard lines.count >= 2 else { throw error(lines.count, "the unknown row") }
    func count(_ index: Int) throws -> Int {
      guard let count = Int(String(decoding: try cells(index, 3)[1], as: UTF8.self)), count >= 0 else {
        throw error(index, "a count")
      }
      return count
    }
    var vocabulary = Vocabulary(unknownCount: try count(1))
    for i in 2..<max(2, lines.count) {
      let seen = try count(i)
      guard let value = EscapedText.unescape(try cells(i, 3)[2]) else { throw error(i, "a value") }
      guard value.withUnsafeBytes({ vocabulary.append($0, count: seen) }) else { throw error(i, "each value once") }
    }
    return vocabulary
  }
}
