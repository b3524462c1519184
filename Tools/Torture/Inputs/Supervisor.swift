import Foundation
import Tensors

/// Keeps a worker at work on changed files, and notes what made it crash, hang or err.
struct Supervisor {
  private let place: Workplace
  private let results: TortureResults
  private let family: TargetFamily

  /// Inputs until a worker is replaced by a fresh one.
  private static let inputsOfAWorker = 20_000
  /// An input that takes longer is a failure: so many seconds of a processor, or of the clock on a machine however busy.
  private static let patience = 10.0
  private static let longPatience = 120.0

  init(_ place: Workplace, _ results: TortureResults, _ family: TargetFamily) {
    self.place = place
    self.results = results
    self.family = family
  }

  func run(until end: ContinuousClock.Instant) throws {
    let fixtures = try Fixtures.tiny(place, "\(family.rawValue)-fixtures")
    let scratch = try place.fresh("\(family.rawValue)-scratch")
    let targets = try family.targets(fixtures, scratch)
    let progressFile = place.path("\(family.rawValue).progress")
    let progress = try Progress(progressFile)
    let problems = place.path("\(family.rawValue).problems")
    var next = 0
    let start = ContinuousClock.now
    while ContinuousClock.now < end {
      progress[.index] = next
      let first = next
      let child = try Child(
        place.torture,
        [
          "worker", "--family", family.rawValue, "--fixtures", fixtures.folder.path, "--scratch", scratch.path,
          "--progress", progressFile.path, "--problems", problems.path, "--seed", "\(place.seed)",
          "--first", "\(first)", "--count", "\(Self.inputsOfAWorker)",
        ], environment: ["MALLOC_ARENA_MAX": "2"], log: place.folder)
      let ended = watch(child, progress, until: end)
      note(problems, targets)
      next = progress[.index]
      guard let ended else { break }
      guard ended.code != 0 || ended.late else { continue }
      let why = ended.late ? "hangs for more than \(Int(Self.patience)) s" : "crashes (\(ended.summary))"
      fail(targets, next, ended.late ? "a hang" : "a crash", why, ended.err)
      next += 1
    }
    let tried = progress[.accepted] + progress[.refused]
    results.count(family == .flips ? "bytes flipped, files cut" : "inputs fuzzed", tried)
    results.count("\(family.rawValue) refused", progress[.refused])
    let rate = Int(Double(tried) / start.seconds)
    printLine("\(family.rawValue): \(tried) inputs, \(rate) a second, \(Set(targets.map(\.name)).count) kinds of files")
  }

  /// How the worker ended; nil if the time was over.
  private func watch(_ child: Child, _ progress: Progress, until end: ContinuousClock.Instant) -> Child.Ended? {
    var (beat, since, work) = (progress[.beat], ContinuousClock.now, child.processorSeconds)
    while true {
      if let ended = child.poll() { return ended }
      if progress[.beat] != beat {
        (beat, since, work) = (progress[.beat], ContinuousClock.now, child.processorSeconds)
      }
      if since.seconds > Self.longPatience
        || since.seconds > Self.patience && child.processorSeconds - work > Self.patience
      {
        return child.wait(seconds: 0)
      }
      if ContinuousClock.now >= end {
        // The one that is being tried has its time too.
        usleep(100_000)
        if progress[.beat] != beat || since.seconds < 1 {
          child.send(SIGKILL)
          _ = child.wait()
          return nil
        }
      }
      usleep(2000)
    }
  }

  private func note(_ problems: URL, _ targets: [Target]) {
    for line in ((try? String(contentsOf: problems, encoding: .utf8)) ?? "").split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2, let index = Int(parts[0]) else { continue }
      fail(targets, index, String(parts[1].prefix(28)), String(parts[1]))
    }
    unlink(problems.path)
  }

  private func fail(_ targets: [Target], _ index: Int, _ kind: String, _ line: String, _ text: String = "") {
    let target = targets[index % targets.count]
    results.fail("\(family.rawValue): \(target.name): \(kind)", "input \(index): \(line)") { folder in
      if !text.isEmpty { try Data(text.utf8).write(to: folder.appendingPathComponent("stderr.txt")) }
      let bytes = try target.input(RandomGenerator(seed: place.seed).child(family.rawValue), index)
      try Data(bytes).write(to: folder.appendingPathComponent(target.file.lastPathComponent))
    }
  }
}
