import Foundation
import Testing

@testable import ClickLog

@Suite struct SchemaTests {
  private let whole = """
    log: log_*.csv
    label: is_click
    scenario: [tab, city]
    session: user_id
    time: time_ms
    split: {by: date, validation: 20220505, test: 20220506}
    minimumCount: 3
    dropDuplicates: true
    joins:
      - {file: users.csv, on: user_id}
    features:
      zebra: {kind: id, group: user}
      duration_ms: {kind: number, buckets: 16}
      "yes": {kind: number}
      tag: {kind: ids, separator: "|", pooling: sum, group: item}
      alpha: {kind: ids}
    """

  @Test func everyKeyIsRead() throws {
    let schema = try Schema.parse(yaml: whole)
    #expect(
      schema
        == Schema(
          log: "log_*.csv", label: "is_click", scenario: ["tab", "city"], session: "user_id", time: "time_ms",
          split: .column("date", validation: "20220505", test: "20220506"), minimumCount: 3, dropDuplicates: true,
          joins: [.init(file: "users.csv", on: "user_id")],
          features: [
            .init(name: "zebra", kind: .id, group: "user"),
            .init(name: "duration_ms", kind: .number(buckets: 16)),
            .init(name: "yes", kind: .number(buckets: 32)),
            .init(name: "tag", kind: .ids(.init(separator: "|", pooling: .sum)), group: "item"),
            .init(name: "alpha", kind: .ids(.init())),
          ]))
  }

  @Test(arguments: [
    "split: {random: [0.8, 0.1, 0.1]}", "split: {order: [0.6, 0.4]}",
    "split: {where: part, test: test, validation: 0.05}\nconversion: c\ndropContradictions: true\nminimumScenarioRows: 7",
    "",
  ])
  func aSchemaSurvivesItsText(_ split: String) throws {
    let schema = try Schema.parse(
      yaml:
        "label: y\nscenario: \"1\"\n\(split)\nfeatures: {auto: true, a b: {kind: ids, separator: \"\\t\"}, \"#x\": {kind: id, buckets: 9}, w: {kind: ids, weighted: true, buckets: 5}}"
    )
    #expect(try Schema.parse(yaml: schema.yaml) == schema)
    let larger = try Schema.parse(yaml: whole)
    #expect(try Schema.parse(yaml: larger.yaml) == larger)
  }

  @Test func theExampleIsASchema() throws {
    let package = packageRoot
    let schema = try Schema.load(contentsOf: package.appendingPathComponent("Examples/kuairand-pure.yaml"))
    #expect(schema.features.count == 36)
    #expect(Set(schema.features.compactMap(\.group)) == ["user", "item", "context"])
    let after = [
      "is_click", "is_like", "is_follow", "is_comment", "is_forward", "is_hate", "long_view", "play_time_ms",
      "profile_stay_time", "comment_stay_time", "is_profile_enter",
    ]
    #expect(schema.features.allSatisfy { !after.contains($0.name) })
  }

  @Test(arguments: [
    ("", "s.yaml: the schema is empty"),
    ("label: [", "s.yaml, line 2: no valid YAML: did not find expected node content"),
    ("- label", "s.yaml, line 1: expected schema to hold keys and values"),
    ("scenario: a\nfeatures: {a: {kind: id}}", "s.yaml, line 1: label is missing in schema"),
    (
      "label: y\nscenario: a\nfeaturs: {a: {kind: id}}",
      "s.yaml, line 3: unknown key \"featurs\" in schema; did you mean \"features\"?"
    ),
    (
      "label: y\nscenario: a\nfeatures: {a: {kind: id, bucket: 2}}",
      "s.yaml, line 3: unknown key \"bucket\" in a; did you mean \"buckets\"?"
    ),
    (
      "label: y\nscenario: a\nfeatures: {a: {kind: di}}",
      "s.yaml, line 3: expected kind id, number, ids, hour or weekday, found \"di\""
    ),
    ("label: y\nscenario: a\nfeatures: {a: {group: g}}", "s.yaml, line 3: kind is missing in a"),
    (
      "label: y\nscenario: a\nfeatures: {a: {kind: id, buckets: 0}}",
      "s.yaml, line 3: expected a whole number from 1 to 1073741824 for buckets, found \"0\""
    ),
    (
      "label: y\nscenario: a\nfeatures: {a: {kind: id, weighted: true}}",
      "s.yaml, line 3: weighted is for features of kind ids only"
    ),
    (
      "label: y\nscenario: a\nfeatures: {a: {kind: ids, weighted: true, separator: \":\"}}",
      "s.yaml, line 3: a colon stands before the weights; expected another separator"
    ),
    (
      "label: y\nscenario: a\nsplit: {where: p, test: t, validation: 1}\nfeatures: {a: {kind: id}}",
      "s.yaml, line 3: expected for validation the share of the other rows, from 0 to below 1"
    ),
    (
      "label: y\nscenario: a\ndropContradictions: true\nfeatures: {a: {kind: id}}",
      "s.yaml, line 3: dropContradictions needs to know the column of conversions (conversion: …)"
    ),
    (
      "label: y\nscenario: a\nfeatures: {a: {kind: number, buckets: 1}}",
      "s.yaml, line 3: expected a whole number from 2 to 65536 for buckets, found \"1\""
    ),
    (
      "label: y\nscenario: a\nfeatures: {a: {kind: ids, separator: ab}}",
      "s.yaml, line 3: expected a separator of one byte, found \"ab\""
    ),
    (
      "label: y\nscenario: a\nfeatures: {a: {kind: ids, pooling: max}}",
      "s.yaml, line 3: expected pooling mean or sum, found \"max\""
    ),
    (
      "label: y\nscenario: a\nfeatures: {y: {kind: id}}",
      "s.yaml, line 3: the label y cannot be a feature; it is what is to be predicted"
    ),
    ("label: y\nscenario: a\nfeatures: {}", "s.yaml, line 3: expected at least one feature"),
    (
      "label: y\nscenario: []\nfeatures: {a: {kind: id}}",
      "s.yaml, line 2: expected a column for scenario, or several, each once"
    ),
    (
      "label: y\nscenario: a\nminimumCount: x\nfeatures: {a: {kind: id}}",
      "s.yaml, line 3: expected a whole number from 1 on for minimumCount, found \"x\""
    ),
    (
      "label: y\nscenario: a\nsplit: {random: [0.5, 0.6]}\nfeatures: {a: {kind: id}}",
      "s.yaml, line 3: expected two or three positive shares whose sum is 1, like [0.8, 0.1, 0.1]"
    ),
    (
      "label: y\nscenario: a\nsplit: {by: d, test: 3}\nfeatures: {a: {kind: id}}",
      "s.yaml, line 3: validation is missing in split"
    ),
    (
      "label: y\nscenario: a\nsplit: {by: d, validation: 10, test: 9}\nfeatures: {a: {kind: id}}",
      "s.yaml, line 3: expected validation (10) to come before test (9)"
    ),
    (
      "label: y\nscenario: a\nsplit: {by: d, order: [0.5, 0.5]}\nfeatures: {a: {kind: id}}",
      "s.yaml, line 3: expected exactly one of by, where, random, order and files"
    ),
    ("label: y\nlabel: z", "s.yaml, line 1: the key \"label\" is there twice"),
  ])
  func whatIsWrongIsSaidInOneLine(_ yaml: String, _ line: String) {
    #expect(LogFolder.line { _ = try Schema.parse(yaml: yaml, file: "s.yaml") } == line)
  }

  @Test func aSchemaThatIsNotThere() {
    let url = URL(fileURLWithPath: "none.yaml", relativeTo: URL(fileURLWithPath: "/nowhere/"))
    #expect(LogFolder.line { _ = try Schema.load(contentsOf: url) } == "none.yaml: the schema cannot be read")
  }
}
