import ArgumentParser
import Foundation
import Measuring

struct UpdatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "updates",
    abstract:
      "A model updated every day beside one trained from scratch every day: the table and picture of docs/Updates.md.",
    discussion: """
      Each day of `adl generate daily` is appended to a store; a run goes on with it, one goes on with a store that forgets, \
      and one starts from scratch on all days. All are judged on the whole next day, which none has seen.
      """)

  @Option(help: "The program.")
  var adl = "adl"

  @Option(help: "Days.")
  var days = 10

  @Option(help: "Rows of a day.")
  var rows = 12_000

  @Option(help: "Seeds of log and training, each a trial of its own.")
  var seeds = 1

  @Option(help: "Days that the store that forgets remembers.")
  var remember = 5

  @Option(help: "The model's flags, such as '--model dnn --recipe paper'.")
  var flags = ""

  @Option(help: "Where everything is written, and removed before.")
  var folder = "compare/updates"

  @Option(help: "A Markdown file to write the table to.")
  var out: String?

  @Option(help: "An SVG file to draw to.")
  var chart: String?

  func run() throws {
    var table = UpdatesTable()
    for seed in 1...max(1, seeds) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(seed)")
      try trial(seed, &table)
    }
    print(table.table.text(), terminator: "")
    if let out { try write(table.table.markdown(), to: out) }
    if let chart { try write(table.chart.svg(), to: chart) }
  }

  private func trial(_ seed: Int, _ table: inout UpdatesTable) throws {
    let place = "\(folder)/\(seed)"
    func path(_ name: String) -> String { "\(place)/\(name)" }
    func call(_ arguments: String...) throws -> String {
      try Candidate("adl \(arguments[0])", [adl] + arguments + ["--json", "--quiet"]).output()
    }
    let choice = flags.split(separator: " ").map(String.init)
    func train(_ store: String, from: String?, to run: String) throws -> Double {
      let start = from.map { ["--from", path($0)] } ?? choice
      let clock = ContinuousClock()
      let time = try clock.measure {
        _ = try Candidate(
          "adl train",
          [adl, "train", path(store), "--seed", "\(seed)", "--out", path(run), "--json", "--quiet"] + start
        ).output()
      }
      return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
    }
    _ = try call(
      "generate", "daily", "--days", "\(days)", "--rows", "\(rows)", "--seed", "\(seed)", "--out", path("log"))
    let ways = [("update", "whole"), ("forget", "forgetting")]
    for (_, store) in ways {
      _ = try call("prepare", path("log/day-00.csv"), "--schema", path("log/schema.yaml"), "--out", path(store))
    }
    _ = try train("whole", from: nil, to: "update-0")
    try FileManager.default.copyItem(atPath: path("update-0"), toPath: path("forget-0"))
    func judged(_ run: String, on day: Int) throws -> UpdatesTable.Figures {
      let file = day < 10 ? "day-0\(day).csv" : "day-\(day).csv"
      return try UpdatesTable.Figures(call("evaluate", path(run), path("log/\(file)")))
    }
    for day in 1..<days {
      let file = path(day < 10 ? "log/day-0\(day).csv" : "log/day-\(day).csv")
      _ = try call("prepare", file, "--append", path("whole"))
      // The first file has five days; day 1 is the sixth of January.
      let before = Self.date(5 + day - remember)
      _ = try call("prepare", file, "--append", path("forgetting"), "--forget-before", before)
      var row: [String: UpdatesTable.Figures] = [:]
      for (way, store) in ways {
        let seconds = try train(store, from: "\(way)-\(day - 1)", to: "\(way)-\(day)")
        row[way] = try judged("\(way)-\(day)", on: day + 1).taking(seconds)
      }
      let seconds = try train("whole", from: nil, to: "scratch-\(day)")
      row["scratch"] = try judged("scratch-\(day)", on: day + 1).taking(seconds)
      row["stale"] = try judged("update-0", on: day + 1)
      table.add(day, row)
      FileHandle.standardError.write(Data("seed \(seed), day \(day) of \(days - 1)\n".utf8))
    }
  }

  /// The day so many days after the first of January.
  private static func date(_ day: Int) -> String {
    let day = max(day, 0)
    return day < 31 ? "2026-01-\(day < 9 ? "0" : "")\(day + 1)" : "2026-02-\(day < 40 ? "0" : "")\(day - 30)"
  }
}
