import Foundation
import Testing

/// Logs that come later, and logs that are not all good: `prepare --append`, `train --from`, `--max-bad-rows`.
@Suite struct LaterDataTests {
  /// `log.csv`, its schema, and a later day with users and items of its own.
  private func program(rows: Int = 600) throws -> Program {
    let adl = try Program()
    try adl.writeLog(rows: rows)
    var log = "user,item,page,price,click\n"
    for row in 0..<rows {
      let (user, item) = (20 + row * 11 % 37, 10 + row * 5 % 23)
      let page = row % 4 == 0 ? "home" : "cart"
      log += "u\(user),i\(item),\(page),\(Double(row % 60) / 4),\((user + item) % 3 == 0 ? 1 : 0)\n"
    }
    try adl.write(log, "day-2.csv")
    return adl
  }

  private func expectDone(_ result: Program.Result) { #expect(result.code == 0, "\(result.err)") }

  private func expectRefused(_ result: Program.Result, _ words: String...) {
    #expect(result.code == 2 && result.out == "", "\(result.err)")
    #expect(result.err.split(separator: "\n").count == 1, "\(result.err)")
    for word in words { #expect(result.err.contains(word), "\(result.err)") }
  }

  private func bytes(_ adl: Program, _ file: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: adl.path(file)))
  }

  @Test func aStoreGrowsAndTrainingGoesOn() throws {
    let adl = try program()
    expectDone(try adl("prepare", "log.csv", "--schema", "s.yaml", "--out", "log.store", "--memory", "64MB"))
    expectDone(try adl("train", "log.store", "--config", "small.yaml", "--out", "first", "--quiet"))
    let appended = try adl("prepare", "day-2.csv", "--append", "log.store", "--json")
    expectDone(appended)
    #expect(appended.json["rows"] as? Int == 1200)
    let parts = appended.json["parts"] as? [String: [String: Any]]
    #expect(parts?["training"]?["rows"] as? Int == 840 && parts?["test"]?["rows"] as? Int == 240)

    // The run still knows the store, whose vocabulary has grown since: what is new is unknown to it.
    let before = try adl("evaluate", "first", "log.store", "--json", "--part", "test")
    #expect(before.code == 0 && before.json["rows"] as? Int == 240, "\(before.err)")
    let train = try adl("train", "log.store", "--from", "first", "--out", "second", "--json")
    expectDone(train)
    #expect(train.err.contains("Going on from ") && train.err.contains("420 training rows"))
    #expect(train.json["rows"] as? Int == 120, "the new test rows")
    // By default what the run knew; what came since when asked.
    let usual = try adl("evaluate", "first", "log.store", "--json")
    #expect(usual.json["rows"] as? Int == 120 && usual.err.contains("--part newer the 600 rows"), "\(usual.err)")
    #expect(try adl("evaluate", "first", "log.store", "--json", "--part", "newer").json["rows"] as? Int == 600)
    let all = try adl("evaluate", "first", "log.store", "--json", "--part", "all")
    #expect(all.err.contains("was trained on 420 of these rows"), "\(all.err)")
    // Nothing is new any more.
    let nothing = try adl("train", "log.store", "--from", "second", "--out", "third", "--json")
    #expect(nothing.code == 0 && nothing.out == "" && nothing.err.contains("No rows are new to the run"))
    #expect(!FileManager.default.fileExists(atPath: adl.path("third/run.yaml")))
    expectDone(try adl("train", "log.store", "--from", "second", "--out", "third", "--again", "--quiet"))
    expectRefused(try adl("prepare", "day-2.csv", "--append", "log.store"), "day-2.csv", "same rows", "log.store")
    // Both runs on the same rows: those that neither was trained on.
    let compared = try adl("compare", "first", "second", "log.store", "--out", "both", "--json", "--quiet")
    #expect(compared.code == 0, "\(compared.err)")
    let evaluated = try adl("evaluate", "second", "log.store", "--json")
    #expect(evaluated.code == 0 && evaluated.json["rows"] as? Int == 240, "\(evaluated.err)")
    expectDone(try adl("inspect", "second"))
    #expect(try String(contentsOfFile: adl.path("second/run.yaml"), encoding: .utf8).contains("/first"))
  }

  @Test func trainingGoesOnWithALog() throws {
    let adl = try program()
    expectDone(
      try adl("train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "first", "--quiet"))
    let train = try adl("train", "day-2.csv", "--from", "first", "--out", "second", "--json", "--quiet")
    expectDone(train)
    let evaluated = try adl("evaluate", "second", "day-2.csv", "--json")
    #expect(evaluated.code == 0 && evaluated.out == train.out, "\(evaluated.err)")
    // The earlier log in the later run's codes: its test part, as the run before was trained on the rest.
    #expect(try adl("evaluate", "second", "log.csv", "--json").json["rows"] as? Int == 120)
    #expect(try adl("predict", "second", "log.csv", "--out", "p.csv", "--json").json["rows"] as? Int == 600)
    let nothing = try adl("train", "log.csv", "--from", "second", "--out", "third", "--json")
    #expect(nothing.code == 0 && nothing.err.contains("nothing was done"), "\(nothing.err)")
    // One did not know the day: still the rows that neither was trained on.
    let compared = try adl("compare", "first", "second", "day-2.csv", "--out", "both", "--json", "--quiet")
    #expect(compared.code == 0, "\(compared.err)")
  }

  @Test func refusals() throws {
    let adl = try program()
    expectDone(
      try adl("train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "first", "--quiet"))
    expectDone(try adl("prepare", "day-2.csv", "--schema", "s.yaml", "--out", "other.store", "--quiet"))
    expectRefused(try adl("train", "day-2.csv", "--from", "nothing", "--out", "x"), "--from", "nothing")
    expectRefused(try adl("train", "day-2.csv", "--from", "first", "--baseline", "dnn", "--out", "x"), "--baseline")
    expectRefused(
      try adl("train", "day-2.csv", "--from", "first", "--hidden", "5,3", "--out", "x", "--quiet"), "first",
      "same settings")
    let schema = try String(contentsOfFile: adl.path("s.yaml"), encoding: .utf8)
    for (key, change) in [
      ("label", ("label: click", "label: {column: click, positive: \"1\"}")),
      ("scenario", ("scenario: page", "scenario: item")),
      ("features.item", ("item: {kind: id, group: item}", "item: {kind: ids, group: item}")),
      ("features.price", ("  price: {kind: number, buckets: 8}", "")),
    ] {
      #expect(schema.contains(change.0), "\(schema)")
      try adl.write(schema.replacingOccurrences(of: change.0, with: change.1), "changed.yaml")
      expectRefused(
        try adl("train", "day-2.csv", "--schema", "changed.yaml", "--from", "first", "--out", "x", "--quiet"),
        "changed.yaml: \(key) is")
      expectRefused(
        try adl("prepare", "day-2.csv", "--schema", "changed.yaml", "--append", "other.store"),
        "changed.yaml: \(key) is")
    }
    expectRefused(
      try adl("train", "other.store", "--from", "first", "--out", "x", "--quiet"), "other.store", "--append")
    expectRefused(try adl("prepare", "day-2.csv", "--append", "log.csv"), "log.csv", "store")
    expectRefused(try adl("prepare", "day-2.csv", "--append", "other.store", "--out", "x"), "--append")
    expectRefused(try adl("prepare", "other.store", "--append", "other.store"), "other.store", "log")
    expectRefused(try adl("prepare", "log.csv", "--out", "x", "--memory", "10"), "--memory")
    expectRefused(try adl("prepare", "log.csv"), "--out")
    #expect(!FileManager.default.fileExists(atPath: adl.path("x/metrics.json")))
  }

  /// An update would forget with new embeddings each pass: it goes on in one go, however the earlier run was trained.
  @Test func anUpdateGoesOnInOneGo() throws {
    let adl = try program()
    expectDone(
      try adl(
        "train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--multi-epoch", "--out", "first", "--quiet"
      ))
    expectRefused(
      try adl("train", "day-2.csv", "--from", "first", "--multi-epoch", "--out", "x", "--quiet"), "multiEpoch", "forget"
    )
    expectDone(try adl("train", "day-2.csv", "--from", "first", "--out", "second", "--quiet"))
    let settings = try String(contentsOfFile: adl.path("second/run.yaml"), encoding: .utf8)
    #expect(settings.contains("multiEpoch: false"))
  }

  @Test func badRowsAreLeftOutUpToTheirNumber() throws {
    let adl = try program()
    let log = try String(contentsOfFile: adl.path("log.csv"), encoding: .utf8)
    try adl.write(log + "u1,i1\nu1,i1,home,1,\"1\"x\nu1,i1,home,1,1\n", "bad.csv")
    let command = ["prepare", "bad.csv", "--schema", "s.yaml", "--out", "bad.store", "--max-bad-rows"]
    expectRefused(try adl.run(Array(command.dropLast())), "adl: bad.csv, row 601 (line 602): expected 5 columns")
    expectRefused(
      try adl.run(command + ["1"]), "row 601 (line 602)",
      "the first of more than 1 such rows; --max-bad-rows allows more")
    let done = try adl.run(command + ["2", "--json"])
    expectDone(done)
    #expect(done.json["rows"] as? Int == 601 && done.json["badRows"] as? Int == 2)
    #expect(done.err.contains("2 rows could not be read") && done.err.contains("bad.csv, row 602 (line 603)"))
    expectRefused(try adl.run(command.dropLast() + ["--max-bad-rows=-1"]), "--max-bad-rows")
    expectDone(
      try adl(
        "train", "bad.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "run", "--max-bad-rows", "2",
        "--quiet"))
  }

  /// The same command again with --resume: the same bits.
  @Test func anInterruptedRunThatGoesOnIsResumed() throws {
    let adl = try program(rows: 20_000)
    try adl.write("hidden: [512, 256]\nbatchSize: 64\nclusters: 3\nepochs: 1\npatience: 12\n", "slow.yaml")
    expectDone(
      try adl("train", "log.csv", "--schema", "s.yaml", "--config", "slow.yaml", "--out", "first", "--quiet"))
    let command = ["train", "day-2.csv", "--from", "first", "--epochs", "6"]
    expectDone(try adl.run(command + ["--out", "whole", "--quiet"]))
    let stopped = try adl.run(command + ["--out", "run"], interruptedOnce: "run/unfinished/model.safetensors")
    #expect(stopped.code == 130, "\(stopped.err)")
    expectDone(try adl.run(command + ["--resume", "run", "--quiet"]))
    #expect(try bytes(adl, "run/model.safetensors") == bytes(adl, "whole/model.safetensors"))
  }
}
