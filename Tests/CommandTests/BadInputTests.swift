import Foundation
import Testing

/// Whatever is wrong with the input: one line that names it, exit 2, and nothing left behind.
@Suite struct BadInputTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let change: @Sendable (Program) throws -> Void
    let arguments: [String]
    let says: [String]

    init(
      _ name: String, _ arguments: [String] = ["train", "log.csv", "--schema", "s.yaml", "--out", "run"],
      says: [String], _ change: @escaping @Sendable (Program) throws -> Void = { _ in }
    ) {
      testDescription = name
      self.arguments = arguments
      self.says = says
      self.change = change
    }
  }

  static let cases: [Case] = [
    Case("missing file", ["train", "nowhere.csv", "--out", "run"], says: ["nowhere.csv", "no such file"]),
    Case("aligned Ali-CCP", ["generate", "ali-ccp", "--aligned", "--out", "run"], says: ["--aligned", "planted"]),
    Case(
      "test part of planted", ["generate", "planted", "--test-rows", "9", "--out", "run"],
      says: ["--test-rows", "ali-ccp"]),
    Case("fewer rows than none", ["generate", "ali-ccp", "--rows=-1", "--out", "run"], says: ["rows", "-1"]),
    Case("missing schema", ["train", "log.csv", "--schema", "no.yaml", "--out", "run"], says: ["no.yaml"]),
    Case("unknown column", says: ["clik", "click"]) { adl in
      try adl.replace("label: click", "label: clik", in: "s.yaml")
    },
    Case("label that is no 0 or 1", says: ["log.csv", "row 3", "click", "maybe"]) { adl in
      try adl.write("user,item,page,price,click\na,b,c,1,0\na,b,c,1,1\na,b,c,1,maybe\n", "log.csv")
    },
    Case("row with too few columns", says: ["log.csv", "row 2", "5 columns", "3"]) { adl in
      try adl.write("user,item,page,price,click\na,b,c,1,0\na,b,c\na,b,c,1,1\n", "log.csv")
    },
    Case("empty file", says: ["log.csv", "empty"]) { adl in try adl.write("", "log.csv") },
    Case("header only", says: ["log.csv", "row"]) { adl in try adl.write("user,item,page,price,click\n", "log.csv") },
    Case("schema typo", says: ["s.yaml", "scenari", "scenario"]) { adl in
      try adl.replace("scenario: page", "scenari: page", in: "s.yaml")
    },
    Case("broken YAML", says: ["s.yaml"]) { adl in try adl.write("label: [", "s.yaml") },
    Case("number that is none", says: ["log.csv", "row 1", "price", "cheap"]) { adl in
      try adl.write("user,item,page,price,click\na,b,c,cheap,0\na,b,c,1,1\n", "log.csv")
    },
    Case(
      "setting out of range", ["train", "log.csv", "--schema", "s.yaml", "--clusters", "0"], says: ["clusters", "1"]),
    Case("unknown model", ["train", "log.csv", "--model", "star9"], says: ["star9", "dnn"]),
    Case("unknown option", ["train", "log.csv", "--fast"], says: ["--fast"]),
    Case("unknown command", ["trian", "log.csv"], says: ["no command \"trian\"; did you mean \"train\"?"]),
    Case("unlike any command", ["fit"], says: ["no command \"fit\"; there are train, compare"]),
    Case(
      "unknown group", ["train", "log.csv", "--schema", "s.yaml", "--route-on", "weather", "--out", "run"],
      says: ["weather", "user, item"]),
    Case("no run", ["evaluate", "nothing", "log.csv"], says: ["nothing", "run"]),
    Case("more buckets than numbers", says: ["s.yaml", "65536"]) { adl in
      try adl.replace("buckets: 8", "buckets: 9223372036854775807", in: "s.yaml")
    },
    Case("a label of two lines", says: ["log.csv", "row 1", "click"]) { adl in
      try adl.write("user,item,page,price,click\na,b,c,1,\"ye\ns\"\na,b,c,1,1\n", "log.csv")
    },
    Case("negative seed", ["prepare", "planted", "--seed=-1", "--out", "x"], says: ["--seed"]),
    Case("too many threads", ["evaluate", "run", "log.csv", "--threads", "5000"], says: ["--threads"]),
    Case("a model beyond the machine", ["bench", "--config", "huge.yaml"], says: ["memory", "lower hidden"]) { adl in
      try adl.write("hidden: [65536, 65536]\nclusters: 4096\n", "huge.yaml")
    },
    // Said before its baseline, which has room, is trained.
    Case(
      "a model beyond the machine beside its baseline",
      ["train", "planted", "--rows", "2000", "--config", "huge.yaml", "--out", "x", "--quiet"],
      says: ["memory", "lower hidden"]
    ) { adl in
      try adl.write("hidden: [256, 65536]\nclusters: 4096\nepochs: 1\n", "huge.yaml")
    },
    Case(
      "a model beyond the machine beside others",
      [
        "compare", "planted", "--rows", "2000", "--config", "huge.yaml", "--models", "dnn,adl", "--out", "x", "--quiet",
      ],
      says: ["memory", "lower hidden"]
    ) { adl in
      try adl.write("hidden: [256, 65536]\nclusters: 4096\nepochs: 1\n", "huge.yaml")
    },
    Case("batches of no rows", ["bench", "--inference", "--rows", "1,0"], says: ["--rows", "1,0"]),
    Case("no scenarios to time", ["bench", "--scenarios", "0"], says: ["--scenarios", "1"]),
    Case("an embedding table of nothing", ["bench", "--embedding-rows", "3"], says: ["--embedding-rows", "100"]),
    Case("scenarios of a store", ["bench", "--store", "x", "--scenarios", "3"], says: ["--store", "own"]),
    Case("a step on no store", ["bench", "--store", "nowhere"], says: ["nowhere", "prepared store"]),
    Case(
      "scenarios of predictions", ["bench", "--inference", "--scenarios", "3"], says: ["--scenarios", "--inference"]),
    Case("another store to read", ["bench", "--reading", "x", "--store", "y"], says: ["--store", "--reading"]),
    Case("a store of less than a batch", ["bench", "--store", "small.store"], says: ["small.store", "2048"]) { adl in
      _ = try adl("prepare", "planted", "--rows", "1500", "--out", "small.store", "--quiet")
    },
    Case("reading no store", ["bench", "--reading", "nowhere"], says: ["nowhere", "prepared store"]),
    Case("rows of a training step", ["bench", "--rows", "5"], says: ["--rows", "--inference"]),
    Case("options of the simulated log for another", ["train", "log.csv", "--rows", "5"], says: ["planted"]),
    Case("unknown model to compare", ["compare", "log.csv", "--models", "dnn,star9"], says: ["star9", "dnn", "adl"]),
    Case("one model to compare", ["compare", "log.csv", "--model", "adl"], says: ["--models"]),
    Case("no seeds to compare over", ["compare", "log.csv", "--seeds", "0"], says: ["--seeds", "1"]),
    Case("no trials to tune with", ["compare", "log.csv", "--tune", "0"], says: ["--tune", "1"]),
    Case(
      "a comparison in another's folder", ["compare", "log.csv", "--schema", "s.yaml", "--out", "theirs"],
      says: ["theirs", "stays"]
    ) { adl in
      try FileManager.default.createDirectory(atPath: adl.path("theirs"), withIntermediateDirectories: true)
      try adl.write("precious", "theirs/thesis.txt")
    },
    Case("nothing to inspect", ["inspect", "nothing"], says: ["nothing"]),
    Case("JSON and predictions both to standard output", ["predict", "run", "log.csv", "--json"], says: ["--out"]),
  ]

  @Test(arguments: cases)
  func oneLineAndExit2(_ wrong: Case) throws {
    let adl = try Program()
    try adl.writeLog()
    try wrong.change(adl)
    let result = try adl.run(wrong.arguments)
    #expect(result.code == 2)
    #expect(result.out == "")
    let lines = result.err.split(separator: "\n")
    #expect(lines.count == 1, "\(result.err)")
    #expect(lines.first?.hasPrefix("adl: ") == true)
    for word in wrong.says { #expect(result.err.contains(word), "\(result.err)") }
    #expect(!FileManager.default.fileExists(atPath: adl.path("run/metrics.json")))
  }
}

extension Program {
  fileprivate func replace(_ text: String, _ other: String, in name: String) throws {
    let old = try String(contentsOfFile: path(name), encoding: .utf8)
    try write(old.replacingOccurrences(of: text, with: other), name)
  }
}
