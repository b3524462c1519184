import Foundation
import Tensors

/// Lets one call on files after another fail, as SQLite's tests do: the program has to end in order, with what was there
/// before whole, and to work when nothing fails any more.
struct Faults {
  private let place: Workplace
  private let results: TortureResults
  private let random: RandomGenerator

  init(_ place: Workplace, _ results: TortureResults) {
    self.place = place
    self.results = results
    random = RandomGenerator(seed: place.seed).child("faults")
  }

  func run(until end: ContinuousClock.Instant) throws {
    guard let library = place.faults else {
      return printLine("faults: not on this system (they need Linux's LD_PRELOAD)")
    }
    let cases = try FaultCases(place).all()
    var plans: [(FaultCase, FaultCase.Reference, [Fault.Call])] = []
    for one in cases {
      let (reference, calls) = try trace(one, library)
      results.count("calls that can fail", calls.count)
      plans.append((one, reference, calls))
    }
    // In turn, so that every command has its share of a short time.
    var next = 0
    while ContinuousClock.now < end {
      var any = false
      for (number, (one, reference, calls)) in plans.enumerated() {
        guard next < calls.count * Self.passes, ContinuousClock.now < end else { continue }
        any = true
        var random = random.child(one.name, next)
        let fault = Fault.draw(&random, at: calls[next % calls.count])
        try trial(one, reference, fault, calls[next % calls.count], number, library)
      }
      if !any { break }
      next += 1
    }
  }

  /// Each call fails so many times, in different ways.
  private static let passes = 4

  private func environment(_ folder: URL, _ library: URL, _ fault: Fault?, report: URL) throws -> [String: String] {
    let temporary = folder.appendingPathComponent("tmp")
    try? FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    return [
      "LD_PRELOAD": library.path, "TORTURE_FOLDER": folder.path, "TORTURE_AT": "\(fault?.call ?? 0)",
      "TORTURE_ERROR": "\(fault?.error ?? 0)", "TORTURE_STICKY": fault?.sticky == true ? "1" : "0",
      "TORTURE_REPORT": report.path, "TMPDIR": temporary.path,
    ]
  }

  /// The command without a fault: what it makes, and its calls, one of each kind first, the rest behind them.
  private func trace(_ one: FaultCase, _ library: URL) throws -> (FaultCase.Reference, [Fault.Call]) {
    let folder = place.path("faults")
    try Folders.copy(one.start, to: folder)
    let report = place.path("faults.report")
    unlink(report.path)
    let child = try place.start(
      one.arguments(folder), environment: try environment(folder, library, nil, report: report))
    let ended = child.wait()
    guard ended.code == 0 else { throw TortureError("\(one.name) without a fault: \(ended.summary)") }
    let calls = Fault.Call.read(report).sorted { $0.number < $1.number }
    guard !calls.isEmpty else { throw TortureError("\(one.name): no call was counted") }
    var seen: Set<String> = []
    var (first, rest): ([Fault.Call], [Fault.Call]) = ([], [])
    for call in calls {
      if seen.insert(call.kind(below: folder, pid: child.pid)).inserted {
        first.append(call)
      } else {
        rest.append(call)
      }
    }
    var random = random.child("order \(one.name)")
    first.shuffle(using: &random)
    rest.shuffle(using: &random)
    return (one.reference(after: folder), first + rest)
  }

  private func trial(
    _ one: FaultCase, _ reference: FaultCase.Reference, _ fault: Fault, _ call: Fault.Call, _ number: Int,
    _ library: URL
  ) throws {
    let folder = place.path("faults")
    try Folders.copy(one.start, to: folder)
    let report = place.path("faults.report")
    unlink(report.path)
    let variables = try environment(folder, library, fault, report: report)
    let ended = try place.run(one.arguments(folder), environment: variables)
    // Threads come in any order: the call that did fail may be another than the one in the trace.
    guard let hit = Fault.Call.read(report).first else { return results.count("faults not reached") }
    results.count("faults injected")
    let what = "\(one.name), \(fault.summary): \(hit.name) \(hit.path.dropFirst(folder.path.count))"
    func fail(_ kind: String, _ line: String) {
      results.fail("faults: \(one.name): \(kind)", "\(what): \(line)") { place in
        try Folders.copy(folder, to: place.appendingPathComponent("folder"))
        try Data((variables.map { "\($0)=\($1)" }.sorted() + one.arguments(folder)).joined(separator: "\n").utf8)
          .write(to: place.appendingPathComponent("command.txt"))
      }
    }
    guard !ended.late, let code = ended.code, (0...2).contains(code) else { return fail("how it ended", ended.summary) }
    if fault.isHarmless, code != 0 { return fail("what it should get over", ended.summary) }
    if code != 0 { check(ended.err, hit, fail) }
    if let problem = one.problem(in: folder, reference) {
      // A run whose files were on their way up becomes whole when it is opened.
      guard let opens = one.opens(folder) else { return fail("what is left", problem) }
      let opened = try place.run(opens)
      guard opened.code == 0, one.problem(in: folder, reference) == nil else {
        return fail("what is left", "\(problem); opening it: \(opened.summary)")
      }
    } else if let opens = one.opens(folder) {
      let opened = try place.run(opens)
      guard opened.code == 0 else { return fail("what is left", "it does not open: \(opened.summary)") }
    }
    if code == 0, !one.isNew(in: folder, reference) {
      return fail("success that is none", "the old one is still there")
    }
    let wasNew = one.isNew(in: folder, reference)
    let again = try place.run(one.arguments(folder), environment: ["TMPDIR": folder.appendingPathComponent("tmp").path])
    // What is in a store already is not appended again.
    let isThere = one.name == "append" && wasNew
    guard again.code == (isThere ? 2 : 0), !isThere || again.err.contains("the same rows are in") else {
      return fail("once more without it", again.summary)
    }
    if !one.isNew(in: folder, reference) { fail("once more without it", "it makes something else") }
  }

  private func check(_ text: String, _ hit: Fault.Call, _ fail: (String, String) -> Void) {
    let lines = text.split(separator: "\n")
    guard lines.count == 1, let line = lines.first, line.hasPrefix("adl: ") else {
      return fail("its line", "expected one line, adl: …, found: \(text.prefix(400))")
    }
    // Some file or folder of the way there, be it a temporary one.
    let names = hit.path.split(separator: "/").dropFirst(2).map {
      $0.drop { $0 == "." }.split(separator: ".").first ?? ""
    }
    if !names.contains(where: { $0.count > 1 && line.contains($0) }) { fail("its line", "it names no file: \(line)") }
  }
}
