import ClickLog
import Files
import Foundation
import Runs
import Testing
import Training

@testable import LogChecks

/// What a run does not know of a log is counted, told in one line, and warned about where it is much more than in training.
@Suite struct UnknownValuesTests {
  private let place: TemporaryFolder
  private let encoding: Encoding

  private static let header = "click,page,user,tags,hashed,price\n"
  private static let schema = """
    label: click
    scenario: page
    split: {order: [0.8, 0.1, 0.1]}
    minimumCount: 2
    features:
      user: {kind: id}
      tags: {kind: ids, separator: "|"}
      hashed: {kind: id, buckets: 100}
      price: {kind: number, buckets: 4}
    """

  /// 1,000 rows; of the 800 of training 16 have a user of their own, and of 800 tags none is rare.
  init() throws {
    place = try TemporaryFolder()
    var text = Self.header
    for row in 0..<1000 {
      let user = row < 800 && row % 50 == 7 ? "rare\(row)" : "u\(row % 20)"
      text += "\(row % 3 == 0 ? 1 : 0),p\(row % 4),\(user),t\(row % 5),h\(row % 30),\(row % 9)\n"
    }
    try Data(text.utf8).write(to: place.url.appendingPathComponent("log.csv"))
    try Data(Self.schema.utf8).write(to: place.url.appendingPathComponent("s.yaml"))
    encoding = try DataSource.open(
      place.url.appendingPathComponent("log.csv").path, schema: place.url.appendingPathComponent("s.yaml").path
    ).prepare(seed: 1).log.encoding
  }

  private func unknown(_ rows: String) throws -> UnknownValues {
    try Data((Self.header + rows).utf8).write(to: place.url.appendingPathComponent("new.csv"))
    let data = try DataSource.open(place.url.appendingPathComponent("new.csv").path, coding: encoding)
      .prepare(with: encoding, labelsRequired: false)
    var unknown = UnknownValues(encoding)
    for batch in data.log.all.batches(size: 3) { unknown.add(batch) }
    return unknown
  }

  /// Rows of which the first `new` have a new user.
  private func rows(_ count: Int, new: Int) -> String {
    (0..<count).map { "0,p1,\($0 < new ? "new\($0)" : "u3"),t1,h1,2\n" }.joined()
  }

  @Test func nothingUnknownIsNothingToSay() throws {
    let unknown = try unknown(rows(100, new: 1))
    #expect(unknown.shares == ["user": 0.01, "tags": 0, "price": 0], "hashed values are never unknown")
    #expect(unknown.scenarioShare == 0 && unknown.report == nil && unknown.warnings == [])
  }

  @Test func whatIsUsualIsALineAndNoWarning() throws {
    // Training had 2%, so from 12% on it is unusual.
    let unknown = try unknown(rows(100, new: 12))
    #expect(unknown.report == "Unknown values: user 12%; in training 2.0%.")
    #expect(unknown.warnings == [])
  }

  @Test func whatIsUnusualIsWarnedAbout() throws {
    let unknown = try unknown(rows(100, new: 13))
    #expect(unknown.report == "Unknown values: user 13%; in training 2.0%.")
    #expect(
      unknown.warnings == [
        "13% of the values of 'user' are unknown to the run, of training's 2.0%: is the column what it was in training? "
          + "New values need a newer run."
      ])
  }

  /// Shares are of values and not of rows; an empty list has none, a missing number is unknown but never unusual.
  @Test func listsNumbersAndScenarios() throws {
    let unknown = try unknown("1,p1,u1,t1|t2|new,h1,\n0,elsewhere,u1,,new,\n0,p2,u2,t3,h1,5\n0,p9,u2,,h1,5\n")
    #expect(unknown.shares == ["user": 0, "tags": 0.25, "price": 0.5])
    #expect(unknown.scenarioShare == 0.5)
    #expect(unknown.report == "Unknown values: tags 25%; in training 0.00%. Rows of unknown scenarios: 50%.")
    #expect(unknown.warnings.count == 2 && unknown.warnings[0].hasPrefix("25% of the values of 'tags'"))
    #expect(unknown.warnings[1].hasPrefix("50% of the rows are of scenarios that the run does not know"))
    #expect(UnknownValues(encoding).report == nil && UnknownValues(encoding).warnings == [])
  }
}
