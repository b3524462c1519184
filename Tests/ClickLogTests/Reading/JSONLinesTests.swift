import Foundation
import Tensors
import Testing

@testable import ClickLog

/// An object a line: what its cells are, and what is refused.
@Suite struct JSONLinesTests {
  private static let lists = ListForm(separator: UInt8(ascii: "|"), weighted: false)

  private func source(_ folder: LogFolder, _ names: [String] = ["log.jsonl"], form: FileForm = FileForm()) throws
    -> RowSource
  {
    try RowSource(
      try names.map { try LogFile(url: folder[$0], name: $0) }, form: form, formats: LogFormats.all)
  }

  /// The cells of a log by the columns' names, or why they are refused.
  private func rows(
    _ text: String, lists: [String: ListForm] = [:], one: Bool = true, size: Int = 1 << 20
  ) throws -> (header: [String], rows: [[String]], errors: [String]) {
    let folder = try LogFolder(["log.jsonl": text])
    defer { withExtendedLifetime(folder) {} }
    let source = try source(folder)
    #expect(source.formats.allSatisfy { $0 is JSONLinesFormat })
    var (rows, errors): ([[String]], [String]) = ([], [])
    let forms = source.header.map { name in lists[name] ?? (one ? nil : Self.lists) }
    try source.forEachRow(size: size, lists: forms) { row in
      do {
        try row.check()
        rows.append(source.header.indices.map { String(decoding: row[$0], as: UTF8.self) })
      } catch { errors.append("\(error)") }
      return true
    }
    return (source.header, rows, errors)
  }

  @Test func cellsAreWhatTheTextSays() throws {
    let found = try rows(
      #"""
      {"a":"x", "n" : 7, "f":7.0,"e":1e3,"t":true,"u":false,"z":null}

        { "n":-0.50 , "a":"tab\there \"q\" \\ \/ \u00e9\u4e2d\ud83d\ude00" , "late": "k" }
      {"z": NaN, "f": -Infinity, "a": "\ud83d|\ude00|\ud83dx", "e": Infinity, "t":""}
      {}
      """#)
    #expect(found.header == ["a", "n", "f", "e", "t", "u", "z", "late"])
    #expect(
      found.rows == [
        ["x", "7", "7.0", "1e3", "1", "0", "", ""],
        ["tab\there \"q\" \\ / é中😀", "-0.50", "", "", "", "", "", "k"],
        ["\u{fffd}|\u{fffd}|\u{fffd}x", "", "-inf", "inf", "", "", "", ""],
        ["", "", "", "", "", "", "", ""],
      ])
    #expect(found.errors.isEmpty)
  }

  @Test func objectsAreColumnsAndLists() throws {
    let text = #"""
      {"tags": {"a": 0.5, "b": 1, "gone": null}, "user": {"id": 3, "home": {"town": "x"}}, "l": ["p", null, "\u0071", 3, true]}
      {"user": null, "tags": {}, "l": []}
      {"user": {"home": null, "id": "9"}, "tags": {"\u0062": "2"}, "l": "p|q"}
      """#
    let weighted = ListForm(separator: UInt8(ascii: "|"), weighted: true)
    let found = try rows(
      text, lists: ["tags": weighted, "user": .unused, "user.home": .unused, "l": Self.lists])
    #expect(
      found.header == ["tags", "tags.a", "tags.b", "tags.gone", "user", "user.id", "user.home", "user.home.town", "l"])
    #expect(
      found.rows == [
        ["a:0.5|b:1", "0.5", "1", "", "", "3", "", "x", "p|q|3|1"], ["", "", "", "", "", "", "", "", ""],
        ["b:2", "", "2", "", "", "9", "", "", "p|q"],
      ])
    let keys = try rows(text, lists: ["tags": Self.lists, "user": Self.lists, "user.home": .unused])
    #expect(
      keys.rows.map { [$0[0], $0[4], $0[8]] } == [["a|b", "id|home", "p,q,3,1"], ["", "", ""], ["b", "id", "p|q"]])
    let one = try rows(text)
    #expect(one.rows.isEmpty && one.errors.count == 3)
    #expect(
      one.errors.first
        == "log.jsonl, row 1 (line 1), column tags: expected one value, found an object (kind: ids takes its keys; its fields are columns too)"
    )
  }

  @Test(arguments: [
    ("[1]", "expected an object on each line (JSON lines), found a list"),
    ("x", "expected an object on each line (JSON lines), found \"x\""),
    ("{\"a\":1} {}", "this is no JSON: expected the end of the line at byte 9 of the object"),
    ("{\"a\":1", "this is no JSON: expected a comma or } after a value at byte 7 of the object"),
    ("{\"a\":1,}", "this is no JSON: expected a key in quotes at byte 8 of the object"),
    ("{\"a\" 1}", "this is no JSON: expected a colon after a key at byte 6 of the object"),
    ("{\"a\":01}", "this is no JSON: expected a comma or } after a value at byte 7 of the object"),
    ("{\"a\":1.}", "this is no JSON: expected a digit at byte 8 of the object"),
    ("{\"a\":+1}", "this is no JSON: expected a value at byte 6 of the object"),
    ("{\"a\":tru}", "this is no JSON: expected true, false or null at byte 6 of the object"),
    ("{\"a\":\"x}", "this is no JSON: expected a quote at the end of a string at byte 9 of the object"),
    ("{\"a\":\"\t\"}", "this is no JSON: expected no control character in a string at byte 7 of the object"),
    ("{\"a\":\"\\u12g4\"}", "this is no JSON: expected four hexadecimal digits after \\u at byte 7 of the object"),
    ("{\"a\":[1,]}", "this is no JSON: expected a value at byte 9 of the object"),
    ("{\"o\":[1}", "this is no JSON: expected a comma or ] after a value at byte 8 of the object"),
    ("{\"a\":1,\"a\":2}", "column a: this key stands twice in one object"),
    ("{\"o\":{\"k\":1,\"k\":2}}", "column o.k: this key stands twice in one object"),
    ("{\"a\":[[1]]}", "column a: expected a list of plain values, found one of lists"),
    ("{\"a\":[1,{\"b\":2}]}", "column a: expected a list of plain values, found one of objects"),
  ])
  func whatIsNoRow(_ line: String, _ problem: String) throws {
    let found = try rows("{\"a\":1}\n{\"o\":null,\"a\":2}\r\n\(line)\n{\"a\":3}", lists: ["o": Self.lists])
    let place = problem.hasPrefix("column") ? "log.jsonl, row 3 (line 3), " : "log.jsonl, row 3 (line 3): "
    #expect(found.errors == [place + problem])
    #expect(found.rows.map(\.[0]) == ["1", "2", "3"], "the rows around it are read")
  }

  @Test func whatIsNotUsedMayBeAnything() throws {
    let found = try rows(
      "{\"a\":1,\"x\":[[{}]],\"x\":{\"y\":2},\"new\":3,\"new\":4}\n",
      lists: ["x": .unused, "x.y": .unused, "new": .unused])
    #expect(found.errors.isEmpty && found.rows.map(\.[0]) == ["1"])
  }

  @Test func separatorsWithinValues() throws {
    let found = try rows(
      "{\"l\":[\"a|b\",\"c\"]}\n{\"l\":[\"a\\u007cb\"]}\n{\"l\":[\"a,b\"]}\n{\"l\":{\"a|b\":1}}\n{\"l\":\"a|b\"}\n",
      lists: ["l.a|b": .unused],
      one: false)
    let problem = "column l: a value of the list has the separator \"|\" in it; give the feature another separator"
    #expect(found.errors == [1, 2, 4].map { "log.jsonl, row \($0) (line \($0)), \(problem)" })
    #expect(found.rows.map(\.[0]) == ["a,b", "a|b"])
  }

  @Test func twoColumnsOfOneName() throws {
    let folder = try LogFolder(["log.jsonl": "{\"a.b\":1,\"a\":{\"b\":2},\"c\":1,\"p\":\"x\"}\n{\"c\":0}\n"])
    func line(_ feature: String) throws -> String {
      let schema = try Schema.parse(yaml: "label: c\nscenario: p\nfeatures: {\(feature): {kind: id}}")
      return LogFolder.line {
        _ = try LogPreparer(source: LogSource(data: folder["log.jsonl"]), schema: schema).prepare(into: folder["s"])
      }
    }
    #expect(
      try line("a.b")
        == "log.jsonl, column a.b: two columns of the file are named \"a.b\"; rename one of them")
    #expect(try !line("p").contains("a.b"))
  }

  @Test func nestedTooDeep() throws {
    func nest(_ depth: Int) -> String {
      String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
    }
    #expect(try rows("{\"x\":1}\n" + nest(128), lists: ["a": .unused]).header.count == 129)
    let list = "{\"x\":" + String(repeating: "[", count: 100_000)
    let found = try rows("{\"x\":1}\n" + nest(100_000) + "\n" + list + "\n{\"x\":2}\n")
    #expect(found.rows == [["1"], ["2"]])
    #expect(found.errors.allSatisfy { $0.contains("expected at most 128 objects and lists in one another") })
  }

  @Test func filesThatAreSuch() throws {
    let good = "{\"a\":1}\n"
    let folder = try LogFolder([
      "x.txt": good, "bom": "\u{feff}\n  \n" + good, "head.csv": "{a},b\n1,2\n", "list.json": "[{\"a\":1}]\n",
      "pretty.json": "{\n  \"a\": 1\n}\n", "empty.jsonl": "", "none.jsonl": "{}\n{}\n", "broken.jsonl": "{\"a\":1\n",
      "first.jsonl": "{\"a\":\n{\"a\":2}\n",
    ])
    func header(_ name: String, _ kind: FileForm.Kind? = nil) throws -> [String] {
      var form = FileForm()
      form.kind = kind
      return try source(folder, [name], form: form).header
    }
    #expect(try header("x.txt") == ["a"])
    #expect(try header("bom") == ["a"])
    #expect(try header("first.jsonl") == ["a"], "a broken first row is one row")
    #expect(try header("head.csv") == ["{a}", "b"])
    #expect(try header("x.txt", .delimited) == ["{\"a\":1}"])
    #expect(
      LogFolder.line { _ = try header("head.csv", .jsonLines) }
        == "head.csv: expected a whole object on each line (JSON lines), found \"{a},b\"")
    #expect(
      LogFolder.line { _ = try header("pretty.json") }
        == "pretty.json: expected a whole object on each line (JSON lines), found \"{\"")
    #expect(LogFolder.line { _ = try header("empty.jsonl", .jsonLines) }.hasPrefix("empty.jsonl: the file is empty"))
    #expect(
      LogFolder.line { _ = try header("none.jsonl") }
        == "none.jsonl: expected objects with keys, found none in the first rows")
    #expect(
      LogFolder.line { _ = try header("broken.jsonl") }
        == "broken.jsonl, row 1 (line 1): this is no JSON: expected a comma or } after a value at byte 7 of the object")
  }

  @Test func filesWithOtherKeys() throws {
    let folder = try LogFolder(["a.jsonl": "{\"x\":1,\"u\":{\"i\":2}}\n", "b.jsonl": "{\"u\":{\"j\":3},\"y\":4}\n"])
    let source = try source(folder, ["a.jsonl", "b.jsonl"])
    #expect(source.header == ["x", "u", "u.i", "u.j", "y"])
    var cells: [[String]] = []
    try source.forEachRow { row in
      cells.append([0, 2, 3, 4].map { String(decoding: row[$0], as: UTF8.self) })
      return true
    }
    #expect(cells == [["1", "2", "", ""], ["", "", "3", "4"]])
  }

  @Test func copiesOfALineHaveOneHash() throws {
    let line = "{\"a\":\"\\u0041\",\"b\":[1,2]}"
    let folder = try LogFolder(["log.jsonl": [line, line + "\r", line + " ", line].joined(separator: "\n")])
    var hashes: [UInt64] = []
    try source(folder).forEachRow { row in
      hashes.append(row.rowHash)
      return true
    }
    #expect(hashes.count == 4 && hashes[0] == hashes[1] && hashes[0] != hashes[2] && hashes[0] == hashes[3])
  }

  /// What Foundation writes is read as it was, wherever the text is cut.
  @Test func agreesWithFoundation() throws {
    var random = RandomGenerator(seed: 11)
    let letters = [
      "a", "\"", "\\", "/", "\n", "\t", "\u{1}", "é", "中", "😀", "\u{7f}", "longer than eight bytes ", "\u{2028}",
    ]
    func text(_ most: Int) -> String {
      (0..<random.index(below: most + 1)).map { _ in letters[random.index(below: letters.count)] }.joined()
    }
    for round in 0..<40 {
      let keys = (0..<6).map { "k\($0)" + text(2) }
      var lines: [Data] = []
      var expected: [[String: String]] = []
      for _ in 0..<30 {
        var (object, cells): ([String: Any], [String: String]) = ([:], [:])
        for key in keys where random.index(below: 4) > 0 {
          switch random.index(below: 5) {
          case 0: (object[key], cells[key]) = (NSNull(), "")
          case 1:
            let number = Int(truncatingIfNeeded: random.next())
            (object[key], cells[key]) = (number, "\(number)")
          case 2:
            let values = (0..<random.index(below: 4)).map { "\($0)" + text(3) }
            (object[key], cells[key]) = (values, values.joined(separator: "|"))
          default:
            let value = text(9)
            (object[key], cells[key]) = (value, value)
          }
        }
        lines.append(try JSONSerialization.data(withJSONObject: object, options: round % 2 == 0 ? [] : [.sortedKeys]))
        expected.append(cells)
      }
      let log = lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: round % 3 == 0 ? "\r\n" : "\n")
      let found = try rows(log, one: false, size: [16, 100, 1 << 20][round % 3])
      #expect(found.errors.isEmpty)
      let read = found.rows.map { row in zip(found.header, row).filter { !$1.isEmpty } }
      for (row, cells) in zip(read, expected) {
        #expect(Dictionary(uniqueKeysWithValues: row.map { ($0, $1) }) == cells.filter { !$1.isEmpty })
      }
      #expect(found.rows.count == expected.count)
    }
  }

  /// A line is taken exactly where Foundation takes it; whatever it is, nothing traps.
  @Test func damagedLines() throws {
    var random = RandomGenerator(seed: 12)
    let good = Array(
      #"{"a":"x\u0041\ud83d\ude00\n","b":[1,-2.5e+3,"y|"],"c":{"d":true,"e":null,"f":{}},"g":0.25,"a2":"longer than eight"}"#
        .utf8)
    let odd = Array(#"{}[]":,\u0eE+-.1tfn "#.utf8) + [0, 9, 13, 0x1f, 0x80, 0xff]
    var taken = 0
    for _ in 0..<20_000 {
      var line = good
      for _ in 0...random.index(below: 3) {
        let place = random.index(below: line.count)
        switch random.index(below: 4) {
        case 0: line.remove(at: place)
        case 1: line.insert(odd[random.index(below: odd.count)], at: place)
        case 2: line[place] = odd[random.index(below: odd.count)]
        default: line.removeLast(min(line.count - 1, random.index(below: 30)))
        }
      }
      let chunk = JSONChunk(capacity: line.count)
      chunk.append(line)
      var tree = JSONTree()
      let isTaken = tree.add(chunk.bytes)
      // Foundation minds bytes that are no UTF-8, and takes any text of half a pair.
      guard String(validating: line, as: UTF8.self) != nil else { continue }
      let foundation = (try? JSONSerialization.jsonObject(with: Data(line))) is [String: Any]
      if isTaken != foundation, !String(decoding: line, as: UTF8.self).contains("\\ud") {
        Issue.record("\(String(decoding: line, as: UTF8.self)): \(isTaken), Foundation \(foundation)")
      }
      if isTaken { taken += 1 }
    }
    #expect(taken > 1000)
  }
}
