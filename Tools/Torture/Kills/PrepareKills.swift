import Foundation
import Tensors

/// Kills `adl prepare` over a store that is there: it stays, or the new one is in its place.
struct PrepareKills {
  private let place: Workplace
  private let log: URL
  private let old: URL
  private let new: [String: Data]
  private let seconds: Double

  init(_ place: Workplace, log: URL) throws {
    self.place = place
    self.log = log
    old = place.path("old.store")
    try place.require(["prepare", "planted", "--rows", "1500", "--out", old.path, "--quiet"])
    let store = place.path("new.store")
    let start = ContinuousClock.now
    try place.require(["prepare", log.path, "--out", store.path, "--quiet"])
    seconds = start.seconds
    new = Folders.contents(store)
  }

  func trial(_ random: inout RandomGenerator, _ results: TortureResults) throws {
    let home = try place.fresh("prepared")
    let store = home.appendingPathComponent("s.store")
    try Folders.copy(old, to: store)
    var story: [String] = []
    func fail(_ kind: String, _ line: String) {
      results.fail("kills of prepare: \(kind)", "\(story.joined(separator: ", ")): \(line)") { folder in
        try Folders.copy(home, to: folder.appendingPathComponent("stores"))
      }
    }
    let building = home.appendingPathComponent(".s.store.building/store")
    func isSaving() -> Bool {
      Folders.exists(building.appendingPathComponent("store.json"))
        || (Folders.exists(building) && !Folders.exists(store))
    }
    func prepare() -> [String] {
      ["prepare", log.path, "--out", store.path, "--quiet", "--threads", "\(1 + random.index(below: 2))"]
    }
    for _ in 0...random.index(below: 3) {
      let moment = Moment.draw(&random, seconds: seconds, saves: 1)
      story.append(moment.summary)
      let child = try place.start(prepare())
      let struck = moment.strike(child, isSaving: isSaving)
      let inTheMiddle = isSaving()
      let ended = child.wait()
      if struck != nil, ended.signal == moment.signal {
        guard moment.signal == SIGKILL else { return fail("a signal that it should answer", "ended by it") }
        results.count("kills survived")
        if inTheMiddle { results.count("of them while saving") }
      } else if ended.code == 130 {
        results.count("signals answered")
        if ended.err.split(separator: "\n").count != 1 || !ended.err.hasPrefix("adl: interrupted") {
          fail("the answer to a signal", ended.summary)
        }
      } else if ended.code != 0 {
        return fail("how it ended", ended.summary)
      }
      let look = try place.run(["inspect", store.path, "--json"])
      guard look.code == 0 else { return fail("the earlier store", look.summary) }
    }
    let ended = try place.run(prepare())
    guard ended.code == 0 else { return fail("preparing again", ended.summary) }
    if let file = Folders.difference(Folders.contents(store), new) { return fail("the end", "\(file) is another") }
    let rest = (try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? []
    if rest != ["s.store"] { fail("the end", "left behind: \(rest.sorted().joined(separator: " "))") }
    results.count("disturbed preparations that ended as undisturbed ones")
  }
}
