import ClickLog
import Files
import Foundation
import Tensors
import Testing

@testable import LogChecks

/// What honest logs have and the guard against leaks must not suspect; beside each what it must.
@Suite struct HonestLogTests {
  /// One row of a log: its page is its scenario.
  private struct Row {
    var click: Double
    var page: Int
    var cells: [String]
  }

  /// The names of the suspected features of a log whose rows are clicked with the chance that `row` says.
  private func suspects(
    _ features: KeyValuePairs<String, String>, rows: Int = 20_000, seed: UInt64 = 1, statistics: String = "",
    _ row: (inout RandomGenerator) -> Row
  ) throws -> [String] {
    let place = try TemporaryFolder()
    var random = RandomGenerator(seed: seed)
    var text = "click,page," + features.map(\.key).joined(separator: ",") + "\n"
    for _ in 0..<rows {
      let row = row(&random)
      let click = random.uniform() < row.click ? "1" : "0"
      text += ([click, "p\(row.page)"] + row.cells).joined(separator: ",") + "\n"
    }
    let schema =
      "label: click\nscenario: page\nsplit: {order: [0.8, 0.1, 0.1]}\n\(statistics)features:\n  page: {kind: id}\n"
      + features.map { "  \($0): {kind: \($1)}\n" }.joined()
    let source = try LogSource(data: Self.write(text, in: place))
    let preparer = try LogPreparer(source: source, schema: Schema.parse(yaml: schema))
    let log = try preparer.prepare(into: place.url.appendingPathComponent("store"))
    return try LeakageGuard.inspect(log).warnings.map { String($0.split(separator: "'")[1]) }
  }

  private static func write(_ text: String, in place: TemporaryFolder) throws -> URL {
    let url = place.url.appendingPathComponent("log.csv")
    try Data(text.utf8).write(to: url)
    return url
  }

  private static func chance(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
  /// A fixed taste of each user, of about one deviation.
  private static func taste(_ user: Int) -> Double { Double(user * 7919 % 1000) / 290 - 1.72 }

  /// On p3 nearly each row is clicked, and the layout says that a row is on p3. The same layout on all pages alike is a leak.
  @Test(arguments: [0.03, 0.25], [false, true])
  func aPageWhereNearlyEachRowIsClicked(share: Double, leaks: Bool) throws {
    let found = try suspects(["user": "id", "layout": "id"]) { random in
      let (user, special) = (random.index(below: 200), random.uniform() < share)
      return Row(
        click: special ? 0.98 : Self.chance(-2 + Self.taste(user)),
        page: special && !leaks ? 3 : random.index(below: 3), cells: ["u\(user)", special ? "wide" : "usual"])
    }
    #expect(found == (leaks ? ["layout"] : []))
  }

  /// A tenth of the rows is a robot's that clicks on all.
  @Test func aUserWhoClicksOnEverything() throws {
    let found = try suspects(["user": "id"]) { random in
      let (user, robot) = (random.index(below: 500), random.uniform() < 0.1)
      return Row(
        click: robot ? 0.998 : Self.chance(-2 + Self.taste(user)), page: random.index(below: 3),
        cells: [robot ? "robot" : "u\(user)"])
    }
    #expect(found == [])
  }

  /// Users' tastes alone may reach 0.85 where nothing else tells much.
  @Test func usersWhoDiffer() throws {
    let found = try suspects(["user": "id", "item": "id"]) { random in
      let user = random.index(below: 300)
      return Row(
        click: Self.chance(-1 + 1.8 * Self.taste(user)), page: random.index(below: 3),
        cells: ["u\(user)", "i\(random.index(below: 100))"])
    }
    #expect(found == [])
  }

  /// Clicks by place as web search has them; as many rows of each place, and fewer the further down.
  @Test(arguments: [false, true], ["id", "number, buckets: 10"])
  func thePlaceInAList(even: Bool, kind: String) throws {
    let chances = [0.4, 0.17, 0.11, 0.08, 0.06, 0.05, 0.04, 0.035, 0.03, 0.03]
    let found = try suspects(["user": "id", "position": kind]) { random in
      var place = even ? 1 + random.index(below: 10) : 1
      while !even, place < 10, random.uniform() < 0.7 { place += 1 }
      let user = random.index(below: 200)
      return Row(
        click: chances[place - 1] * (1 + 0.3 * Self.taste(user)),
        page: random.index(below: 3), cells: ["u\(user)", "\(place)"])
    }
    #expect(found == [])
  }

  /// Flags that help or harm: an advertisement that nobody wants, an author whom the user follows.
  @Test(arguments: [-4, -1, 1, 1.3]) func flagsThatMatter(effect: Double) throws {
    for base in [-4, -0.3, 1.5] {
      let found = try suspects(["user": "id", "flag": "id"]) { random in
        let (user, flag) = (random.index(below: 200), random.uniform() < 0.1)
        return Row(
          click: Self.chance(base + Self.taste(user) + (flag ? effect : 0)), page: random.index(below: 3),
          cells: ["u\(user)", flag ? "1" : "0"])
      }
      #expect(found == [], "\(base)")
    }
  }

  /// Many features that say nothing, and few clicks: luck makes some of them look good.
  @Test(arguments: [(300, 0.1), (2_000, 0.005), (2_000, 0.02), (20_000, 0.002)])
  func littleValuesLuck(rows: Int, rate: Double) throws {
    let features: KeyValuePairs = [
      "a": "id", "b": "id", "c": "id", "d": "id", "e": "id", "f": "id", "g": "id", "h": "id", "i": "id", "j": "id",
      "k": "id", "l": "id", "m": "number, buckets: 8", "n": "number, buckets: 8",
    ]
    for seed in 1...8 {
      let found = try suspects(features, rows: rows, seed: UInt64(seed)) { random in
        let values = (0..<features.count).map { "\(random.index(below: [3, 30, 300, rows][$0 % 4]))" }
        return Row(click: rate, page: random.index(below: 3), cells: values)
      }
      #expect(found == [], "seed \(seed)")
    }
  }

  /// Too few clicks to judge an AUC by, and a copy of the label: nothing can be said of it. With more it is.
  @Test(arguments: [(40, false), (400, true)]) func aCopyInASmallLog(rows: Int, told: Bool) throws {
    var copy = false
    let found = try suspects(["user": "id", "liked": "id"], rows: rows) { random in
      copy = random.uniform() < 0.2
      return Row(click: copy ? 1 : 0, page: random.index(below: 2), cells: ["u\(random.index(below: 20))", "\(copy)"])
    }
    #expect(found == (told ? ["liked"] : []))
  }

  /// What earlier rows say of a row is known before it.
  @Test func runningStatistics() throws {
    let found = try suspects(["user": "id", "item": "id"], statistics: "statistics: {keys: [user, item]}\n") { random in
      let (user, item) = (random.index(below: 200), random.index(below: 50))
      return Row(
        click: Self.chance(-2 + 1.5 * Self.taste(user) + Self.taste(item)), page: random.index(below: 3),
        cells: ["u\(user)", "i\(item)"])
    }
    #expect(found == [])
  }
}
