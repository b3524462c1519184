import Foundation
import Testing

@testable import ClickLog

/// The published form of Ali-CCP.
@Suite struct AliCCPTests {
  private typealias Feature = AliCCPLog.Feature
  private typealias Row = AliCCPLog.Row

  /// A feature a field, or several with values of their own.
  private static func features(_ pairs: KeyValuePairs<String, String>) -> [Feature] {
    pairs.map { Feature(field: $0, id: $1) }
  }

  private static func log() -> AliCCPLog {
    var log = AliCCPLog()
    log.rows["train"] = [
      Row(
        click: "1", conversion: "0", user: "k1",
        features: [
          Feature(field: "301", id: "1"), Feature(field: "210", id: "a", value: "0.5"), Feature(field: "205", id: "7"),
          Feature(field: "210", id: "b", value: "1.5"), Feature(field: "210", id: "a", value: "2"),
        ]),
      Row(click: "0", conversion: "0", user: "k2", features: features(["301": "2", "853": "z"])),
      Row(click: "0", conversion: "1", user: "gone", features: features(["205": "8", "301": "1"])),
      Row(click: "1", conversion: "1", user: "k1", features: features(["210": "b", "301": "1", "205": "7"])),
    ]
    log.rows["test"] = [
      Row(click: "0", conversion: "0", user: "k1", features: features(["301": "1", "205": "7", "210": "new"]))
    ]
    log.users["train"] = [
      ("k1", features(["101": "p", "124": "x", "109_14": "c1", "109_14": "c3", "109_14": "c2"])),
      ("k2", features(["109_14": "c2", "101": "q"])),
    ]
    log.users["test"] = [("k1", features(["101": "q", "124": "x", "109_14": "c3"]))]
    return log
  }

  private static let schema = AliCCPLog.schema.replacingOccurrences(of: "validation: 0.2", with: "validation: 0")

  private func folder(_ log: AliCCPLog = Self.log()) throws -> LogFolder { try LogFolder(log.published) }

  @Test func theBuiltInSchemaIsWhatItSays() throws {
    let schema = Schema.aliCCP
    #expect(try Schema.parse(yaml: Schema.aliCCPText) == schema)
    #expect(try Schema.parse(yaml: schema.yaml) == schema)
    #expect(Set(schema.features.map(\.name)) == Set(AliCCP.skeletonFields + AliCCP.commonFields))
    #expect(schema.scenario == ["301", "124", "129"] && schema.conversion == "conversion")
  }

  /// Fails where only the last of several values is kept.
  @Test func theBuiltInSchemaIsTheExample() throws {
    let package = packageRoot
    let example = package.appendingPathComponent("Examples/ali-ccp.yaml")
    #expect(try String(contentsOf: example, encoding: .utf8) == Schema.aliCCPText)
  }

  @Test func everyValueOfAFieldArrivesInOrderWithItsWeight() throws {
    let log = try folder().prepared(Self.schema)
    let rows = log.part(.training).inWords(log.encoding)
    // 205, 210, 853, 101, 109_14
    #expect(rows[0].values == [["7"], ["a", "b", "a"], ["(empty)"], ["p"], ["c1", "c3", "c2"]])
    #expect(rows[0].weights == [[1], [0.5, 1.5, 2], [1], [1], [1, 1, 1]])
    #expect(rows[1].values == [["(empty)"], [], ["z"], ["q"], ["c2"]])
    #expect(rows[2].values == [["8"], [], ["(empty)"], ["(empty)"], []], "a user that is not there")
    #expect(rows[3].values == [["7"], ["b"], ["(empty)"], ["p"], ["c1", "c3", "c2"]])
    #expect(rows.map(\.scenario) == ["1 × x", "2 × (empty)", "1 × (empty)", "1 × x"])
    #expect(rows.map(\.label) == [1, 0, 0, 1])
    #expect(log.encoding.fields.map(\.weighted) == [false, true, false, false, false])
  }

  @Test func partsAreTheFilesAndTheirUsersAreTheirOwn() throws {
    let log = try folder().prepared(Self.schema)
    #expect(PartName.allCases.map { log.part($0).rows } == [4, 0, 1])
    // The files follow one another by their names: the test comes first.
    #expect(log.part(.test).table().map(\.number) == [0])
    #expect(log.part(.training).table().map(\.number) == [1, 2, 3, 4])
    let test = log.part(.test).inWords(log.encoding)[0]
    // User k1 of the test is another one than user k1 of training: it is who k2 was there.
    #expect(test.values == [["7"], ["(unknown)"], ["(empty)"], ["q"], ["c3"]])
    let sessions = log.all.table().map(\.session)
    #expect(sessions[0] == sessions[2] && sessions[1] == sessions[4] && sessions[0] != sessions[1])
    #expect(sessions[3] != sessions[0] && sessions[3] != sessions[1])
    #expect(log.statistics.joins == [.init(file: "common_features_*", rows: 1)])
  }

  @Test func aFolderIsKnownAsAliCCP() throws {
    let folder = try folder()
    #expect(try LogSource(data: folder.url).builtInSchema?.schema == .aliCCP)
    #expect(
      try LogSource(data: folder.url).files.map(\.name) == ["sample_skeleton_test.csv", "sample_skeleton_train.csv"])
    let tables = try LogFolder(Self.log().tables)
    #expect(try LogSource(data: tables.url).builtInSchema == nil)
    var schema = Schema.aliCCP
    schema.minimumCount = 1
    let log = try LogPreparer(source: LogSource(data: folder.url), schema: schema).prepare(into: folder["store"])
    #expect(log.rows == 5 && log.encoding.scenarios.contains("1 × (others)"))
  }

  @Test func contradictionsAreCountedAndLeftOutOnRequest() throws {
    let folder = try folder()
    let kept = try folder.prepared(Self.schema)
    #expect(kept.statistics.contradictions == 1 && !kept.statistics.contradictionsDropped && kept.rows == 5)
    let dropped = try folder.prepared(Self.schema + "dropContradictions: true\n")
    #expect(dropped.statistics.contradictions == 1 && dropped.statistics.contradictionsDropped)
    #expect(dropped.all.table().map(\.number) == [0, 1, 2, 4])
    #expect(dropped.statistics.joins[0].rows == 0, "its user was the one that is not there")
    // A prediction answers every row.
    let predicted = try LogPreparer(
      source: LogSource(data: folder.url), encoding: dropped.encoding, labelsRequired: false
    ).prepare(into: folder["p"])
    #expect(predicted.rows == 5)
  }

  @Test func smallCombinationsAreOneScenario() throws {
    func rows(_ pairs: [(String, String)]) -> AliCCPLog {
      var log = AliCCPLog()
      log.rows["train"] = pairs.map {
        Row(click: "0", conversion: "0", user: "k\($0.1)", features: Self.features(["301": $0.0]))
      }
      log.users["train"] = ["x", "y", "z"].map { ("k\($0)", Self.features(["101": $0, "124": $0])) }
      return log
    }
    let schema = Self.schema + "minimumScenarioRows: 2\n"
    let folder = try folder(
      rows([("1", "x"), ("1", "x"), ("1", "y"), ("1", "?"), ("2", "y"), ("3", "z"), ("3", "z")]))
    let log = try folder.prepared(schema)
    #expect(log.encoding.scenarios == ["1 × (others)", "1 × x", "2 × (others)", "3 × z"])
    func scenarios(_ log: PreparedLog) -> [String?] { log.all.inWords(log.encoding).map(\.scenario) }
    #expect(
      scenarios(log) == ["1 × x", "1 × x", "1 × (others)", "1 × (others)", "2 × (others)", "3 × z", "3 × z"])
    #expect(log.part(.training).scenarioCounts().map(\.rows) == [2, 2, 1, 2])
    // Combinations that training did not have fall into the others where there are any.
    let later = try self.folder(rows([("1", "z"), ("2", "x"), ("3", "x"), ("4", "x"), ("1", "x"), ("3", "z")]))
    let coded = try LogPreparer(
      source: LogSource(data: later.url, pattern: "sample_skeleton_*"), encoding: log.encoding
    ).prepare(into: later["store"])
    #expect(scenarios(coded) == ["1 × (others)", "2 × (others)", nil, nil, "1 × x", "3 × z"])
    #expect(coded.statistics.unknownScenarios == 2)
  }

  /// What is not used may hold what it likes.
  @Test func aFieldOfSeveralValuesNeedNotBeUsed() throws {
    let schema = Self.schema.split(separator: "\n").filter { !$0.contains("\"210\"") }.joined(separator: "\n")
    let log = try folder().prepared(schema)
    #expect(log.statistics.badRows == 0 && log.encoding.fields.map(\.name) == ["205", "853", "101", "109_14"])
    #expect(log.part(.training).inWords(log.encoding)[0].values[0] == ["7"])
  }

  @Test func lineEndsAndAByteOrderMarkAreFine() throws {
    var files = Self.log().published
    let plain = try folder().prepared(Self.schema)
    for (name, text) in files {
      files[name] = "\u{feff}" + text.replacingOccurrences(of: "\n", with: "\r\n").dropLast()
    }
    let other = try LogFolder(files).prepared(Self.schema)
    #expect(other.all.table() == plain.all.table() && other.fingerprint == plain.fingerprint)
    #expect(other.encoding == plain.encoding)
  }

  private static let good = "1,1,0,k1,1,301\u{2}1\u{3}1.0\n"

  @Test(arguments: [
    (
      "2,1,0,k1,3,301\u{2}1\u{3}1\u{1}205\u{2}7\u{3}1\n",
      ", row 2 (line 2), column feature_list: expected 3 features, as feature_num says, found 2"
    ),
    (
      "2,1,0,k1,,301\u{2}1\u{3}1\n",
      ", row 2 (line 2), column feature_list: expected  features, as feature_num says, found 1"
    ),
    // Too long for a number.
    (
      "2,1,0,k1,1111111111111111111111111111111111111111,301\u{2}1\u{3}1\n",
      ", row 2 (line 2), column feature_list: expected 11111111111111111111 features, as feature_num says, found 1"
    ),
    (
      "2,1,0,k1,1,301:1:1.0\n",
      ", row 2 (line 2), column feature_list: expected entries of field ^B id ^C value, joined by ^A"
    ),
    (
      "2,1,0,k1,2,301\u{2}1\u{3}1\u{1}205\u{2}7",
      ", row 2 (line 2), column feature_list: expected entries of field ^B id ^C value, joined by ^A"
    ),
    (
      "2,1,0,k1,2,301\u{3}1\u{2}1\u{1}205\u{2}7\u{3}1\n",
      ", row 2 (line 2), column feature_list: expected entries of field ^B id ^C value, joined by ^A"
    ),
    (
      "2,1,0,k1,2,301\u{2}1\u{3}1",
      ", row 2 (line 2), column feature_list: expected 2 features, as feature_num says, found 1"
    ),
    (
      "2,1,0,k1,1,999\u{2}1\u{3}1\n",
      ", row 2 (line 2), column feature_list: field \"999\" does not belong into this file"
    ),
    (
      "2,1,0,k1,1,101\u{2}1\u{3}1\n",
      ", row 2 (line 2), column feature_list: field \"101\" does not belong into this file"
    ),
    (
      "2,1,0,k1,2,205\u{2}1\u{3}1\u{1}205\u{2}2\u{3}1\n",
      ", row 2 (line 2), column 205: expected one value (kind: ids takes several)"
    ),
    ("2,1,0,k1,1\n", ", row 2 (line 2): expected 6 columns, found 5"),
    ("2,1,0,k1,1,301\u{2}1\u{3}1,9\n", ", row 2 (line 2): expected 6 columns, found 7"),
    ("2,1,0", ", row 2 (line 2): expected 6 columns, found 3"),
    ("2,maybe,0,k1,1,301\u{2}1\u{3}1\n", ", row 2 (line 2), column click: expected 0 or 1, found \"maybe\""),
    ("2,1,,k1,1,301\u{2}1\u{3}1\n", ", row 2 (line 2), column conversion: expected 0 or 1, found \"\""),
    (
      "2,1,0,k1,1,210\u{2}1\u{3}many\n",
      ", row 2 (line 2), column 210: expected values with weights from 0 on, like 17:0.5, found \"1:many\""
    ),
    (
      "2,1,0,\"k1\"x,1,301\u{2}1\u{3}1\n",
      ", row 2 (line 2): expected a delimiter after a closing quote (a quote inside a quoted value is written twice, or behind what the schema's format names as escape)"
    ),
  ])
  func aDamagedSkeleton(_ second: String, _ line: String) throws {
    let folder = try LogFolder([
      "sample_skeleton_train.csv": Self.good + second, "common_features_train.csv": "k1,1,101\u{2}p\u{3}1\n",
    ])
    #expect(LogFolder.line { _ = try folder.prepared(Self.schema) } == "sample_skeleton_train.csv" + line)
    // The other row is good, whatever stands in this one.
    let rest = try folder.prepared(Self.schema, .cut(1 << 20) { $0.maxBadRows = 1 })
    #expect(rest.rows == 1 && rest.statistics.badRows == 1)
    #expect(rest.statistics.firstBadRows == ["sample_skeleton_train.csv" + line])
  }

  @Test(arguments: [
    (
      "k1,1,101\u{2}p\u{3}1\nk1,1,101\u{2}q\u{3}1\n",
      "common_features_train.csv, row 2 (line 2), column common_feature_index: expected each key once, found \"k1/train\" again with other values"
    ),
    (
      "k1,2,101\u{2}p\u{3}1\n",
      "common_features_train.csv, row 1 (line 1), column feature_list: expected 2 features, as feature_num says, found 1"
    ),
    (
      "k1,1,205\u{2}p\u{3}1\n",
      "common_features_train.csv, row 1 (line 1), column feature_list: field \"205\" does not belong into this file"
    ),
    ("k1,101\u{2}p\u{3}1\n", "common_features_train.csv, row 1 (line 1): expected 3 columns, found 2"),
    ("", "common_features_train.csv: the file is empty; expected a header and rows"),
  ])
  func damagedCommonFeatures(_ text: String, _ line: String) throws {
    let folder = try LogFolder(["sample_skeleton_train.csv": Self.good, "common_features_train.csv": text])
    #expect(LogFolder.line { _ = try folder.prepared(Self.schema) } == line)
    #expect(try folder.names == ["common_features_train.csv", "sample_skeleton_train.csv"])
  }

  @Test func whatIsNoSkeleton() throws {
    func line(_ text: String) throws -> String {
      let folder = try LogFolder([
        "sample_skeleton_train.csv": text, "common_features_train.csv": "k1,1,101\u{2}p\u{3}1\n",
      ])
      return LogFolder.line { _ = try folder.prepared(Self.schema) }
    }
    #expect(try line("") == "sample_skeleton_train.csv: the file is empty; expected a header and rows")
    // A header of another's names is no row.
    #expect(
      try line("id,click,conversion,index,number,list\n" + Self.good)
        == "sample_skeleton_train.csv, row 1 (line 1), column feature_list: "
        + "expected entries of field ^B id ^C value, joined by ^A")
    // One of the published names is a table's, and then the fields must be its columns.
    #expect(
      try line("sample_id,click,conversion,common_feature_index,feature_num,feature_list\n" + Self.good).hasPrefix(
        "sample_skeleton_train.csv, common_features_train.csv: no column \"301\" (scenario of the schema); "))
  }
}
