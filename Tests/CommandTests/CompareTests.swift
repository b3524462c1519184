import Foundation
import Testing

@Suite struct CompareTests {
  private static let tables = ["table1.csv", "scenarios.csv", "significance.csv", "table2.csv", "cost.csv"]

  private func text(_ adl: Program, _ name: String) throws -> String {
    try String(contentsOfFile: adl.path(name), encoding: .utf8)
  }

  @Test func comparesOverSeeds() throws {
    let adl = try Program()
    try adl.writeLog()
    let command = ["compare", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--models", "dnn,adl"]
    let compared = try adl.run(command + ["--seeds", "2", "--out", "c"])
    #expect(compared.code == 0, "\(compared.err)")
    for words in ["DNN", "ADL", "P·(K+1)", "Significance", "paired t over 2 seeds"] {
      #expect(compared.out.contains(words), "\(words)")
    }
    #expect(compared.err.contains("run 3 of 4, DNN, seed 2") && compared.err.contains("4 of 4 runs: ADL, seed 2"))
    let files = try FileManager.default.contentsOfDirectory(atPath: adl.path("c"))
    #expect(
      files.sorted()
        == (["adl-1", "adl-2", "compare.html", "compare.json", "compare.md", "dnn-1", "dnn-2"] + Self.tables).sorted())
    #expect(FileManager.default.fileExists(atPath: adl.path("c/adl-2/report.html")))
    let markdown = try text(adl, "c/compare.md")
    #expect(markdown.contains("| model | AUC |") && markdown.contains("# log: 2 models, 2 seeds"))
    #expect(try text(adl, "c/table1.csv").split(separator: "\n").count == 3)

    // A run of it is a run as train makes it.
    let json = try text(adl, "c/compare.json")
    let train = try adl.run(
      ["train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--seed", "2", "--out", "run", "--quiet"])
    #expect(train.code == 0, "\(train.err)")
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: adl.path("c/adl-2/model.safetensors")))
        == Data(contentsOf: URL(fileURLWithPath: adl.path("run/model.safetensors"))))

    // Once more: nothing is trained, also on another number of threads, and every byte is the same.
    let model = adl.path("c/adl-1/model.safetensors")
    let made = try FileManager.default.attributesOfItem(atPath: model)[.modificationDate] as? Date
    let again = try adl.run(command + ["--seeds", "2", "--out", "c", "--json", "--quiet", "--threads", "1"])
    #expect(again.code == 0 && again.out == json && again.err == "", "\(again.err)")
    #expect(try text(adl, "c/compare.json") == json)
    #expect(try FileManager.default.attributesOfItem(atPath: model)[.modificationDate] as? Date == made)

    // Other settings, and another log: one line.
    let other = try adl.run(command + ["--seeds", "2", "--out", "c", "--epochs", "1", "--quiet"])
    #expect(other.code == 2 && other.out == "")
    #expect(
      other.err == "adl: c/dnn-1: a run of other settings is in the way; take another --out, or delete that folder\n")
    try adl.write(try text(adl, "log.csv") + "u1,i1,home,3,1\n", "log.csv")
    let longer = try adl.run(command + ["--seeds", "2", "--out", "c", "--quiet"])
    #expect(longer.code == 2 && longer.err.contains("c/dnn-1: a run on another log"))
    #expect(try text(adl, "c/compare.json") == json)
  }

  @Test("Recipes beside models, each compared with a named one; a file of entrants; one line for each mistake")
  func recipes() throws {
    let adl = try Program()
    try adl.writeLog()
    let command = ["compare", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--seeds", "2", "--quiet"]
    let text = ["--entrants", "dnn,dnn+multi-epoch,adl+clusters:2+hidden:8/4", "--against", "dnn", "--out", "c"]
    let compared = try adl.run(command + text)
    #expect(compared.code == 0, "\(compared.err)")
    #expect(compared.out.contains("What a change brings") && compared.out.contains("DNN is the reference, test AUC"))
    let files = try FileManager.default.contentsOfDirectory(atPath: adl.path("c"))
    let runs = ["adl+clusters-2+hidden-8-4", "dnn", "dnn+multi-epoch"].flatMap { ["\($0)-1", "\($0)-2"] }
    #expect(
      files.sorted() == (runs + ["changes.csv", "compare.html", "compare.json", "compare.md"] + Self.tables).sorted())
    #expect(try self.text(adl, "c/adl+clusters-2+hidden-8-4-1/run.yaml").contains("hidden:\n- 8\n- 4\n"))
    #expect(try self.text(adl, "c/compare.html").contains("<h1>"))
    #expect(try self.text(adl, "c/changes.csv").hasPrefix("against DNN,test AUC,validation AUC,log loss,"))

    let again = try adl.run(command + text + ["--json"])
    let written = try self.text(adl, "c/compare.json")
    #expect(again.code == 0 && again.out == written)
    let verdict = try #require(again.json["verdict"] as? [String: Any])
    #expect(verdict["against"] as? String == "dnn" && (again.json["changes"] as? [Any])?.count == 2)
    let models = try #require(again.json["models"] as? [[String: Any]])
    #expect(models.map { $0["title"] as? String } == ["DNN", "DNN + multi-epoch", "ADL + clusters 2 + hidden 8/4"])
    #expect(models.allSatisfy { ($0["validationAUC"] as? [String: Any])?["mean"] is Double })

    // The same from a file, where one entrant has another name: only that one is trained.
    try adl.write(
      "- {model: dnn}\n- {name: MEDA, model: dnn, settings: {multiEpoch: true}}\n", "entrants.yaml")
    let file = try adl.run(command + ["--entrants", "entrants.yaml", "--against", "MEDA", "--out", "c", "--json"])
    #expect(file.code == 0 && (file.json["verdict"] as? [String: Any])?["against"] as? String == "MEDA", "\(file.err)")
    #expect(FileManager.default.fileExists(atPath: adl.path("c/MEDA-2/metrics.json")))

    for (wrong, words) in [
      (["--entrants", "dnn,dnn+multiepoch"], "did you mean \"multiEpoch\"?"),
      (["--models", "dnn,adl", "--against", "dn"], "there is no entrant 'dn'; did you mean \"dnn\"?"),
      (["--entrants", "dnn,dnn+multi-epoch", "--tune", "2"], "'dnn+multi-epoch' has settings of its own"),
      (["--entrants", "none.yaml"], "none.yaml: expected a file of entrants that can be read"),
      (["--entrants", "dnn", "--models", "adl"], "--models and --entrants: expected one of them"),
    ] {
      let refused = try adl.run(command + wrong + ["--out", "no"])
      #expect(refused.code == 2 && refused.err.contains(words), "\(refused.err)")
      #expect(refused.err.split(separator: "\n").count == 1 && refused.out == "")
    }
    #expect(!FileManager.default.fileExists(atPath: adl.path("no")))
  }

  @Test("Finished runs are compared on a log as they are")
  func finishedRuns() throws {
    let adl = try Program()
    try adl.writeLog()
    for model in ["dnn", "star"] {
      let trained = try adl.run([
        "train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--model", model, "--out", model, "--quiet",
      ])
      #expect(trained.code == 0, "\(trained.err)")
    }
    let command = ["compare", "dnn", "star", "log.csv", "--quiet"]
    let compared = try adl.run(command + ["--against", "dnn", "--json"])
    #expect(compared.code == 0, "\(compared.err)")
    let models = try #require(compared.json["models"] as? [[String: Any]])
    #expect(models.map { $0["title"] as? String } == ["DNN", "STAR"])
    let metrics = try adl.run(["evaluate", "star", "log.csv", "--json", "--quiet"]).json
    #expect((models[1]["auc"] as? [String: Any])?["mean"] as? Double == metrics["auc"] as? Double)
    let files = try FileManager.default.contentsOfDirectory(atPath: adl.path("compare/log-runs"))
    #expect(files.sorted() == (["changes.csv", "compare.html", "compare.json", "compare.md"] + Self.tables).sorted())
    for (wrong, words) in [
      (["compare", "dnn", "log.csv", "--epochs", "3"], "--epochs: finished runs are compared as they are"),
      (["compare", "s.yaml", "star", "log.csv"], "s.yaml: expected the folder of a finished run"),
      (["compare", "log.csv", "--part", "all"], "--part is for finished runs"),
      (command + ["--against", "dnm"], "there is no entrant 'dnm'; did you mean \"dnn\"?"),
    ] {
      let refused = try adl.run(wrong)
      #expect(refused.code == 2 && refused.err.contains(words), "\(refused.err)")
    }
  }

  /// Stopped in the second run, and gone on with: the figures of one that never stopped, but for what training took.
  @Test func anInterruptedComparisonGoesOn() throws {
    let adl = try Program()
    try adl.writeLog(rows: 6_000)
    try adl.write("hidden: [256, 128]\nbatchSize: 64\nclusters: 3\nepochs: 4\npatience: 4\n", "slow.yaml")
    let command = [
      "compare", "log.csv", "--schema", "s.yaml", "--config", "slow.yaml", "--models", "dnn,adl", "--seeds", "1",
    ]
    let whole = try adl.run(command + ["--out", "whole", "--json", "--quiet"])
    #expect(whole.code == 0, "\(whole.err)")
    let stopped = try adl.run(command + ["--out", "c"], interruptedOnce: "c/adl-1/unfinished/model.safetensors")
    #expect(stopped.code == 130, "\(stopped.err)")
    #expect(stopped.err.contains("adl: interrupted; the same command goes on"))
    #expect(FileManager.default.fileExists(atPath: adl.path("c/dnn-1/metrics.json")))
    #expect(!FileManager.default.fileExists(atPath: adl.path("c/adl-1/metrics.json")))
    let resumed = try adl.run(command + ["--out", "c", "--json", "--quiet"])
    #expect(resumed.code == 0, "\(resumed.err)")
    #expect(try withoutTimes(resumed.json) == withoutTimes(whole.json))
  }

  /// Two logs that differ in the test rows alone: the same trials with the same results.
  @Test func tuningNeverReadsTheTestPart() throws {
    let adl = try Program()
    try adl.writeLog()
    let lines = try text(adl, "log.csv").split(separator: "\n")
    // The split keeps the first 70% for training and 10% for validation.
    let flipped = lines.enumerated().map { index, line in
      index <= 480 ? String(line) : line.dropLast() + (line.hasSuffix("1") ? "0" : "1")
    }
    try adl.write(flipped.joined(separator: "\n") + "\n", "flipped.csv")
    func command(_ log: String, _ out: String) -> [String] {
      ["compare", log, "--schema", "s.yaml", "--config", "small.yaml", "--models", "dnn,adl", "--seeds", "2"]
        + ["--tune", "3", "--out", out]
    }
    let tuned = try adl.run(command("log.csv", "a"))
    let other = try adl.run(command("flipped.csv", "b") + ["--quiet"])
    #expect(tuned.code == 0 && other.code == 0, "\(tuned.err)\(other.err)")
    let csv = try text(adl, "a/tuning.csv")
    #expect(try text(adl, "b/tuning.csv") == csv)
    #expect(try text(adl, "a/table1.csv") != text(adl, "b/table1.csv"))
    #expect(tuned.out.contains("Tuning (by the validation part alone)") && tuned.err.contains("6 of 6 trials: ADL"))

    // Both models had three trials, one of them chosen; its settings are those of both seeds' runs.
    let trials = csv.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    }
    for model in ["dnn", "adl"] {
      let own = trials.filter { $0[0] == model }
      #expect(own.map { $0[1] } == ["0", "1", "2"] && own[0][2] == "0.001")
      let chosen = own.filter { $0[9] == "true" }
      try #require(chosen.count == 1)
      #expect(Double(chosen[0][8]) == own.compactMap { Double($0[8]) }.max())
      for seed in [1, 2] {
        let settings = try text(adl, "a/\(model)-\(seed)/run.yaml").split(separator: "\n")
        let rate = settings.first { $0.hasPrefix("learningRate: ") }.flatMap { Double($0.dropFirst(14)) }
        #expect(rate == Double(chosen[0][2]))
      }
    }

    // What was tried is not tried again, and trials of other settings are in the way.
    let json = try text(adl, "a/compare.json")
    let again = try adl.run(command("log.csv", "a") + ["--json"])
    #expect(again.code == 0 && again.out == json && !again.err.contains("epoch 1"), "\(again.err)")
    let others = try adl.run(command("log.csv", "a") + ["--embedding-l2", "0.1"])
    #expect(others.code == 2 && others.err.contains("a/tuning: trials of other settings"), "\(others.err)")
  }

  /// The comparison with all that training took left out.
  private func withoutTimes(_ json: [String: Any]) throws -> Data {
    func clean(_ value: Any) -> Any {
      if let object = value as? [String: Any] {
        let times = ["seconds", "samplesPerSecond", "peakMemoryBytes"]
        return object.filter { !times.contains($0.key) }.mapValues(clean)
      }
      return (value as? [Any])?.map(clean) ?? value
    }
    return try JSONSerialization.data(withJSONObject: clean(json), options: [.sortedKeys])
  }
}
