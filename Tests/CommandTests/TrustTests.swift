import Foundation
import Testing

/// What a user is told before trusting a figure: a feature that gives the label away, values that the run does not know. And
/// that values and names mean nothing to the program, whatever stands in them.
@Suite struct TrustTests {
  private static let leak = "The feature 'liked' alone predicts the label (AUC 1.000 on rows it was not fitted on)"

  @Test func aLeakIsWarnedAboutOnce() throws {
    let adl = try Program()
    try adl.writeLog()
    let log = try String(contentsOfFile: adl.path("log.csv"), encoding: .utf8)
    let leaking = log.split(separator: "\n").enumerated().map { row, line in
      "\(line),\(row == 0 ? "liked" : line.hasSuffix("1") ? "yes" : "no")"
    }
    try adl.write(leaking.joined(separator: "\n") + "\n", "log.csv")
    let schema = try String(contentsOfFile: adl.path("s.yaml"), encoding: .utf8)
    try adl.write(schema + "\n  liked: {kind: id}\n", "leak.yaml")
    func warnings(_ arguments: String...) throws -> Int {
      let result = try adl.run(arguments)
      #expect(result.code == 0, "\(result.err)")
      #expect(!result.out.contains("alone predicts"))
      return result.err.components(separatedBy: "warning: " + Self.leak).count - 1
    }
    #expect(
      try warnings(
        "train", "log.csv", "--schema", "leak.yaml", "--config", "small.yaml", "--out", "run", "--baseline", "dnn",
        "--json") == 1)
    #expect(try warnings("prepare", "log.csv", "--schema", "leak.yaml", "--out", "store", "--json") == 1)
    #expect(
      try warnings(
        "compare", "store", "--config", "small.yaml", "--models", "dnn,adl", "--seeds", "1", "--out", "c") == 1)
    #expect(
      try warnings("train", "store", "--config", "small.yaml", "--out", "quiet", "--quiet") == 0)
    #expect(
      try warnings("train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "honest") == 0)
  }

  @Test func whatARunDoesNotKnowIsTold() throws {
    let adl = try Program()
    try adl.writeLog()
    let train = try adl(
      "train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "run", "--json", "--quiet")
    #expect(train.code == 0, "\(train.err)")
    let rows = (0..<100).map { row in
      "\(row < 40 ? "new\(row)" : "u1"),\(row < 5 ? "new" : "i2"),\(row < 30 ? "else" : "home"),3,\(row % 2)\n"
    }
    try adl.write("user,item,page,price,click\n" + rows.joined(), "new.csv")
    let predicted = try adl("predict", "run", "new.csv", "--out", "p.csv", "--json")
    #expect(predicted.code == 0, "\(predicted.err)")
    #expect(
      predicted.json["unknown"] as? [String: Double] == ["user": 0.4, "item": 0.05, "page": 0.3, "price": 0])
    #expect(predicted.json["unknownScenarios"] as? Double == 0.3)
    for words in [
      "Unknown values: user 40%, item 5.0%, page 30%; in training 0.00%, 0.00%, 0.00%. Rows of unknown scenarios: 30%.",
      "warning: 40% of the values of 'user' are unknown to the run", "warning: 30% of the values of 'page'",
      "warning: 30% of the rows are of scenarios that the run does not know",
    ] { #expect(predicted.err.contains(words), "\(predicted.err)") }
    #expect(!predicted.err.contains("of 'item'"))
    #expect(try adl("evaluate", "run", "new.csv", "--json").err.contains("Unknown values: user 40%"))
    #expect(try adl("predict", "run", "new.csv", "--out", "p.csv", "--quiet").err == "")

    // Of a store that grew since, what the run does not know is unknown too; and metrics are what they were.
    let same = try adl("evaluate", "run", "log.csv", "--json")
    #expect(same.out == train.out && !same.err.contains("nknown"), "\(same.err)")
    #expect(try adl("prepare", "log.csv", "--schema", "s.yaml", "--out", "store", "--quiet").code == 0)
    #expect(try adl("prepare", "new.csv", "--append", "store", "--quiet").code == 0)
    let grown = try adl("predict", "run", "store", "--part", "all", "--out", "p.csv", "--json")
    #expect((grown.json["unknown"] as? [String: Double])?["user"] == 40.0 / 700, "\(grown.err)")
  }

  /// Train, save, load, predict: the same rows in every form, with scenarios and ids that try to be something else.
  @Test func hostileNamesAllTheWay() throws {
    let adl = try Program()
    let names = [
      "<script>alert(1)</script>", "\" onload=\"alert(1)", "a,b", "a\nb", "a\r\nb", "tab\there", "007", "7",
      "caf\u{e9}",
      "\u{1F600}", "18446744073709551616", "-9223372036854775809", ",\u{301}", String(repeating: "long", count: 16_384),
      "",
    ]
    func log(_ delimiter: String) -> String {
      (0..<900).map { row in
        let name = names[row % names.count].replacingOccurrences(of: "\"", with: "\"\"", options: .literal)
        let id = names[row * 7 % names.count].replacingOccurrences(of: "\"", with: "\"\"", options: .literal)
        return [row % 4 == 0 ? "1" : "0", "\"\(name)\"", "\"\(id)\"", "u\(row % 31)"].joined(separator: delimiter)
          + "\n"
      }.joined()
    }
    try adl.write("click,page,id,user\n" + log(","), "<script>alert(1)<.csv")
    try adl.write("\u{feff}click\tpage\tid\tuser\r\n" + log("\t"), "log.tsv")
    try adl.write(
      """
      label: click
      scenario: page
      split: {order: [0.7, 0.1, 0.2]}
      features: {id: {kind: id}, user: {kind: id}, page: {kind: id}}
      """, "s.yaml")
    try adl.write("hidden: [8]\nembeddingDimension: 4\nclusters: 2\nepochs: 1\n", "small.yaml")
    let train = try adl(
      "train", "<script>alert(1)<.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "run", "--json")
    #expect(train.code == 0, "\(train.err)")
    #expect(Set((train.json["scenarios"] as? [String: Any] ?? [:]).keys) == Set(names.dropLast() + ["(empty)"]))
    #expect(try adl("evaluate", "run", "log.tsv", "--json").out == train.out)

    let predicted = try adl("predict", "run", "<script>alert(1)<.csv", "--part", "all")
    let again = try adl("predict", "run", "log.tsv", "--part", "all")
    #expect(predicted.code == 0 && predicted.out == again.out)
    let cells = Self.cells(predicted.out)
    #expect(cells.count == 901 && cells.allSatisfy { $0.count == 4 })
    for (row, line) in cells.dropFirst().enumerated() {
      let name = names[row % names.count]
      #expect(line[0] == "\(row)" && line[3] == (name.isEmpty ? "(empty)" : name))
    }
    #expect(!predicted.err.contains("nknown"))

    let report = try String(contentsOfFile: adl.path("run/report.html"), encoding: .utf8)
    #expect(!report.contains("<script") && report.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(report.utf8.count < 5_000_000)
    let map = try adl("map", "run", "log.tsv", "--out", "map.html", "--sample", "300", "--quiet")
    #expect(map.code == 0, "\(map.err)")
    let page = try String(contentsOfFile: adl.path("map.html"), encoding: .utf8)
    #expect(!page.contains("<script") && page.contains("&lt;script&gt;"))
  }

  /// A reader of CSV, byte by byte.
  private static func cells(_ csv: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var cell: [UInt8] = []
    var isQuoted = false
    var bytes = Array(csv.utf8)[...]
    while let byte = bytes.popFirst() {
      switch (byte, isQuoted) {
      case (UInt8(ascii: "\""), true) where bytes.first == byte: cell.append(bytes.removeFirst())
      case (UInt8(ascii: "\""), _): isQuoted.toggle()
      case (UInt8(ascii: ","), false), (UInt8(ascii: "\n"), false):
        rows[rows.count - 1].append(String(decoding: cell, as: UTF8.self))
        cell.removeAll()
        if byte == UInt8(ascii: "\n") { rows.append([]) }
      default: cell.append(byte)
      }
    }
    return rows.dropLast()
  }
}
