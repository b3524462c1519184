import Files
import Foundation

/// The files of an encoding: `encoding.json` (the fields in order), `schema.yaml`, `scenarios.txt`, a table a field.
///
/// `encoding.json` has the hash of every other file, and a checksum of its own text. All are text to be read by people: `03-tag.tsv` holds a line per row of the field, with how often training saw it.
/// Tabs, newlines and backslashes in values are written `\t`, `\n`, `\r` and `\\`.
extension Encoding {
  private struct Manifest: Codable {
    static let formatName = "swift-adl vocabulary"
    var format = Manifest.formatName
    var version = Manifest.currentVersion
    static let currentVersion = 4
    var checksum = Seal.open
    var fingerprint: String
    var seed: UInt64
    var logs: [Log]
    var schema: String
    var scenarios: String
    var fields: [Entry]
    /// Hashes of the files of statistics, where there are any.
    var statistics: String?
    var counts: String?

    struct Log: Codable {
      var fingerprint: String
      var seed: UInt64
      /// As a schema has it.
      var split: String
    }

    struct Entry: Codable {
      var name: String
      var file: String
      var rows: Int
      var hash: String
    }
  }

  /// Writes the files into a folder, which is made if it is not there. Throws `WriteError`.
  public func save(to folder: URL) throws {
    func write(_ bytes: Data, _ name: String) throws -> String {
      try DurableFolder.write(bytes, to: folder.appendingPathComponent(name))
      return Fingerprint.text(bytes.withUnsafeBytes { Seal.hash($0) })
    }
    try DurableFolder.make(folder)
    let names = scenarios.map { EscapedText.escape(Array($0.utf8)) + [EscapedText.newline] }
    let manifest = Manifest(
      fingerprint: Fingerprint.text(fingerprint), seed: seed,
      logs: logs.map {
        Manifest.Log(fingerprint: Fingerprint.text($0.fingerprint), seed: $0.seed, split: $0.split.yaml)
      },
      schema: try write(Data(schema.yaml.utf8), Self.schemaFile),
      scenarios: try write(Data(names.flatMap { $0 }), Self.scenariosFile),
      fields: try fields.enumerated().map { i, field in
        let file = Self.fileName(i, field.name)
        return Manifest.Entry(
          name: field.name, file: file, rows: field.rows, hash: try write(Data(Self.table(of: field.coding)), file))
      },
      statistics: try statistics.map { try write($0.text, RunningStatistics.textFile) },
      counts: try statistics.map { try write($0.countBytes, RunningStatistics.countsFile) })
    _ = try write(try JSONFile.sealed(manifest), Self.manifestFile)
  }

  static let manifestFile = "encoding.json"
  private static let schemaFile = "schema.yaml"
  private static let scenariosFile = "scenarios.txt"

  /// A hash of what rows and scenarios mean: of the schema, the scenarios and every field's table.
  public static func hash(of folder: URL) throws -> UInt64 {
    let manifest = try manifest(in: folder)
    let hashes =
      [manifest.schema, manifest.scenarios] + manifest.fields.map(\.hash)
      + [manifest.statistics, manifest.counts].compactMap { $0 }
    return Data(hashes.joined().utf8).withUnsafeBytes { Seal.hash($0) }
  }

  private static func manifest(in folder: URL) throws -> Manifest {
    do {
      return try JSONFile.read(
        Manifest.self, folder.appendingPathComponent(manifestFile), Manifest.formatName,
        version: Manifest.currentVersion)
    } catch { throw LogError(error) }
  }

  /// Reads what `save` wrote. Throws `LogError` if a file is missing, damaged, or does not fit the others.
  public static func load(from folder: URL) throws -> Encoding {
    let manifest = try manifest(in: folder)
    func bytes(_ name: String, _ hash: String) throws -> Data {
      // A name is a name in this folder, whoever wrote the list.
      guard !name.contains("/"), name != ".." else { throw LogError("it names a file elsewhere", file: manifestFile) }
      let url = folder.appendingPathComponent(name)
      guard let data = try? Data(contentsOf: url) else {
        throw LogError("missing or not readable", file: url.relativePath)
      }
      guard Fingerprint.text(data.withUnsafeBytes { Seal.hash($0) }) == hash else {
        throw LogError("it is damaged: its content is not what was written", file: url.relativePath)
      }
      return data
    }
    let yaml = String(decoding: try bytes(schemaFile, manifest.schema), as: UTF8.self)
    let schema = try Schema.parse(yaml: yaml, file: schemaFile)
    let logs = try manifest.logs.map { log in
      guard let fingerprint = Fingerprint.read(log.fingerprint) else {
        throw LogError("the fingerprint of a log makes no sense", file: manifestFile)
      }
      let split = try Schema.Split.parse(yaml: log.split, timeFormat: schema.timeFormat, file: manifestFile)
      return KnownLog(fingerprint: fingerprint, seed: log.seed, split: split)
    }
    guard !logs.isEmpty else { throw LogError("expected the log that it was fitted on", file: manifestFile) }
    guard manifest.fields.map(\.name) == schema.features.map(\.name),
      let fingerprint = Fingerprint.read(manifest.fingerprint)
    else { throw LogError("it does not fit the features of schema.yaml", file: manifestFile) }
    let codings = try zip(schema.features, manifest.fields).map { feature, entry in
      let coding = try coding(of: feature, try bytes(entry.file, entry.hash), entry.file)
      guard Field(name: "", group: nil, coding: coding, offset: 0).rows == entry.rows else {
        throw LogError("expected \(entry.rows) rows, as encoding.json says", file: entry.file)
      }
      return coding
    }
    let names = try EscapedText.lines(of: try bytes(scenariosFile, manifest.scenarios), scenariosFile)
    let scenarios = try names.enumerated().map { i, line in
      guard let name = EscapedText.unescape(line) else {
        throw LogError("expected a scenario's name", file: scenariosFile, line: i + 1)
      }
      return String(decoding: name, as: UTF8.self)
    }
    guard Set(scenarios).count == scenarios.count else {
      throw LogError("expected each scenario once", file: scenariosFile)
    }
    var statistics: RunningStatistics?
    if let text = manifest.statistics, let counts = manifest.counts {
      statistics = try RunningStatistics(
        text: try bytes(RunningStatistics.textFile, text), counts: try bytes(RunningStatistics.countsFile, counts),
        keys: schema.statisticsKeys)
    }
    return Encoding(
      schema: schema, codings: codings, scenarios: scenarios, statistics: statistics, fingerprint: fingerprint,
      seed: manifest.seed, logs: logs)
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

  private static func coding(of feature: Schema.Feature, _ bytes: Data, _ file: String) throws -> Field.Coding {
    let lines = try EscapedText.lines(of: bytes, file)
    func error(_ index: Int, _ expected: String) -> LogError {
      LogError("expected \(expected)", file: file, line: index + 1)
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
