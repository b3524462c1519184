import Foundation
import Testing

@testable import ClickLog

/// Values are bytes: whatever stands in a cell is that value and no other, in every form of a log, through the vocabulary's
/// files and back.
@Suite struct HostileValuesTests {
  /// Every one different.
  static let values: [[UInt8]] =
    [
      // Beyond 2^31, 2^32, 2^63, 2^64, 2^128, and negative ones.
      "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
      "18446744073709551616", "340282366920938463463374607431768211456", "-1", "-2147483649", "-9223372036854775808",
      "-9223372036854775809",
      // Numbers that are equal, and values that are not; 2^53 + 1 and its neighbour.
      "7", "07", "007", "7.0", "+7", "7e0", " 7", "7 ", "0", "-0", "00", "9007199254740992", "9007199254740993",
      // Nothing, and words for it.
      "", " ", "nan", "NaN", "null", "None", "\\N", "(unknown)", "(missing)", "(empty)",
      // One word, composed and decomposed; emoji, one of several scalars; other scripts; a byte-order mark inside.
      "caf\u{e9}", "cafe\u{301}", "\u{1F600}", "\u{1F469}\u{200D}\u{1F52C}", "日本語", "\u{202E}abc", "\u{feff}x",
      "\u{2028}",
      // What separates cells and lines, and what escapes it.
      "a\tb", "a\nb", "a\r\nb", "a\rb", "\t", "\n", "\r", "a,b", ",", "\"", "\"\"", "say \"no\"", "'", "\\", "\\t",
      "\\n",
      "\\\\", "\\x", "\u{0}", "a\u{0}b", "\u{1b}[31m", "|", "a|b", ":", "a:1", "#", "---", "{a: b}",
      "<script>alert(1)</script>", "\" onload=\"", "../../etc/passwd",
    ].map { Array($0.utf8) }
    + [
      // Not UTF-8: two bytes that would both be shown as one mark.
      [0xff], [0xfe], [0x61, 0xc3],
      [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16), [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16 + 1),
    ]

  static let schema = """
    label: click
    scenario: page
    split: {by: part, validation: 1, test: 2}
    minimumCount: 1
    features:
      value: {kind: id}
      list: {kind: ids, separator: "^"}
      hashed: {kind: id, buckets: 1000000000}
    """

  /// Each value three times, as a feature of each kind and as a scenario, between quotes where it must be.
  private static func text(_ delimiter: Unicode.Scalar) -> [UInt8] {
    let columns = ["click", "part", "page", "value", "list", "hashed"]
    var text = Array(columns.joined(separator: String(Character(delimiter))).utf8) + [UInt8(ascii: "\n")]
    for row in 0..<3 * values.count {
      let value = values[row * 7 % values.count]
      let special: [UInt8] = [UInt8(ascii: delimiter), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
      var cell = value
      if value.contains(where: special.contains) {
        cell = [special[1]] + value.flatMap { $0 == special[1] ? [$0, $0] : [$0] } + [special[1]]
      }
      let cells = [[UInt8(ascii: row % 2 == 0 ? "1" : "0")], [UInt8(ascii: "0")], cell, cell, cell, cell]
      text += cells.joined(separator: [special[0]]) + [UInt8(ascii: "\n")]
    }
    return text
  }

  @Test func theValuesAreDifferent() {
    #expect(Set(Self.values).count == Self.values.count && Self.values.count % 7 != 0)
  }

  @Test(arguments: ["log.csv", "log.tsv", "log.csv.gz", "log.tsv.gz"])
  func everyValueIsItself(_ name: String) throws {
    let folder = try LogFolder()
    let text = Self.text(name.contains(".tsv") ? "\t" : ",")
    try folder.write(name, Data(name.hasSuffix(".gz") ? Gzip.compress(text) : text))
    let source = try LogSource(data: folder[name])
    var preparer = try LogPreparer(source: source, schema: Schema.parse(yaml: Self.schema))
    preparer.options = .cut(1 << 17)
    let log = try preparer.prepare(into: folder["store"])
    #expect(log.part(.training).rows == 3 * Self.values.count)

    let fields = log.encoding.fields
    let rows = log.all.table(size: 50)
    for (number, row) in rows.enumerated() {
      let value = Self.values[number * 7 % Self.values.count]
      for (field, bag) in zip(fields, row.bags).prefix(2) {
        // A list's values have no spaces around them, and nothing is no value.
        let trimmed = field.multiValued ? Self.trimmed(value) : value
        guard !field.multiValued || !trimmed.isEmpty else {
          #expect(bag.isEmpty)
          continue
        }
        let id = try #require(bag.first)
        #expect(bag.count == 1 && Int(id) > field.offset)
        guard case .vocabulary(let vocabulary)? = field.values else { continue }
        #expect(vocabulary.withValue(ofRow: Int(id) - field.offset) { Array($0) } == trimmed)
      }
    }
    #expect(fields[0].rows == Self.values.count + 1)
    #expect(Set(rows.map { $0.bags[2] }).count == Self.values.count, "no two hashes alike, by luck")

    // The vocabulary's files say the same, and so do rows that are numbered by them.
    try log.encoding.save(to: folder["vocabulary"])
    let loaded = try Encoding.load(from: folder["vocabulary"])
    #expect(loaded == log.encoding)
    let again = try LogPreparer(source: source, encoding: loaded, labelsRequired: true).prepare(into: folder["again"])
    #expect(again.all.table(size: 50) == rows)
    #expect(again.statistics.fields.allSatisfy { $0.shares == [0, 0, 0] } && again.statistics.unknownScenarios == 0)
    #expect(try PreparedLog.open(folder["store"], as: loaded).all.table() == log.all.table())
  }

  /// Scenarios have names, which are text: an accent is one, however it is written, and nothing is "(empty)".
  @Test func scenariosAreText() throws {
    let folder = try LogFolder()
    try folder.write("log.csv", Data(Self.text(",")))
    let log = try folder.prepare(Self.schema)
    let names = Self.values.map { $0.isEmpty ? "(empty)" : String(decoding: $0, as: UTF8.self) }
    #expect(Set(log.encoding.scenarios) == Set(names))
    #expect(log.encoding.scenarios.count == Self.values.count - 3)  // "(empty)", the accent, and bytes that are no text
    for (number, row) in log.all.table().enumerated() {
      #expect(log.encoding.scenarios[Int(row.scenario)] == names[number * 7 % names.count])
    }
  }

  private static func trimmed(_ value: [UInt8]) -> [UInt8] {
    let space = UInt8(ascii: " ")
    return Array(value.drop { $0 == space }.reversed().drop { $0 == space }.reversed())
  }

  /// A schema may name columns in any way: its copy in a run says the same.
  @Test func columnsHaveAnyName() throws {
    let names = Self.values.compactMap { String(bytes: $0, encoding: .utf8) }.filter {
      !$0.isEmpty && $0 != "cafe\u{301}" && $0.utf8.count < 1000
    }
    let schema = Schema(
      log: "<log>*", label: "\"label\"", scenario: ["~", "true", "a, b"], session: "'", time: "1e3",
      split: .column("2022-05-06", validation: "007", test: "8"), joins: [.init(file: "a: b", on: "- c")],
      features: names.map { Schema.Feature(name: $0, kind: .id, group: $0) })
    #expect(try Schema.parse(yaml: schema.yaml) == schema)
  }
}

/// A header's names: with a byte-order mark, twice, or empty.
@Suite struct HostileHeaderTests {
  private static let schema = "label: click\nscenario: page\nminimumCount: 1\nsplit: {order: [0.5, 0.5]}\n"

  private func line(_ text: String, _ features: String = "features: {user: {kind: id}}", name: String = "log.csv")
    throws -> String
  {
    let folder = try LogFolder()
    try folder.write(name, Data(name.hasSuffix(".gz") ? Gzip.compress(Array(text.utf8)) : Array(text.utf8)))
    return LogFolder.line {
      let source = try LogSource(data: folder[name])
      _ = try LogPreparer(source: source, schema: Schema.parse(yaml: Self.schema + features)).prepare(into: folder["s"])
    }
  }

  private static let rows = "1,a,u\n0,a,v\n1,a,u\n0,a,v\n"

  @Test(arguments: ["log.csv", "log.csv.gz"])
  func aByteOrderMarkIsNotPartOfAName(_ name: String) throws {
    let good = "nothing was thrown"
    #expect(try line("\u{feff}click,page,user\n" + Self.rows, name: name) == good)
    #expect(try line("\u{feff}\"click\",page,user\r\n" + Self.rows, name: name) == good)
    #expect(try line("\u{feff}click\tpage\tuser\n1\ta\tu\n0\ta\tv\n", name: "log.tsv") == good)
    #expect(try line("\u{feff}", name: name).contains("the file is empty"))
  }

  @Test func twoColumnsOfOneName() throws {
    let twice = "log.csv, column user: two columns of the file are named \"user\"; rename one of them"
    #expect(try line("click,page,user,user\n1,a,u,v\n") == twice)
    #expect(try line("click,page,user, user\n1,a,u,v\n") == twice)
    // Those that are not used may be what they like.
    let rows = "1,a,u,,\n0,a,u,,\n1,a,v,,\n"
    #expect(try line("click,page,user,,\n" + rows) == "nothing was thrown")
    #expect(try line("click,page,user,caf\u{e9},cafe\u{301}\n" + rows) == "nothing was thrown")
    // pandas writes its index as a column without a name.
    #expect(
      try line(",click,page,user\n0,1,a,u\n1,0,a,u\n2,1,a,v\n3,0,a,v\n", "features: {auto: true}")
        == "nothing was thrown")
  }

  @Test func namesWithQuotesCommasAndLines() throws {
    let text = "click,\"pa\"\"ge\",\"us,er\nid\"\n" + Self.rows
    let folder = try LogFolder(["log.csv": text])
    let schema = """
      label: click
      scenario: "pa\\"ge"
      minimumCount: 1
      split: {order: [0.5, 0.5]}
      features: {"us,er\\nid": {kind: id}}
      """
    let log = try folder.prepare(schema)
    #expect(log.encoding.fields[0].name == "us,er\nid" && log.rows == 4)
    #expect(try PreparedLog.open(folder["store"]).encoding == log.encoding)
  }

  /// One line stays one line that can be read, however long what it speaks of is, and nobody waits for it.
  @Test func longNames() throws {
    let long = String(repeating: "x", count: 1 << 16)
    for text in ["click,page,\(long)\n", "click,page,\(long),\(long)\n", "\(long)\n"] {
      let message = try line(text + Self.rows)
      #expect(message.utf8.count < 3_000 && message.contains("log.csv"), "\(message.utf8.count) bytes")
    }
    #expect(try line("click,page,user\n1,a,u\n0,a,v\n", "features: {\(long): {kind: id}}").utf8.count < 3_000)
    #expect("\(LogError(long, file: "log.csv"))".utf8.count < 3_000)
    let wide = (0..<200).map { "\(long)\($0)" }.joined(separator: ",")
    #expect(try line("click,\(wide)\n1,a\n", "features: {\(long): {kind: id}}").utf8.count < 3_000)
  }
}

/// The same in Parquet: whole numbers of every width, and long strings.
@Suite(.enabled(if: ArrowTestFiles.missing == nil, "\(ArrowTestFiles.missing ?? "")"))
struct HostileParquetTests {
  private static let script = """
    import sys, json
    import pyarrow as pa, pyarrow.parquet as pq, pyarrow.feather as feather
    root = sys.argv[1] + "/"
    signed = [2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**53, 2**63 - 1, -1, -2**31 - 1, -2**63, 0, 7]
    unsigned = [2**31, 2**32 + 1, 2**53 + 1, 2**63 - 1, 2**63, 2**63 + 1, 2**64 - 1, 2**64 - 2, 0, 1, 7]
    texts = ["007", "7", "caf\\u00e9", "cafe\\u0301", "\\U0001F600", "a\\tb\\n\\"c\\",d", "x" * 65536, "x" * 65537, "", "-0", "1e3"]
    n = len(signed)
    data = {"click": pa.array([1, 0] * n), "page": pa.array(texts * 2, pa.large_string()),
      "signed": pa.array(signed * 2, pa.int64()), "unsigned": pa.array(unsigned * 2, pa.uint64()),
      "text": pa.array(texts * 2, pa.large_string())}
    table = pa.table(data)
    pq.write_table(table, root + "log.parquet")
    pq.write_table(table, root + "plain.parquet", use_dictionary=False, row_group_size=5)
    feather.write_feather(table, root + "log.feather")
    quoted = lambda x: '"' + str(x).replace('"', '""') + '"'
    with open(root + "log.csv", "w", newline="") as f:
      f.write("click,page,signed,unsigned,text\\n")
      for row in zip(*[c.to_pylist() for c in table.columns]): f.write(",".join(quoted(x) for x in row) + "\\n")
    """

  @Test func everyFormGivesTheStoreOfTheText() throws {
    let folder = try LogFolder()
    let python = try #require(ArrowTestFiles.python)
    #expect(ArrowTestFiles.run(python, Self.script, [folder.url.path]))
    let schema = try Schema.parse(
      yaml: """
        label: click
        scenario: page
        split: {by: click, validation: 2, test: 3}
        minimumCount: 1
        features: {signed: {kind: id}, unsigned: {kind: id}, text: {kind: id}}
        """)
    func prepare(_ name: String) throws -> PreparedLog {
      try LogPreparer(source: LogSource(data: folder[name]), schema: schema).prepare(into: folder["\(name).store"])
    }
    let log = try prepare("log.csv")
    #expect(log.encoding.fields.map(\.rows) == [12, 12, 12])
    guard case .vocabulary(let unsigned)? = log.encoding.fields[1].values else { return }
    #expect(unsigned.row(of: "18446744073709551615") > 0 && unsigned.row(of: "9223372036854775808") > 0)
    for name in ["log.parquet", "plain.parquet", "log.feather"] {
      _ = try prepare(name)
      try LogFolder.expectSameFiles(folder["log.csv.store"], folder["\(name).store"], "\(name)")
    }
  }
}
