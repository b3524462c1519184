import Foundation
import Testing

/// `sweep`, `map` and `compare --hold-out-scenario`, as a user runs them.
@Suite struct PictureTests {
  private let log = ["log.csv", "--schema", "s.yaml", "--config", "small.yaml"]

  @Test func sweepsOverClusters() throws {
    let adl = try Program()
    try adl.writeLog()
    let command = ["sweep"] + log + ["--clusters", "3, 1,3", "--seeds", "2", "--out", "s"]
    let swept = try adl.run(command)
    #expect(swept.code == 0, "\(swept.err)")
    #expect(swept.err.contains("4 of 4 runs: K = 3, seed 2") && swept.out.contains("sweep.html shows it"))
    let files = try FileManager.default.contentsOfDirectory(atPath: adl.path("s"))
    #expect(files.sorted() == ["k1-1", "k1-2", "k3-1", "k3-2", "sweep.csv", "sweep.html", "sweep.json"])
    let csv = try String(contentsOfFile: adl.path("s/sweep.csv"), encoding: .utf8).split(separator: "\n")
    #expect(csv.dropFirst().map { $0.prefix(2) } == ["1,", "3,"])
    let again = try adl.run(command + ["--json", "--quiet"])
    let json = try String(contentsOfFile: adl.path("s/sweep.json"), encoding: .utf8)
    #expect(again.code == 0 && again.out == json)
    #expect(try String(contentsOfFile: adl.path("s/k1-1/run.yaml"), encoding: .utf8).contains("model: dnn"))

    for wrong in [["--clusters", "1,x"], ["--clusters", "0"], ["--clusters", ""], ["--model", "star"]] {
      let refused = try adl.run(["sweep"] + log + ["--out", "t"] + wrong)
      #expect(refused.code == 2 && refused.err.split(separator: "\n").count == 1, "\(wrong): \(refused.err)")
    }
  }

  @Test func mapsARun() throws {
    let adl = try Program()
    try adl.writeLog()
    #expect(try adl.run(["train"] + log + ["--clusters", "3", "--out", "run", "--quiet"]).code == 0)
    let mapped = try adl.run(["map", "run", "log.csv", "--part", "all", "--sample", "60", "--out", "m.html"])
    #expect(mapped.code == 0 && mapped.out.contains("60 rows of"), "\(mapped.err)")
    let page = try String(contentsOfFile: adl.path("m.html"), encoding: .utf8)
    #expect(page.components(separatedBy: "<title>row ").count == 1 + 2 * 60)
    let json = try adl.run(["map", "run", "log.csv", "--sample", "40", "--json", "--quiet"]).json
    #expect(json["rows"] as? Int == 40 && json["perspective"] as? String == "all")
    #expect(try String(contentsOfFile: adl.path("run/report.html"), encoding: .utf8).contains("Map of the rows"))

    #expect(try adl.run(["train"] + log + ["--model", "dnn", "--out", "dnn", "--quiet"]).code == 0)
    let wrong = [
      ["dnn", "log.csv"], ["run", "log.csv", "--sample", "0"], ["run", "log.csv", "--on", "user"],
      ["none", "log.csv"],
    ]
    for arguments in wrong {
      let refused = try adl.run(["map"] + arguments + ["--quiet", "--out", "no.html"])
      #expect(refused.code == 2 && refused.err.split(separator: "\n").count == 1, "\(arguments): \(refused.err)")
    }
    #expect(!FileManager.default.fileExists(atPath: adl.path("no.html")))
  }

  /// Training and validation are without the scenario, vocabulary included, and the test part is its rows.
  @Test func aNewScenario() throws {
    let adl = try Program()
    try adl.writeLog()
    let command = ["compare"] + log + ["--models", "dnn,star,adl", "--seeds", "1", "--quiet"]
    let whole = try adl.run(command + ["--out", "w", "--json"]).json
    let held = try adl.run(command + ["--hold-out-scenario", "home", "--json"])
    #expect(held.code == 0, "\(held.err)")
    #expect(held.json["heldOutScenario"] as? String == "home" && whole["heldOutScenario"] is NSNull)
    func scenarios(_ json: [String: Any]) -> [String: [String: Any]] {
      ((json["models"] as? [[String: Any]])?.first?["scenarios"] as? [String: [String: Any]]) ?? [:]
    }
    #expect(scenarios(held.json).keys.sorted() == ["(unknown)"])
    let rows = scenarios(whole)["home"]?["rows"] as? Int
    #expect(rows != nil && scenarios(held.json)["(unknown)"]?["rows"] as? Int == rows)
    #expect(held.json["rows"] as? Int == rows)
    let folder = adl.path("compare/log-without-home")
    let known = try String(contentsOfFile: folder + "/adl-1/vocabulary/scenarios.txt", encoding: .utf8)
    #expect(!known.contains("home") && !known.isEmpty)
    #expect(
      try String(contentsOfFile: folder + "/compare.md", encoding: .utf8).contains("## What serves a new scenario"))

    let unknown = try adl.run(command + ["--hold-out-scenario", "hoem", "--out", "u"])
    #expect(unknown.code == 2 && unknown.err.contains("no row of scenario 'hoem'") && unknown.err.contains("home"))
    let same = try adl.run(command + ["--hold-out-scenario", "cart", "--out", "w"])
    #expect(same.code == 2 && same.err.contains("a run on another log"), "\(same.err)")
  }
}
