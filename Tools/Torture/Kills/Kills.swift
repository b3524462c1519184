import Foundation
import Tensors

/// Kills the program at any moment and resumes it: in the end there must be what an undisturbed run makes, and in between
/// what was there before.
struct Kills {
  private let place: Workplace
  private let results: TortureResults
  private let cases: [TrainCase]
  private let preparing: PrepareKills
  private let random: RandomGenerator

  init(_ place: Workplace, _ results: TortureResults) throws {
    self.place = place
    self.results = results
    random = RandomGenerator(seed: place.seed).child("kills")
    let small = place.path("kills.yaml")
    try Data("hidden: [32, 16]\nbatchSize: 512\nclusters: 4\n".utf8).write(to: small)
    let log = place.path("kills.log")
    let store = place.path("kills.store")
    try place.require(["generate", "planted", "--rows", "4000", "--out", log.path, "--quiet"])
    try place.require(["prepare", log.path, "--out", store.path, "--quiet"])
    let planted = ["planted", "--rows", "4000"]
    func earlier(_ name: String, _ data: [String]) throws -> URL {
      let run = place.path(name)
      try place.require(
        ["train"] + data
          + ["--config", small.path, "--model", "dnn", "--epochs", "1", "--baseline", "none", "--seed", "9", "--quiet"]
          + ["--out", run.path])
      return run
    }
    let ofStore = try earlier("earlier-store", [store.path])
    let ofPlanted = try earlier("earlier-planted", planted)
    func make(_ name: String, _ options: String, planted isPlanted: Bool = false) throws -> TrainCase {
      let baseline = options.contains("--baseline") ? [] : ["--baseline", "none"]
      return try TrainCase(
        place, name, data: isPlanted ? planted : [store.path],
        ["--config", small.path] + options.split(separator: " ").map(String.init) + baseline,
        earlier: isPlanted ? ofPlanted : ofStore)
    }
    cases = [
      try make("adl", "--model adl --epochs 3 --patience 3 --checkpoint-steps 1", planted: true),
      try make("star", "--model star --epochs 2 --patience 2 --checkpoint-steps 2"),
      try make("adasparse", "--model adasparse --epochs 2 --patience 2 --checkpoint-steps 3"),
      try make("dnn", "--model dnn --epochs 3 --patience 3 --checkpoint-steps 5", planted: true),
      try make("multi-epoch", "--model adl --multi-epoch --epochs 3 --checkpoint-steps 2 --dropout 0.2"),
      try make("baseline", "--model adl --epochs 1 --checkpoint-steps 2 --baseline dnn"),
      try make("paper-router", "--model adl --router paper --epochs 2 --patience 2 --checkpoint-steps 1"),
      try TrainCase(
        place, "from", data: [store.path],
        [
          "--from", ofStore.path, "--again", "--epochs", "2", "--patience", "2", "--checkpoint-steps", "2",
          "--baseline", "none",
        ],
        earlier: ofStore),
    ]
    preparing = try PrepareKills(place, log: log)
  }

  func run(until end: ContinuousClock.Instant) throws {
    var number = 0
    while ContinuousClock.now < end {
      var random = random.child("trial", number)
      try place.tidy()
      if number % 4 == 3 {
        try preparing.trial(&random, results)
      } else {
        try trial(cases[(number / 4 * 3 + number % 4) % cases.count], number, &random)
      }
      number += 1
    }
  }

  private func trial(_ training: TrainCase, _ number: Int, _ random: inout RandomGenerator) throws {
    let run = place.path("killed")
    try? FileManager.default.removeItem(at: run)
    let hasEarlier = random.index(below: 2) == 0
    if hasEarlier { try Folders.copy(training.earlier, to: run) }
    var story: [String] = [training.name, hasEarlier ? "over an earlier run" : "into a new folder"]
    func fail(_ kind: String, _ line: String) {
      results.fail("kills: \(kind)", "trial \(number): \(story.joined(separator: ", ")): \(line)") { folder in
        if Folders.exists(run) { try Folders.copy(run, to: folder.appendingPathComponent("run")) }
      }
    }
    let strikes = 1 + random.index(below: 4)
    for strike in 0..<strikes {
      let threads = 1 + random.index(below: 2)
      let first = strike == 0
      let arguments = first ? training.command(into: run, threads: threads) : training.resume(run, threads: threads)
      let moment = Moment.draw(&random, seconds: training.seconds, saves: training.saves)
      story.append(moment.summary)
      let child = try place.start(arguments)
      let struck = moment.strike(child) { Self.isSaving(run) }
      let ended = child.wait()
      let inTheMiddle = Self.isSaving(run)
      if struck != nil, ended.signal == moment.signal {
        if moment.signal == SIGKILL {
          results.count("kills survived")
          if inTheMiddle { results.count("of them while saving") }
        } else if let struck {
          fail("a signal that it should answer", "ended by it after \(Int(struck * 1000)) ms")
        }
      } else if struck != nil, moment.signal != SIGKILL, ended.code == 130 {
        results.count("signals answered")
        if let problem = Self.problem(ofAnswer: ended.err, begun: Self.isBegun(run)) {
          fail("the answer to a signal", problem)
        }
      } else if ended.code != 0, !Self.isNothingToResume(ended) {
        fail("how it ended", ended.summary)
        return
      }
      if hasEarlier {
        let copy = place.path("killed-copy")
        let inPlace = random.index(below: 3) == 0
        if !inPlace { try Folders.copy(run, to: copy) }
        if let problem = try training.problemOfEarlier(place, inPlace ? run : copy) {
          fail("the earlier run", problem)
          return
        }
      }
    }
    let threads = 1 + random.index(below: 2)
    var ended = try place.run(training.resume(run, threads: threads))
    // An earlier run of other settings, and nothing begun beside it, is not to be replaced by --resume.
    if Self.isNothingToResume(ended) { ended = try place.run(training.command(into: run, threads: threads)) }
    guard ended.code == 0 else { return fail("resuming", ended.summary) }
    if let problem = try training.problem(place, run) { fail("the end", problem) }
    results.count("disturbed runs that ended as undisturbed ones")
  }

  private static func isNothingToResume(_ ended: Child.Ended) -> Bool {
    ended.code == 2 && ended.err.contains("no unfinished run")
  }

  private static func isBegun(_ run: URL) -> Bool {
    Folders.exists(run.appendingPathComponent("unfinished/run.yaml"))
  }

  /// Whether files are half written or on their way up, in the run or in that of its baseline.
  static func isSaving(_ run: URL) -> Bool {
    for folder in ["unfinished", "unfinished/baseline/unfinished"] {
      guard let entries = opendir(run.appendingPathComponent(folder).path) else { continue }
      defer { closedir(entries) }
      while let entry = readdir(entries) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "DONE" || (name.hasPrefix(".") && name.contains(".safetensors")) { return true }
      }
    }
    return false
  }

  /// What an answer to a signal lacks.
  private static func problem(ofAnswer text: String, begun: Bool) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard lines.count == 1, let line = lines.first, line.hasPrefix("adl: interrupted") else {
      return "expected one line, adl: interrupted…, found: \(text.prefix(300))"
    }
    guard begun, !line.contains("--resume"), !line.contains("the same command") else { return nil }
    return "it does not name the way to resume: \(line)"
  }
}
