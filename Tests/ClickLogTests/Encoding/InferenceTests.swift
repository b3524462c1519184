import Testing

@testable import ClickLog

@Suite struct InferenceTests {
  @Test func aHeaderThatSpeaksForItself() throws {
    var text = "user_id,is_click,tab,timestamp,price,tags,note,is_like,one,city\n"
    for i in 0..<400 {
      text += "\(i % 50),\(i % 2),\(i % 3),\(1_000 + i),\(Double(i) / 8),a\(i % 9)|b,text \(i),0,1,c\(i % 4)\n"
    }
    let folder = try LogFolder(["log.csv": text])
    let source = try LogSource(data: folder["log.csv"])
    let (schema, note) = try Schema.infer(from: source)
    #expect(
      schema
        == Schema(
          label: "is_click", scenario: ["tab"], session: "user_id", time: "timestamp",
          features: [
            .init(name: "user_id", kind: .id), .init(name: "tab", kind: .id),
            .init(name: "price", kind: .number(buckets: 32)),
            .init(name: "tags", kind: .ids(.init(separator: "|"))), .init(name: "city", kind: .id),
          ]))
    #expect(
      note
        == "No schema given: label is_click, scenario tab, session user_id, time timestamp, 5 features "
        + "(ids user_id, tab, city; numbers price; lists tags, without note: different in every row; is_like: known only after "
        + "the click; one: always the same)")
    let log = try LogPreparer(source: source, schema: schema).prepare(into: folder["store"])
    #expect(log.rows == 400)
  }

  @Test func aHeaderThatDoesNot() throws {
    func line(_ header: String) throws -> String {
      let folder = try LogFolder(["log.csv": header + "\n1,1\n"])
      return LogFolder.line { _ = try Schema.infer(from: LogSource(data: folder["log.csv"])) }
    }
    #expect(
      try line("target,tab")
        == "log.csv: no schema was given, and no column is named like a label (label, click, is_click, clicked); there are target, tab"
    )
    #expect(try line("click,where").contains("named like a scenario (scenario, scene, tab,"))
  }

  @Test func automaticFeaturesBesideNamedOnes() throws {
    var side = "user,age,club\n"
    var text = "y,tab,user,day,tag\n"
    for i in 0..<300 {
      side += "\(i),\(20 + i % 60),k\(i % 2)\n"
      text += "\(i % 2),\(i % 3),\(i % 150),\(i / 100),\"\(i % 5),\(i % 7)\"\n"
    }
    let folder = try LogFolder(["log.csv": text, "side.csv": side])
    let schema = try Schema.parse(
      yaml: """
        label: y
        scenario: tab
        split: {by: day, validation: 1, test: 2}
        joins: [{file: side.csv, on: user}]
        features: {tag: {kind: ids, group: item}, auto: true}
        """)
    let resolved = try schema.resolved(for: LogSource(data: folder["log.csv"])).schema
    #expect(resolved.features.map(\.name) == ["tag", "tab", "user", "age", "club"])
    #expect(resolved.features[0].group == "item")
    #expect(!resolved.autoFeatures)
  }
}
