import ClickLog
import Files
import Foundation
import Runs
import Tensors
import Testing
import Training

@testable import LogChecks

/// A feature that says what was clicked is found whatever its kind, and no honest one is suspected.
@Suite struct LeakageGuardTests {
  /// Prepares a log of two honest features, `user` and `place`, and what a test adds: `features` are lines of the schema, and
  /// `cells` the values of a row in the order of `columns`.
  private func log(
    rows: Int = 8_000, split: String = "{order: [0.8, 0.1, 0.1]}", columns: [String] = [], features: String = "",
    clicksBefore last: Int = .max,
    cells: (_ row: Int, _ click: Bool, inout RandomGenerator) -> [String] = { _, _, _ in [] }
  ) throws -> (log: PreparedLog, data: PreparedData) {
    let place = try TemporaryFolder()
    var random = RandomGenerator(seed: 7)
    var text = (["click", "user", "place"] + columns).joined(separator: ",") + "\n"
    for row in 0..<rows {
      let (user, spot) = (random.index(below: 200), random.index(below: 10))
      let click = random.index(below: 100) < 10 + 5 * (user % 3) + 4 * spot && row < last
      text += ([click ? "1" : "0", "u\(user)", "p\(spot)"] + cells(row, click, &random)).joined(separator: ",") + "\n"
    }
    try Data(text.utf8).write(to: place.url.appendingPathComponent("log.csv"))
    let schema = """
      label: click
      scenario: place
      split: \(split)
      features:
        user: {kind: id}
        place: {kind: id}
      \(features)
      """
    try Data(schema.utf8).write(to: place.url.appendingPathComponent("s.yaml"))
    let data = try DataSource.open(
      place.url.appendingPathComponent("log.csv").path, schema: place.url.appendingPathComponent("s.yaml").path
    ).prepare(seed: 1)
    return (data.log, data)
  }

  private func suspects(_ log: PreparedLog) throws -> [String] {
    try LeakageGuard.inspect(log).warnings.map { String($0.split(separator: "'")[1]) }
  }

  @Test func honestFeaturesAreNotSuspected() throws {
    let (log, data) = try log()
    let guarded = try LeakageGuard.inspect(log)
    #expect(guarded.warnings.isEmpty)
    // A place's chance runs from 0.15 to 0.51, a user's hardly differs.
    let aucs = try guarded.aucs.map { try #require($0) }
    #expect((0.6..<0.75).contains(aucs[1]) && (0.45..<0.6).contains(aucs[0]), "\(aucs)")
    withExtendedLifetime(data) {}
  }

  @Test func aCopyOfTheLabelIsToldInWords() throws {
    let (log, data) = try log(columns: ["liked"], features: "  liked: {kind: id}") { _, click, _ in
      [click ? "yes" : "no"]
    }
    #expect(
      try LeakageGuard.inspect(log).warnings == [
        "The feature 'liked' alone predicts the label (AUC 1.000 on rows it was not fitted on): it may be known only "
          + "after the click; leave it out unless you know better."
      ])
    withExtendedLifetime(data) {}
  }

  /// Of a copy that lies in a share e of the rows of either class, the AUC is 1 − e; of twenty values for each class none is usual.
  @Test(arguments: [(140, nil), (120, "far better than any other (0."), (80, "(AUC 0.9"), (5, "(AUC 0.99")])
  func theLimitsOfAnAUC(lies: Int, words: String?) throws {
    let (log, data) = try log(rows: 40_000, columns: ["copy"], features: "  copy: {kind: id}") { row, click, random in
      ["\((row * 7919) % 1000 < lies ? !click : click)\(random.index(below: 20))"]
    }
    let guarded = try LeakageGuard.inspect(log)
    let auc = try #require(guarded.aucs[2])
    #expect(abs(auc - (1 - Double(lies) / 1000)) < 0.01)
    #expect(guarded.warnings.count == (words == nil ? 0 : 1))
    if let words { #expect(guarded.warnings[0].contains(words), "\(guarded.warnings)") }
    withExtendedLifetime(data) {}
  }

  /// Of 8,000 rows about 100 have a like; of those without a click 1 in 1,000 does.
  @Test func aRareLikeIsToldInWords() throws {
    let (log, data) = try log(columns: ["liked"], features: "  liked: {kind: id}") { _, click, random in
      [random.index(below: 1000) < (click ? 35 : 1) ? "1" : "0"]
    }
    let guarded = try LeakageGuard.inspect(log)
    #expect((0.45..<0.55).contains(try #require(guarded.aucs[2])))
    let line = try #require(guarded.warnings.first)
    #expect(
      guarded.warnings.count == 1
        && line.replacing(#/\d+/#, with: "#")
          == "The feature 'liked' goes with clicks: of # rows where it is not as in most, "
          + "#% are clicked (#% would be usual there): it may be known only after the click; leave it out unless you know "
          + "better."
    )
    withExtendedLifetime(data) {}
  }

  /// In training it knows each row's label; of other rows it knows nothing.
  @Test func anIDUniqueToEachRowIsNotSuspected() throws {
    let features = "  id: {kind: id}\n  hashed: {kind: id, buckets: 100000}"
    for count in ["1", "2"] {
      let (log, data) = try log(columns: ["id", "hashed"], features: "\(features)\nminimumCount: \(count)") {
        row, _, _ in ["r\(row)", "r\(row)"]
      }
      #expect(try suspects(log) == [])
      #expect(try LeakageGuard.inspect(log).aucs[2] == 0.5)
      withExtendedLifetime(data) {}
    }
  }

  @Test func leaksOfEveryKindAreFound() throws {
    let features = """
        watched: {kind: number, buckets: 32}
        tags: {kind: ids, separator: "|"}
        weighted: {kind: ids, separator: "|", weighted: true}
        clicked: {kind: ids, separator: "|", pooling: sum}
        hashed: {kind: id, buckets: 5000}
        hashedTags: {kind: ids, separator: "|", buckets: 5000}
        noise: {kind: ids, separator: "|"}
      """
    let (log, data) = try log(
      columns: ["watched", "tags", "weighted", "clicked", "hashed", "hashedTags", "noise"], features: features
    ) { row, click, random in
      let noise = (0..<random.index(below: 4)).map { _ in "t\(random.index(below: 30))" }
      let item = random.index(below: 60)
      return [
        "\(click ? 5 + random.index(below: 100) : random.index(below: 5))",
        (noise + [click ? "bought" : "t\(random.index(below: 30))"]).joined(separator: "|"),
        (noise.map { "\($0):0.25" } + [click ? "bought:2" : "seen:1"]).joined(separator: "|"),
        click ? "i\(random.index(below: 50))" : "",
        "\(click ? "c" : "n")\(random.index(below: 200))",
        (noise + ["\(click ? "c" : "n")\(item)"]).joined(separator: "|"),
        noise.joined(separator: "|"),
      ]
    }
    #expect(try suspects(log) == ["watched", "tags", "weighted", "clicked", "hashed", "hashedTags"])
    withExtendedLifetime(data) {}
  }

  /// No click in validation and test: judged on the later half of training. No click at all, or nothing else: no figure.
  @Test func partsWithoutOneOfTheClasses() throws {
    for (last, known) in [(8_000, true), (6_000, true), (1_000, true), (0, false)] {
      let (log, data) = try log(
        columns: ["liked"], features: "  liked: {kind: id}", clicksBefore: last
      ) { _, click, _ in ["\(click)"] }
      // All clicks in the first eighth: no half after it has one.
      let expected = known && last > 3_200 ? ["liked"] : []
      #expect(try suspects(log) == expected, "\(last)")
      #expect(try LeakageGuard.inspect(log).aucs.allSatisfy { ($0 != nil) == !expected.isEmpty })
      withExtendedLifetime(data) {}
    }
  }

  @Test func theSameFromRunToRun() throws {
    let (log, data) = try log()
    #expect(try LeakageGuard.inspect(log).aucs == LeakageGuard.inspect(log).aucs)
    withExtendedLifetime(data) {}
  }
}
