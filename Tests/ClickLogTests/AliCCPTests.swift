import Foundation
import Testing

@testable import ClickLog

/// Ali-CCP as it is published, by hand.
@Suite struct AliCCPTests {
  /// A feature list: `field^Bid^Cvalue`, joined by `^A`.
  private static func list(_ entries: [(String, String)], value: String = "1.0") -> String {
    entries.map { "\($0.0)\u{2}\($0.1)\u{3}\(value)" }.joined(separator: "\u{1}")
  }

  private static func skeleton(
    _ id: Int, _ click: Int, _ conversion: Int, _ index: String, _ entries: [(String, String)]
  ) -> String {
    "\(id),\(click),\(conversion),\(index),\(entries.count),\(list(entries))\n"
  }

  private static func common(_ index: String, _ entries: [(String, String)], value: String = "0.69315") -> String {
    "\(index),\(entries.count),\(list(entries, value: value))\n"
  }

  private static let schema = """
    log: sample_skeleton_*
    label: click
    conversion: conversion
    scenario: ["301", "124"]
    session: "101"
    split: {where: part, test: test, validation: 0}
    minimumCount: 1
    joins: [{file: common_features_*, on: common_feature_index}]
    features:
      "101": {kind: id}
      "124": {kind: id}
      "109_14": {kind: ids}
      "205": {kind: id}
      "210": {kind: ids}
    """

  private static func folder() throws -> LogFolder {
    try LogFolder([
      "sample_skeleton_train.csv":
        skeleton(1, 1, 0, "aa", [("205", "7"), ("210", "1"), ("210", "2"), ("210", "3"), ("301", "9")])
        + skeleton(2, 0, 1, "bb", [("205", "8"), ("301", "9")])
        + skeleton(3, 0, 0, "zz", [("210", "2"), ("301", "8")]),
      "common_features_train.csv":
        common("aa", [("101", "u1"), ("124", "m"), ("109_14", "c1"), ("109_14", "c2"), ("109_14", "c3")])
        + common("bb", [("101", "u2"), ("109_14", "c3")]),
      "sample_skeleton_test.csv": skeleton(1, 1, 1, "aa", [("205", "7"), ("301", "9")]),
      // The same index in another part is another state of a user.
      "common_features_test.csv": common("aa", [("101", "u1"), ("124", "f"), ("109_14", "c2")]),
    ])
  }

  private static func prepare(_ folder: LogFolder, _ schema: String = schema) throws -> PreparedLog {
    let parsed = try Schema.parse(yaml: schema)
    return try LogPreparer(source: LogSource(data: folder.url, pattern: parsed.log), schema: parsed)
      .prepare(into: folder["store"])
  }

  /// Public converters keep the last of several values.
  @Test func allValuesOfAFieldCount() throws {
    let log = try Self.prepare(Self.folder())
    let fields = log.encoding.fields
    func words(_ row: BatchRow, _ field: Int) -> [String] {
      row.bags[field].map { fields[field].label(ofRow: Int($0) - fields[field].offset) }
    }
    let rows = log.part(.training).table()
    #expect(words(rows[0], 2) == ["c1", "c2", "c3"] && words(rows[0], 4) == ["1", "2", "3"])
    #expect(words(rows[1], 2) == ["c3"] && words(rows[1], 4).isEmpty)
    // No common features: no history, and an empty user.
    #expect(words(rows[2], 2).isEmpty && words(rows[2], 0) == ["(empty)"] && words(rows[2], 3) == ["(empty)"])
    let test = log.part(.test).table()
    #expect(test.count == 1 && words(test[0], 2) == ["c2"] && words(test[0], 1) == ["(unknown)"])
    #expect(rows.map(\.label) == [1, 0, 0])
    #expect(log.encoding.scenarios == ["8 × (empty)", "9 × (empty)", "9 × m"])
    #expect(log.statistics.joins == [.init(file: "common_features_*", rows: 1)])
    #expect(log.statistics.contradictions == 1 && log.rows == 4)
    // Files are read in the order of their names, so the test part's row is the first.
    #expect(test[0].number == 0 && rows.map(\.number) == [1, 2, 3])
  }

  @Test func publishedValuesAreWeightsOnRequest() throws {
    let folder = try Self.folder()
    let log = try Self.prepare(
      folder,
      Self.schema.replacingOccurrences(of: "\"109_14\": {kind: ids}", with: "\"109_14\": {kind: ids, weighted: true}"))
    for batch in log.part(.training).batches(size: 3) {
      // Row 0: user, gender, three weighted categories, item, three intentions.
      #expect(Array(batch.weights[..<9]) == [1, 1, 0.69315, 0.69315, 0.69315, 1, 1, 1, 1])
      #expect(batch.weights.count == batch.ids.count)
    }
  }

  @Test func contradictionsAreDroppedOnRequest() throws {
    let log = try Self.prepare(Self.folder(), Self.schema + "\ndropContradictions: true")
    #expect(log.rows == 3 && log.statistics.contradictions == 1 && log.statistics.contradictionsDropped)
    #expect(log.part(.training).table().map(\.number) == [1, 3])
  }

  @Test func smallCombinationsFallIntoTheirFirstColumn() throws {
    var text = ""
    for row in 0..<20 { text += "1,\(row % 2 == 0 ? "a,x" : "a,y")\n" }
    text += "0,a,z\n0,b,x\n0,b,y\n"
    let folder = try LogFolder(["log.csv": "click,p,q\n" + text])
    let schema =
      "label: click\nscenario: [p, q]\nminimumScenarioRows: 3\nsplit: {order: [1.0, 0.0]}\nfeatures: {p: {kind: id}}"
      .replacingOccurrences(of: "{order: [1.0, 0.0]}", with: "{by: p, validation: y, test: z}")
    let log = try folder.prepare(schema)
    #expect(log.encoding.scenarios == ["a × (others)", "a × x", "a × y", "b × (others)"])
    #expect(log.part(.training).scenarioCounts().map(\.rows) == [1, 10, 10, 2])
    // A combination that training did not have is one of the others where there are such, else unknown.
    try folder.write("new.csv", Data("click,p,q\n1,a,w\n1,b,x\n1,c,x\n".utf8))
    let new = try LogPreparer(source: LogSource(data: folder["new.csv"]), encoding: log.encoding)
      .prepare(into: folder["new"])
    #expect(new.all.table().map(\.scenario) == [0, 3, -1])
  }

  @Test(arguments: [
    (
      "1,0,0,aa,2,205\u{2}7\u{3}1.0\n",
      "row 1 (line 1), column feature_list: expected 2 features, as feature_num says, found 1"
    ),
    (
      "1,0,0,aa,1,205\u{2}7\n",
      "row 1 (line 1), column feature_list: expected entries of field ^B id ^C value, joined by ^A"
    ),
    (
      "1,0,0,aa,1,205\u{3}7\u{2}1.0\n",
      "row 1 (line 1), column feature_list: expected entries of field ^B id ^C value, joined by ^A"
    ),
    (
      "1,0,0,aa,1,999\u{2}7\u{3}1.0\n",
      "row 1 (line 1), column feature_list: field \"999\" does not belong into this file"
    ),
    (
      "1,0,0,aa,1,101\u{2}7\u{3}1.0\n",
      "row 1 (line 1), column feature_list: field \"101\" does not belong into this file"
    ),
    (
      "1,0,0,aa,2,205\u{2}7\u{3}1.0\u{1}205\u{2}8\u{3}1.0\n",
      "row 1 (line 1), column 205: expected one value (kind: ids takes several)"
    ),
    ("1,0,0,aa,0,\n2,0,0,aa,0\n", "row 2 (line 2): expected 6 columns, found 5"),
    ("1,2,0,aa,0,\n", "row 1 (line 1), column click: expected 0 or 1, found \"2\""),
    ("1,0,,aa,0,\n", "row 1 (line 1), column conversion: expected 0 or 1, found \"\""),
    // Cut off in the middle of a feature list.
    (
      "1,0,0,aa,1,205\u{2}7\u{3}1.0\n2,0,0,aa,2,205\u{2}7\u{3}1.0\u{1}21",
      "row 2 (line 2), column feature_list: expected entries of field ^B id ^C value, joined by ^A"
    ),
  ])
  func damage(_ text: String, _ line: String) throws {
    let folder = try Self.folder()
    try folder.write("sample_skeleton_train.csv", Data(text.utf8))
    #expect(LogFolder.line { _ = try Self.prepare(folder) } == "sample_skeleton_train.csv, " + line)
    #expect(!FileManager.default.fileExists(atPath: folder["store"].path))
  }

  @Test func anIndexIsThereOnce() throws {
    let folder = try Self.folder()
    try folder.write(
      "common_features_train.csv", Data((Self.common("aa", []) + Self.common("bb", []) + Self.common("aa", [])).utf8))
    #expect(
      LogFolder.line { _ = try Self.prepare(folder) }
        == "common_features_train.csv, row 3 (line 3), column common_feature_index: expected each key once, "
        + "found \"aa/train\" again")
  }

  @Test func lineEndsAndAByteOrderMarkAreNoMatter() throws {
    let folder = try Self.folder()
    let log = try Self.prepare(folder)
    for name in ["sample_skeleton_train.csv", "common_features_train.csv"] {
      let text = String(decoding: try Data(contentsOf: folder[name]), as: UTF8.self)
      let windows = "\u{feff}" + text.replacingOccurrences(of: "\n", with: "\r\n").dropLast(2)
      try folder.write(name, Data(windows.utf8))
    }
    let again = try Self.prepare(folder)
    #expect(again.all.table() == log.all.table() && again.fingerprint == log.fingerprint)
  }

  /// The same rows with headers, as somebody would convert them.
  @Test func convertedFilesGiveTheSameStore() throws {
    let folder = try Self.folder()
    _ = try Self.prepare(folder)
    let converted = try LogFolder([
      "sample_skeleton_0.csv":
        "sample_id,click,conversion,common_feature_index,part,205,210,301\n1,1,1,aa/test,test,7,,9\n",
      "sample_skeleton_1.csv":
        "sample_id,click,conversion,common_feature_index,part,205,210,301\n"
        + "1,1,0,aa/train,train,7,\"1,2,3\",9\n2,0,1,bb/train,train,8,,9\n3,0,0,zz/train,train,,2,8\n",
      "common_features_all.csv":
        "common_feature_index,101,124,109_14\naa/test,u1,f,c2\naa/train,u1,m,\"c1,c2,c3\"\nbb/train,u2,,c3\n",
    ])
    _ = try Self.prepare(converted)
    try LogFolder.expectSameFiles(folder["store"], converted["store"])
  }

  @Test func theBuiltInSchemaIsTheExample() throws {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let example = package.appendingPathComponent("Examples/ali-ccp.yaml")
    #expect(try Schema.load(contentsOf: example) == Schema.aliCCP)
    #expect(try String(contentsOf: example, encoding: .utf8) == Schema.aliCCPText)
    #expect(Schema.aliCCP.features.count == 23)
  }
}
