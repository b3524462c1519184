import Foundation
import Tensors
import Testing

@testable import ClickLog

/// Rows in memory are encoded as the same rows in a file.
@Suite struct RowEncoderTests {
  /// An encoding fitted to a log, another log beside it, and that log as a store and as rows.
  private struct Case {
    let folder: LogFolder
    let encoding: Encoding
    let log: RowEncoderLog
    let expected: EncodedRows
    let encoder: RowEncoder

    init(seed: UInt64, rows: Int = 200) throws {
      folder = try LogFolder()
      try RowEncoderLog(rows: 400, values: 20, seed: seed).write(to: folder)
      encoding = try folder.prepare(RowEncoderLog.schema).encoding
      log = RowEncoderLog(rows: rows, seed: seed + 100)
      try log.write(to: folder, "later.csv", labelled: seed % 2 == 0)
      let source = try LogSource(data: folder["later.csv"])
      expected = EncodedRows(
        try LogPreparer(source: source, encoding: encoding, labelsRequired: false).prepare(into: folder["later"]))
      encoder = try RowEncoder(encoding, tables: folder.url)
    }

    var named: [[String: RowValue]] {
      log.rows.indices.map { row in
        var values = log.named(row)
        values["unused"] = nil  // the encoding knows nothing of it
        return values
      }
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func rowsAreEncodedAsInAFile(seed: UInt64) throws {
    let (a, b) = (try Case(seed: seed), RandomGenerator(seed: seed))
    #expect(a.expected.rows == 200)
    #expect(EncodedRows(try a.encoder.batch(of: a.named)) == a.expected)
    // Row by row, and in batches of several.
    var (single, several) = (EncodedRows(), EncodedRows())
    for row in a.named { single.append(try a.encoder.batch(of: [row])) }
    for first in stride(from: 0, to: 200, by: 37) {
      several.append(try a.encoder.batch(of: Array(a.named[first..<min(first + 37, 200)])))
    }
    #expect(single == a.expected)
    #expect(several == a.expected)
    // As values whose types are others, but whose texts are the same.
    var draw = b
    let typed = a.named.map { row in
      Dictionary(
        row.sorted { $0.key < $1.key }.map { ($0.key, Self.retyped($0.value, a.encoding, $0.key, &draw)) },
        uniquingKeysWith: { first, _ in first })
    }
    #expect(typed != a.named)
    #expect(EncodedRows(try a.encoder.batch(of: typed)) == a.expected)
  }

  @Test func theLogShowsEveryCase() throws {
    // What is not there is not compared.
    let a = try Case(seed: 2)
    let batch = try a.encoder.batch(of: a.named)
    let unknown = batch.unknownValues(a.encoding)
    for (field, count) in zip(a.encoding.fields, unknown) {
      if case .hashed? = field.values { #expect(count == 0) } else { #expect(count > 0, "\(field.name)") }
    }
    #expect(batch.scenarios.contains(-1))
    #expect(Set(batch.scenarios).count > 5)
    #expect(a.encoding.scenarios.contains { $0.hasSuffix(Scenario.others) })
    #expect(batch.weights.contains(0.5))
    #expect(batch.labels == [Float](repeating: 0, count: 200))
    #expect(batch.rowNumbers == Array(0..<200))
    #expect(batch.unknownValues(a.encoding, rows: 0..<100).reduce(0, +) < unknown.reduce(0, +))
  }

  @Test func rowsInOrderAreTheSameAsNamedOnes() throws {
    let a = try Case(seed: 3)
    #expect(a.encoder.columns == ["u", "item", "s", "page", "n", "odd", "tags", "w", "hashed", "hashes"])
    #expect(a.encoder.joinedColumns == ["town", "fame", "age", "clubs", "odd code", "shadow", "price", "kinds"])
    // With the log's own columns, of which the shadow wins over the table's.
    let names = Array(RowEncoderLog.header.dropLast())
    let all = try a.encoder.positional(names)
    #expect(EncodedRows(try all.batch(of: a.log.rows.map { $0.dropLast().map(RowValue.text) })) == a.expected)
    // With what is needed alone, the shadow is the table's.
    let needed = try a.encoder.positional(a.encoder.columns)
    let rows = a.log.rows.indices.map { row in
      needed.names.map { a.log.named(row)[$0] ?? .missing }
    }
    let shadowed = EncodedRows(try needed.batch(of: rows))
    #expect(shadowed != a.expected)
    let named = rows.map { Dictionary(zip(needed.names, $0), uniquingKeysWith: { first, _ in first }) }
    #expect(EncodedRows(try a.encoder.batch(of: named)) == shadowed)
    let given = a.log.rows.indices.map { named[$0].merging(["shadow": a.log.joined($0)["shadow"] ?? 0]) { $1 } }
    #expect(EncodedRows(try a.encoder.batch(of: given)) == shadowed)
  }

  @Test func withoutTablesRowsGiveTheirColumns() throws {
    let a = try Case(seed: 4)
    let encoder = RowEncoder(a.encoding)
    #expect(encoder.joinedColumns.isEmpty)
    let rows = a.log.rows.indices.map { row in
      // What the log has stands; the tables' other columns, too, are no mistake where they are known.
      a.log.joined(row).merging(a.log.named(row)) { $1 }.filter { !["unused", "unused too", "item"].contains($0.key) }
    }
    #expect(EncodedRows(try encoder.batch(of: rows)) == a.expected)
    #expect(EncodedRows(try a.encoder.batch(of: rows)) == a.expected, "no key where all columns are given")
  }

  @Test func whatARowGivesWinsOverTheTable() throws {
    let folder = try LogFolder()
    let header = RowEncoderLog.header.dropLast() + ["town"]
    try RowEncoderLog(rows: 400, seed: 9).write(to: folder)
    let encoding = try folder.prepare(RowEncoderLog.schema).encoding
    let log = RowEncoderLog(rows: 60, seed: 10)
    let towns = ["T", "", "new"]
    let rows = log.rows.enumerated().map { Array($1.dropLast()) + [towns[$0 % 3]] }
    try log.write(to: folder, "later.csv")
    let text = ([Array(header)] + rows).map { row in
      row.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }.joined(separator: "\n")
    try folder.write("later.csv", text)
    let preparer = LogPreparer(
      source: try LogSource(data: folder["later.csv"]), encoding: encoding, labelsRequired: false)
    let expected = EncodedRows(try preparer.prepare(into: folder["later"]))
    let encoder = try RowEncoder(encoding, tables: folder.url)
    let named = rows.map { row in
      Dictionary(
        zip(header, row.map { $0.isEmpty ? .missing : RowValue.text($0) }), uniquingKeysWith: { first, _ in first })
    }
    #expect(EncodedRows(try encoder.batch(of: named)) == expected)
  }

  @Test func noRowsAreABatchOfNone() throws {
    let a = try Case(seed: 5, rows: 3)
    for batch in [try a.encoder.batch(of: []), try a.encoder.positional(a.encoder.columns).batch(of: [])] {
      #expect(batch.rows == 0)
      #expect(batch.starts == [0])
      #expect(batch.ids.isEmpty && batch.weights.isEmpty && batch.scenarios.isEmpty && batch.labels.isEmpty)
    }
  }

  @Test func manyThreadsEncodeTheSame() throws {
    let a = try Case(seed: 6)
    let named = a.named
    let results = Results(count: 8)
    DispatchQueue.concurrentPerform(iterations: 8) { [encoder = a.encoder] thread in
      var found = EncodedRows()
      for _ in 0..<3 {
        found = EncodedRows()
        for row in named { if let batch = try? encoder.batch(of: [row]) { found.append(batch) } }
      }
      results.set(found, thread)
    }
    for found in results.all { #expect(found == a.expected) }
  }

  /// What threads found.
  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var all: [EncodedRows]

    init(count: Int) { all = Array(repeating: EncodedRows(), count: count) }

    func set(_ rows: EncodedRows, _ place: Int) { lock.withLock { all[place] = rows } }
  }

  /// A value of another type with the same text, or the same number where only that counts.
  private static func retyped(
    _ value: RowValue, _ encoding: Encoding, _ name: String, _ draw: inout RandomGenerator
  ) -> RowValue {
    guard case .text(let text) = value, draw.index(below: 4) > 0 else { return value }
    let feature = encoding.schema.features.first { $0.name == name }
    switch feature?.kind {
    case .ids(let list)?:
      guard draw.index(below: 3) > 0 else { break }
      return .list(
        text.split(separator: Character(list.separator), omittingEmptySubsequences: false).map {
          retyped(String($0))
        })
    case .number?:
      if let number = Numbers.read(text) { return .number(number) }
    case .id?, .timePart?, nil: break
    }
    return retyped(text)
  }

  private static func retyped(_ text: String) -> RowValue {
    if text.isEmpty { return .missing }
    if let number = Int(text), "\(number)" == text { return number == 1 ? .flag(true) : .integer(number) }
    if let number = Double(text), !number.isNaN, "\(number)" == text { return .number(number) }
    return .text(text)
  }
}
