import Foundation
import Testing

/// Logs as users have them: large, in many files, in other forms, growing by the day.
@Suite struct DataTests {
  /// What docs/Data.md does with 42.3 M rows, with a few of them.
  @Test func aliCCPFromTextToMetrics() throws {
    let adl = try Program()
    let made = try adl("generate", "ali-ccp", "--rows", "100000", "--test-rows", "20000", "--out", "log", "--quiet")
    #expect(made.code == 0, "\(made.err)")
    let prepared = try adl("prepare", "log", "--out", "store", "--memory", "64MB", "--json", "--quiet")
    #expect(prepared.code == 0, "\(prepared.err)")
    #expect(prepared.json["rows"] as? Int == 120_000)
    #expect((prepared.json["scenarios"] as? [Any])?.count ?? 0 > 15)
    let fields = prepared.json["fields"] as? [[String: Any]] ?? []
    let history = try #require(fields.first { $0["name"] as? String == "110_14" })
    #expect(history["valuesPerRow"] as? Double ?? 0 > 10, "every value of a history counts, not the last")
    #expect(prepared.json["contradictions"] as? Int ?? 0 > 0)
    let train = try adl("train", "store", "--epochs", "1", "--clusters", "9", "--out", "run", "--json", "--quiet")
    #expect(train.code == 0, "\(train.err)")
    #expect(train.json["rows"] as? Int == 20_000 && train.json["part"] as? String == "test")
    #expect(train.json["auc"] as? Double ?? 0 > 0.55)
    let evaluated = try adl("evaluate", "run", "store", "--json", "--quiet", "--part", "test")
    #expect(evaluated.out == train.out)
    // The text itself, in the run's codes.
    let again = try adl("evaluate", "run", "log", "--json", "--quiet")
    #expect(again.out == train.out, "\(again.err)")
  }

  /// A log in three days' folders and a user table, the same as one file, piped, and compressed: the same model.
  @Test func theFormOfALogDoesNotMatter() throws {
    let adl = try Program()
    let days = ["2024-01-05", "2024-01-06", "2024-01-07"]
    var whole = "user,item,click,date\n"
    for (number, day) in days.enumerated() {
      try FileManager.default.createDirectory(
        atPath: adl.path("days/date=\(day)"), withIntermediateDirectories: true)
      var rows = ""
      for row in 0..<700 {
        let (user, item) = (row * (7 + number) % 41, row * 13 % 29)
        rows += "u\(user),i\(item),\((user + item) % 4 == 0 ? 1 : 0)"
        whole += "u\(user),i\(item),\((user + item) % 4 == 0 ? 1 : 0),\(day)\n"
        rows += "\n"
      }
      try adl.write("user,item,click\n" + rows, "days/date=\(day)/part-0.csv")
    }
    try adl.write(whole, "log.csv")
    let users = "user,town\n" + (0..<40).map { "u\($0),t\($0 % 3)\n" }.joined()
    try adl.write(users, "users.csv")
    try adl.write(users, "days/users.csv")
    try adl.write(
      """
      label: click
      scenario: town
      split: {by: date, validation: 2024-01-06, test: 2024-01-07}
      joins: [{file: users.csv, on: user}]
      features: {user: {kind: id}, item: {kind: id}, town: {kind: id}}
      """, "s.yaml")
    try adl.write("hidden: [8]\nembeddingDimension: 4\nclusters: 2\nepochs: 1\n", "small.yaml")
    func model(_ data: String, _ name: String) throws -> Data {
      let train = try adl("train", data, "--schema", "s.yaml", "--config", "small.yaml", "--out", name, "--quiet")
      #expect(train.code == 0, "\(data): \(train.err)")
      return try Data(contentsOf: adl.place.appendingPathComponent("\(name)/model.safetensors"))
    }
    let one = try model("log.csv", "one")
    #expect(try model("days/date=*/part-*.csv", "pattern") == one)
    let piped = Process()
    piped.executableURL = URL(fileURLWithPath: "/bin/sh")
    piped.currentDirectoryURL = adl.place
    piped.arguments = ["-c", "gzip -kf log.csv"]
    try piped.run()
    piped.waitUntilExit()
    #expect(try model("log.csv.gz", "gz") == one)
  }

  /// A day more: the store grows, and a run goes on with what is new to it.
  @Test func aNewDayIsAppendedAndTrainedOn() throws {
    let adl = try Program()
    try adl.writeLog()
    #expect(try adl("prepare", "log.csv", "--schema", "s.yaml", "--out", "store", "--quiet").code == 0)
    let first = try adl("train", "store", "--config", "small.yaml", "--out", "first", "--quiet")
    #expect(first.code == 0, "\(first.err)")
    var day = "user,item,page,price,click\n"
    for row in 0..<200 { day += "u\(row % 40),i\(row % 23),home,3,\(row % 5 == 0 ? 1 : 0)\n" }
    try adl.write(day, "day.csv")
    let appended = try adl("prepare", "day.csv", "--append", "store", "--json", "--quiet")
    #expect(appended.code == 0, "\(appended.err)")
    #expect(appended.json["rows"] as? Int == 800)
    let second = try adl("train", "store", "--from", "first", "--out", "second", "--json")
    #expect(second.code == 0, "\(second.err)")
    #expect(second.err.contains("Going on from"))
    #expect(second.json["rows"] as? Int == 40, "the new day's test rows")
    // Both runs can be judged on the same rows, also the one that does not know the new values.
    for run in ["first", "second"] {
      let judged = try adl("evaluate", run, "store", "--json", "--quiet", "--part", "test")
      #expect(judged.code == 0 && judged.json["rows"] as? Int == 160, "\(judged.err)")
    }
    let strange = try adl("train", "log.csv", "--from", "nowhere")
    #expect(strange.code == 2 && strange.err.contains("no finished run in nowhere"))
    let twice = try adl("prepare", "day.csv", "--append", "store", "--out", "other")
    #expect(twice.code == 2 && twice.err.contains("leave out --out"))
  }
}
