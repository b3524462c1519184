import Foundation
import Testing

@Suite struct CommandTests {
  @Test func trainEvaluatePredictInspect() throws {
    let adl = try Program()
    try adl.writeLog()
    let train = try adl(
      "train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "run", "--json", "--quiet")
    #expect(train.code == 0 && train.err == "", "\(train.err)")
    for key in [
      "auc", "gauc", "logLoss", "calibration", "rows", "clicks", "scenarios", "clusters", "parameters",
      "flopsPerSample", "training", "seed", "threads", "version",
    ] { #expect(train.json[key] != nil, "\(key)") }
    let files = try FileManager.default.contentsOfDirectory(atPath: adl.path("run")).sorted()
    #expect(
      files == ["history.csv", "metrics.json", "model.safetensors", "report.html", "run.yaml", "vocabulary"])
    #expect(try String(contentsOfFile: adl.path("run/metrics.json"), encoding: .utf8) == train.out)

    // In a new process, to the last bit.
    let evaluated = try adl("evaluate", "run", "log.csv", "--json")
    #expect(evaluated.code == 0 && evaluated.out == train.out)
    #expect(evaluated.err.contains("taking its test part"))

    let predicted = try adl("predict", "run", "log.csv", "--out", "p.csv")
    #expect(predicted.code == 0)
    let lines = try String(contentsOfFile: adl.path("p.csv"), encoding: .utf8).split(separator: "\n")
    #expect(lines[0] == "row,probability,cluster,scenario")
    #expect(lines.count == 601 && lines[1].hasPrefix("0,"))
    let test = try adl("predict", "run", "log.csv", "--part", "test").out.split(separator: "\n")
    #expect(test.count == 121 && test[1].hasPrefix("480,"))

    let inspected = try adl("inspect", "run")
    #expect(inspected.code == 0 && inspected.out.contains("ADL"))
    #expect(try adl("inspect", "run", "--json").json["model"] as? String == "adl")
  }

  /// New data without labels, with a scenario and values that training never saw.
  @Test func predictsWithoutLabels() throws {
    let adl = try Program()
    try adl.writeLog()
    let train = try adl("train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "run", "--quiet")
    #expect(train.code == 0, "\(train.err)")
    try adl.write("user,item,page,price\nu1,i2,home,3\nnobody,nothing,elsewhere,\n", "new.csv")
    let predicted = try adl("predict", "run", "new.csv")
    #expect(predicted.code == 0, "\(predicted.err)")
    let lines = predicted.out.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines.count == 3)
    #expect(lines[1][0] == "0" && lines[1][3] == "home")
    #expect(lines[2][0] == "1" && lines[2][3] == "(unknown)")
    for line in lines.dropFirst() { #expect((Double(line[1]) ?? -1) > 0 && (Double(line[1]) ?? 2) < 1) }
    let evaluated = try adl("evaluate", "run", "new.csv")
    #expect(evaluated.code == 2 && evaluated.err.contains("click"))
  }

  /// The same command again with --resume, on another number of threads: the same bits.
  @Test func interruptedTrainingGoesOn() throws {
    let adl = try Program()
    try adl.writeLog(rows: 20_000)
    // Large enough to be still at it when the Ctrl-C comes.
    try adl.write("hidden: [512, 256]\nbatchSize: 64\nclusters: 3\nepochs: 12\npatience: 12\n", "slow.yaml")
    let command = ["train", "log.csv", "--schema", "s.yaml", "--config", "slow.yaml"]
    #expect(try adl.run(command + ["--out", "whole", "--quiet"]).code == 0)
    let stopped = try adl.run(command + ["--out", "run"], interruptedOnce: "run/unfinished/model.safetensors")
    #expect(stopped.code == 130, "\(stopped.err)")
    #expect(stopped.err.contains("adl: interrupted; the same command with --resume run goes on"))
    #expect(try adl.run(command + ["--resume", "run", "--clusters", "5"]).code == 2)
    let resumed = try adl.run(command + ["--resume", "run", "--threads", "1", "--quiet"])
    #expect(resumed.code == 0, "\(resumed.err)")
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: adl.path("run/model.safetensors")))
        == Data(contentsOf: URL(fileURLWithPath: adl.path("whole/model.safetensors"))))
  }

  /// Predictions answer copies too, and take the same rows as an evaluation where the split can be drawn again.
  @Test func predictionsFitEvaluationsWithCopiesLeftOut() throws {
    let adl = try Program()
    try adl.writeLog()
    let log = try String(contentsOfFile: adl.path("log.csv"), encoding: .utf8)
    try adl.write(log + log.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n", "twice.csv")
    let train = try adl(
      "train", "twice.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "run", "--drop-duplicates",
      "--quiet")
    #expect(train.code == 0, "\(train.err)")
    #expect(try adl("evaluate", "run", "twice.csv", "--json").json["rows"] as? Int == 120)
    #expect(try adl("predict", "run", "twice.csv").out.split(separator: "\n").count == 1201)
  }

  @Test func anInterruptedBaselineGoesOn() throws {
    let adl = try Program()
    try adl.write("hidden: [256, 128]\nepochs: 3\npatience: 3\n", "c.yaml")
    let command = ["train", "planted", "--rows", "20000", "--config", "c.yaml", "--quiet"]
    let stopped = try adl.run(
      command + ["--out", "run"], interruptedOnce: "run/unfinished/baseline/unfinished/model.safetensors")
    #expect(stopped.code == 130, "\(stopped.err)")
    let resumed = try adl.run(command + ["--resume", "run"])
    #expect(resumed.code == 0 && resumed.out.contains("DNN"), "\(resumed.err)")
    #expect(FileManager.default.fileExists(atPath: adl.path("run/baseline/metrics.json")))
  }

  @Test func aPreparedStoreTrainsTheSameModel() throws {
    let adl = try Program()
    try adl.writeLog()
    #expect(try adl("prepare", "log.csv", "--schema", "s.yaml", "--out", "log.store").code == 0)
    #expect(try adl("inspect", "log.store").out.contains("home"))
    _ = try adl("train", "log.store", "--config", "small.yaml", "--out", "a", "--quiet")
    _ = try adl("train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "b", "--quiet")
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: adl.path("a/model.safetensors")))
        == Data(contentsOf: URL(fileURLWithPath: adl.path("b/model.safetensors"))))
  }

  @Test func generatedLogsTrainAsTheyLie() throws {
    let adl = try Program()
    try adl.writeLog()
    let generated = try adl("generate", "planted", "--rows", "3000", "--out", "planted", "--seed", "4", "--json")
    #expect(generated.code == 0 && generated.json["rows"] as? Int == 3000, "\(generated.err)")
    let train = try adl("train", "planted", "--config", "small.yaml", "--out", "run", "--json", "--rows", "3000")
    #expect(train.code == 0, "\(train.err)")
    #expect(train.json["bestPossibleAUC"] as? Double != nil)
    #expect(FileManager.default.fileExists(atPath: adl.path("run/baseline/metrics.json")))
  }

  @Test func generatedAliCCPLiesAsPublished() throws {
    let adl = try Program()
    let made = try adl(
      "generate", "ali-ccp", "--rows", "3000", "--test-rows", "2000", "--out", "ccp", "--json", "--threads", "1")
    #expect(made.code == 0, "\(made.err)")
    #expect(made.json["rows"] as? Int == 3000 && made.json["testRows"] as? Int == 2000)
    #expect(made.json["bestPossibleAUC"] as? Double != nil)
    let files = try FileManager.default.contentsOfDirectory(atPath: adl.path("ccp"))
    #expect(files.count == 7 && files.contains("sample_skeleton_train.csv"))
    let empty = try adl("generate", "ali-ccp", "--rows", "0", "--out", "none", "--json")
    #expect(empty.code == 0 && empty.json["bestPossibleAUC"] is NSNull, "\(empty.out)")
  }

  @Test func aRunKnowsItsSimulatedLog() throws {
    let adl = try Program()
    try adl.writeLog()
    let train = try adl("train", "planted", "--rows", "3000", "--config", "small.yaml", "--out", "run", "--json")
    let evaluated = try adl("evaluate", "run", "planted", "--json")
    #expect(evaluated.code == 0 && evaluated.out == train.out, "\(evaluated.err)")
  }

  @Test func benchSaysWhatItMeasured() throws {
    let adl = try Program()
    let bench = try adl("bench", "--steps", "1", "--batch-size", "64", "--json", "--quiet")
    #expect(bench.code == 0, "\(bench.err)")
    for key in ["samplesPerSecond", "gigaflopsPerSecond", "shareOfPeak", "parameters"] {
      #expect(bench.json[key] != nil, "\(key)")
    }
  }

  @Test func benchTimesInference() throws {
    let adl = try Program()
    try adl.write("hidden: [16, 8]\nbatchSize: 256\n", "small.yaml")
    let bench = try adl(
      "bench", "--inference", "--config", "small.yaml", "--clusters", "5", "--rows", "1,70", "--json", "--quiet")
    #expect(bench.code == 0, "\(bench.err)")
    let batches = try #require(bench.json["batches"] as? [[String: Any]])
    #expect(batches.map { $0["rows"] as? Int } == [1, 70])
    for batch in batches {
      let (p50, p99) = (batch["p50Microseconds"] as? Double ?? 0, batch["p99Microseconds"] as? Double ?? 0)
      #expect(0 < p50 && p50 <= p99)
    }
    #expect(batches[0]["calls"] as? Int ?? 0 >= 2000)
    #expect((2...5).contains(bench.json["clustersVisited"] as? Int ?? 0))
  }

  @Test func theExampleOfTheFrontDoorRuns() throws {
    let adl = try Program()
    let example = try adl.run(["4000"], program: "TrainExample")
    #expect(example.code == 0, "\(example.err)")
    #expect(example.out.contains("epoch 2: loss 0.") && example.out.contains("test AUC 0."))
  }

  @Test func versionAndHelp() throws {
    let adl = try Program()
    let version = try adl("--version")
    #expect(version.code == 0 && version.out.first?.isNumber == true)
    for command in ["train", "compare", "prepare", "evaluate", "predict", "inspect", "generate", "bench"] {
      let help = try adl(command, "--help")
      #expect(help.code == 0)
      for option in ["--seed", "--threads", "--quiet", "--json", "--help"] {
        #expect(help.out.contains(option), "\(command) \(option)")
      }
    }
  }

  /// Starts where nothing was begun, ends in the same bytes as `--out`, says so where the run is finished, and does not
  /// replace one of other settings; an unfinished run is not thrown away by `--out`.
  @Test func resumeFromAnyState() throws {
    let adl = try Program()
    try adl.writeLog()
    func train(_ more: String...) throws -> Program.Result {
      try adl.run(["train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml"] + more)
    }
    let begun = try train("--resume", "new")
    #expect(begun.code == 0 && begun.err.contains("Nothing was begun in new; starting there."))
    #expect(try train("--out", "other", "--quiet").code == 0)
    func model(_ run: String) throws -> Data {
      try Data(contentsOf: adl.place.appendingPathComponent("\(run)/model.safetensors"))
    }
    #expect(try model("new") == model("other"))
    let again = try train("--resume", "new", "--json")
    #expect(again.code == 0 && again.err.contains("is finished already"))
    #expect(
      again.out == (try String(contentsOf: adl.place.appendingPathComponent("new/metrics.json"), encoding: .utf8)))
    let other = try train("--resume", "new", "--seed", "7")
    #expect(
      other.code == 2
        && other.err.contains("adl: new: no unfinished run is there, and the finished one has other settings; --out"),
      "\(other.err)")

    let slow = try adl.run(
      [
        "train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--checkpoint-steps", "1", "--epochs",
        "2000",
        "--patience", "2000", "--out", "new",
      ], interruptedOnce: "new/unfinished/checkpoint.safetensors")
    #expect(slow.code == 130 && slow.err.contains("the same command with --resume new goes on"), "\(slow.err)")
    let lost = try train("--out", "new")
    #expect(
      lost.code == 2
        && lost.err.contains("adl: new: an unfinished run is there; --resume new goes on with it; or delete"))
  }
}
