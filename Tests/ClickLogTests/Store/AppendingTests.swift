import Foundation
import Testing

@testable import ClickLog

/// A later log behind an earlier one, in one store.
@Suite struct AppendingTests {
  private static let first = MixedLog(rows: 400, seed: 1)
  private static let second = MixedLog(rows: 300, people: 60, seed: 2)

  /// Text that the first log does not have: another day's values.
  private static var secondRows: [[String]] {
    second.rows.map { row in
      var row = row
      row[2] = row[2] == "b" ? "new scenario" : row[2]
      row[6] = row[6].replacingOccurrences(of: "g1", with: "h1")
      return row
    }
  }

  private static func folder() throws -> LogFolder {
    let folder = try LogFolder(["log.csv": first.text, "users.csv": first.userText])
    try folder.write("later/log.csv", MixedLog.text(secondRows, MixedLog.header))
    try folder.write("later/users.csv", second.userText)
    return folder
  }

  private func append(
    _ folder: LogFolder, _ options: PreparationOptions = .cut(500), of data: String = "later/log.csv",
    to store: String = "store", progress: (LogProgress) throws -> Void = { _ in }
  ) throws -> PreparedLog {
    try PreparedLog.append(LogSource(data: folder[data]), to: folder[store], options, progress: progress)
  }

  /// Rows as numbers, a field's counted from its own first row.
  private func bags(_ row: BatchRow, _ encoding: Encoding) -> [[Int]] {
    zip(row.bags, encoding.fields).map { bag, field in bag.map { Int($0) - field.offset } }
  }

  @Test func oldRowsStayAsTheyAre() throws {
    let folder = try Self.folder()
    let old = try folder.prepared(MixedLog.schema)
    let rows = old.all.table()
    let parts = PartName.allCases.map { old.part($0).table().map(\.number) }
    let log = try append(folder)
    let kept = log.all.table().filter { $0.number < 400 }
    #expect(kept.map(\.number) == rows.map(\.number))
    for (a, b) in zip(kept, rows) {
      #expect(bags(a, log.encoding) == bags(b, old.encoding))
      #expect(a.label == b.label && a.scenario == b.scenario && a.session == b.session)
    }
    let weights = log.all.inWords(log.encoding).filter { $0.number < 400 }.map(\.weights)
    #expect(weights == old.all.inWords(old.encoding).map(\.weights))
    for (name, numbers) in zip(PartName.allCases, parts) {
      #expect(log.part(name).table().map(\.number).filter { $0 < 400 } == numbers)
    }
    let there = try Translation(from: old.encoding, to: log.encoding)
    #expect(there.isIdentity && log.encoding.totalRows > old.encoding.totalRows)
    #expect(try !Translation(from: log.encoding, to: old.encoding).isIdentity)
    #expect(log.encoding.generation == 1)
    #expect(Array(log.encoding.scenarios.prefix(old.encoding.scenarios.count)) == old.encoding.scenarios)
    #expect(try Encoding.load(from: folder["store/vocabulary"]) == log.encoding)
    #expect(try folder.names == ["later", "log.csv", "store", "users.csv"])
  }

  /// Every cell of every new row, worked out from the text.
  @Test func newRowsAreThoseOfTheText() throws {
    let folder = try Self.folder()
    let old = try folder.prepared(MixedLog.schema)
    let log = try append(folder)
    let rows = log.all.inWords(log.encoding).filter { $0.number >= 400 }
    let text = Self.secondRows
    var seen: Set<[String]> = []
    let kept = text.indices.filter { seen.insert(text[$0]).inserted }
    #expect(rows.map { $0.number - 400 } == kept)
    #expect(log.statistics.rowsRead == 700 && log.rows == old.rows + kept.count)
    #expect(log.statistics.duplicates == old.statistics.duplicates + 300 - kept.count)

    // The new rows' own split, by their own times.
    let sorted = kept.sorted { (Double(text[$0][3]) ?? 0, $0) < (Double(text[$1][3]) ?? 0, $1) }
    let cut = Int((0.7 * Double(kept.count)).rounded())
    let training = log.part(.training).table().map { $0.number - 400 }.filter { $0 >= 0 }
    #expect(training == sorted[..<cut].sorted())

    let users = Dictionary(uniqueKeysWithValues: Self.second.users.map { ($0[1], $0) })
    func values(_ row: Int, _ field: Int) -> [String] {
      let cells = text[row]
      func list(_ text: String, _ separator: Character) -> [String] {
        text.split(separator: separator).map(String.init)
      }
      return switch log.encoding.fields[field].name {
      case "u": [cells[4]]
      case "s": [cells[2]]
      case "tags": list(cells[6], "|")
      case "w": list(cells[7], ";").map { String($0.split(separator: ":")[0]) }
      case "clubs": list(users[cells[4]]?[3] ?? "", "|")
      default: [users[cells[4]]?[0] ?? ""]
      }
    }
    var grown = 0
    for (f, field) in log.encoding.fields.enumerated() {
      guard case .vocabulary(let vocabulary)? = field.values else { continue }
      guard case .vocabulary(let before)? = old.encoding.fields[f].values else { continue }
      // New values in the order of their counts in the new training rows, then of their bytes.
      var counts: [String: Int] = [:]
      for row in training { for value in values(row, f) { counts[value, default: 0] += 1 } }
      let new = counts.filter { before.row(of: $0.key) == 0 && $0.value >= 2 }.sorted { a, b in
        a.value != b.value ? a.value > b.value : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
      }
      func name(_ value: String) -> String { value.isEmpty ? "(empty)" : value }
      let labels = (0..<before.rows).map { old.encoding.fields[f].label(ofRow: $0) } + new.map { name($0.key) }
      #expect((0..<field.rows).map { field.label(ofRow: $0) } == labels)
      grown += new.count
      let known = Set(labels)
      for row in rows {
        let expected = values(row.number - 400, f).map { known.contains(name($0)) ? name($0) : "(unknown)" }
        #expect(row.values[f] == expected, "\(field.name), row \(row.number)")
      }
      for (row, count) in vocabulary.counts.enumerated().dropFirst() {
        let value = row < before.rows || !new.isEmpty ? vocabulary.label(ofRow: row) : ""
        let more = counts[value == "(empty)" ? "" : value] ?? 0
        #expect(count == (row < before.rows ? before.counts[row] : 0) + more)
      }
    }
    #expect(grown > 20)
    #expect(log.encoding.fields[2].coding == old.encoding.fields[2].coding, "a number's buckets stay")
    for row in rows {
      let cells = text[row.number - 400]
      #expect(row.label == Float(cells[0]))
      #expect(row.weights[4] == cells[7].split(separator: ";").map { Float($0.split(separator: ":")[1]) ?? -1 })
      let town = users[cells[4]]?[0] ?? ""
      let name = Scenario.name([cells[2], town])
      let others = Scenario.name([cells[2], "(others)"])
      #expect(
        row.scenario == [name, others].first { log.encoding.scenarios.contains($0) }, "\(name)")
    }
    // Sessions do not reach from one log into the other.
    let sessions = log.all.table().map { ($0.number, $0.session) }
    let before = Set(sessions.filter { $0.0 < 400 }.map(\.1))
    var ofUser: [String: Int32] = [:]
    for (number, session) in sessions where number >= 400 {
      #expect(!before.contains(session))
      #expect(ofUser[text[number - 400][4], default: session] == session)
      ofUser[text[number - 400][4]] = session
    }
    #expect(Set(ofUser.values).count == ofUser.count)
    #expect(log.statistics.joins[0].rows > old.statistics.joins[0].rows)
  }

  @Test func theWayOfAppendingDoesNotMatter() throws {
    let (folder, other) = (try Self.folder(), try Self.folder())
    _ = try folder.prepared(MixedLog.schema)
    _ = try other.prepared(MixedLog.schema)
    _ = try append(folder, .cut(1 << 20, threads: 1))
    _ = try append(other, .cut(64, threads: 3))
    #expect(try folder.files(below: "store") == other.files(below: "store"))
  }

  /// Numbers that no longer fit one byte, then two.
  @Test func columnsGetWider() throws {
    let schema = """
      label: y
      scenario: s
      session: u
      split: {by: y, validation: 2, test: 3}
      minimumCount: 1
      joins: [{file: side.csv, on: u}]
      features: {u: {kind: id}, l: {kind: ids, separator: "|"}, age: {kind: id}}

      """
    func text(_ users: Range<Int>) -> String { "y,s,u,l\n" + users.map { "\($0 % 2),a,u\($0),u\($0)|v\n" }.joined() }
    func side(_ users: Range<Int>) -> String { "u,age\n" + users.map { "u\($0),a\($0)\n" }.joined() }
    let folder = try LogFolder(["log.csv": text(0..<200), "side.csv": side(0..<200)])
    var log = try folder.prepared(schema, of: "log.csv")
    func widths() throws -> [Int] {
      let manifest = try StoreManifest.read(folder["store"])
      return manifest.fields.map(\.ids.width)
        + [manifest.rowNumbers.width, manifest.tables[0].rowOf.width, manifest.sessions?.column.width ?? 0]
    }
    #expect(try widths() == [1, 1, 1, 1, 1, 1])
    for (end, expected) in [(300, 2), (70_000, 4)] {
      let begin = log.rows
      try folder.write("log.csv", text(begin..<end))
      try folder.write("side.csv", side(begin..<end))
      log = try append(folder, .cut(1 << 16), of: "log.csv")
      #expect(try widths() == Array(repeating: expected, count: 6))
      var row = 0
      let fields = log.encoding.fields
      for batch in log.all.batches(size: 1_000) {
        for (r, number) in batch.rowNumbers.enumerated() {
          let ids = (0..<4).map { Int(batch.ids[4 * r + $0]) }
          // Values of equal counts come by their bytes within each log, so their words are compared.
          let words = zip(ids, [0, 1, 1, 2]).map { fields[$1].label(ofRow: $0 - fields[$1].offset) }
          if number != row || words != ["u\(row)", "u\(row)", "v", "a\(row)"] {
            Issue.record("row \(row): \(number) \(words)")
            return
          }
          row += 1
        }
      }
      #expect(row == end)
    }
    #expect(Set(log.all.table(size: 1_000).map(\.session)).count == 70_000)
    #expect(log.encoding.generation == 2)
  }

  @Test func whatIsNewerCanBeTakenAlone() throws {
    let folder = try Self.folder()
    let first = try folder.prepared(MixedLog.schema)
    let second = try append(folder)
    // A day without a test row.
    try folder.write("later/log.csv", MixedLog.text(Array(Self.first.rows.prefix(4)), MixedLog.header))
    let third = try append(folder)
    func numbers(_ log: PreparedLog, _ part: PartName) -> [Int] { log.part(part).table().map(\.number) }
    #expect(numbers(third.newer(than: first.encoding), .training) == numbers(third, .training).filter { $0 >= 400 })
    #expect(numbers(third.newer(than: second.encoding), .training) == numbers(third, .training).filter { $0 >= 700 })
    #expect(numbers(third.newer(than: second.encoding), .training).count == 3)
    #expect(numbers(third.newer(than: first.encoding), .test) == numbers(third, .test).filter { $0 >= 400 })
    // Where nothing was added, the part stays whole.
    #expect(third.part(.validation).rows == second.part(.validation).rows)
    #expect(numbers(third.newer(than: second.encoding), .validation) == numbers(third, .validation))
    #expect(numbers(third.newer(than: third.encoding), .training) == numbers(third, .training))
    #expect(third.newer(than: second.encoding).all.rows == third.rows)
  }

  @Test func anOldStoreOpensInTheGrownCodes() throws {
    let folder = try Self.folder()
    let old = try folder.prepared(MixedLog.schema)
    try FileManager.default.copyItem(at: folder["store"], to: folder["old"])
    let log = try append(folder)
    let again = try PreparedLog.open(folder["old"], as: log.encoding)
    #expect(again.encoding == log.encoding && log.encoding.totalRows > old.encoding.totalRows)
    #expect(again.all.inWords(again.encoding) == old.all.inWords(old.encoding))
    #expect(again.all.table() == log.all.table().filter { $0.number < 400 })
    // The other way round, what the older codes do not know is unknown.
    let asOld = try PreparedLog.open(folder["store"], as: old.encoding).all.table()
    #expect(asOld.filter { $0.number < 400 } == old.all.table())
    var unknown = 0
    for (row, grown) in zip(asOld, log.all.table()) {
      for (f, field) in old.encoding.fields.enumerated() {
        let (bag, other) = (row.bags[f], grown.bags[f].map { $0 - Int32(log.encoding.fields[f].offset) })
        let expected = other.map { Int($0) < field.rows ? Int($0) : Field.unknownRow }
        #expect(bag.map { Int($0) - field.offset } == expected)
        unknown += zip(expected, other).count { $0 != Int($1) }
      }
    }
    #expect(unknown > 0)
    try folder.write("log.csv", Self.second.text)
    let other = try folder.prepared(MixedLog.schema, into: "other")
    #expect(LogFolder.line { _ = try PreparedLog.open(folder["old"], as: other.encoding) }.contains("expected a store"))
  }

  @Test func damageIsFoundInEveryColumn() throws {
    let folder = try Self.folder()
    _ = try folder.prepared(MixedLog.schema)
    _ = try append(folder)
    let files = try folder.files(below: "store").filter { !$0.key.contains("vocabulary/") && $0.key != "store.json" }
    #expect(files.count == 18)
    for (name, data) in files {
      for place in [data.count / 2, data.count - 1] {
        var damaged = data
        damaged[place] ^= 1
        try folder.write("store/" + name, damaged)
        #expect(LogFolder.line { _ = try PreparedLog.open(folder["store"]) }.hasSuffix("prepare it again"), "\(name)")
      }
      try folder.write("store/" + name, data + [0])
      #expect(LogFolder.line { _ = try PreparedLog.open(folder["store"]) }.hasSuffix("prepare it again"), "\(name)")
      try folder.write("store/" + name, data)
    }
    _ = try PreparedLog.open(folder["store"])
  }

  @Test func aStoreStaysAsItWasWhenAppendingFails() throws {
    struct Stop: Error {}
    let folder = try Self.folder()
    _ = try folder.prepared(MixedLog.schema)
    let before = try folder.files(below: "store")
    for stage in [LogProgress.Stage.tables, .log, .rows, .store] {
      #expect(throws: Stop.self) { try append(folder) { if $0.stage == stage { throw Stop() } } }
    }
    try folder.write("later/log.csv", "y,s,u\n1,a,b\n")
    #expect(LogFolder.line { _ = try append(folder) }.contains("no column \"conv\""))
    #expect(LogFolder.line { _ = try append(folder, to: "nothing") }.contains("store.json: missing"))
    #expect(try folder.files(below: "store") == before)
    #expect(try folder.names == ["later", "log.csv", "store", "users.csv"])
  }

  /// The store's memory can be let go of at any time: what is read again is the same.
  @Test func lettingGoOfMemoryChangesNothing() throws {
    let folder = try Self.folder()
    _ = try folder.prepared(MixedLog.schema)
    let log = try append(folder)
    let rows = log.all.inWords(log.encoding)
    log.columns.releaseRows()
    #expect(log.all.inWords(log.encoding) == rows)
    var again: [BatchRow] = []
    for batch in log.all.batches(size: 11) {
      again += batch.table
      log.columns.releaseRows()
    }
    #expect(again == log.all.table())
  }
}
