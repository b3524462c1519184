import ClickLog
import Files
import Foundation
import Testing

@testable import LogChecks

/// What a log is warned about before anything is trained on it.
@Suite struct WarningCases {
  /// The warnings of a log that is written in memory.
  private func warnings(_ text: String, _ schema: String) throws -> [String] {
    let folder = try TemporaryFolder()
    let log = folder.url.appendingPathComponent("log.csv")
    try Data(text.utf8).write(to: log)
    let preparer = try LogPreparer(source: LogSource(data: log), schema: Schema.parse(yaml: schema))
    return try preparer.prepare(into: folder.url.appendingPathComponent("store")).remarks
      .filter { $0.severity == .warning }.map(\.text)
  }

  private static let rows = (0..<1000).map { row in
    "\(row % 3 == 0 ? 1 : 0),p\(row % 3),u\(row % 50),\(row),\(Double(row) / 7),\(row)\n"
  }
  private static let text = "click,page,user,day,price,order\n" + rows.joined()

  @Test func scenariosTooSmallToLearn() throws {
    let schema = "label: click\nscenario: price\nfeatures: {user: {kind: id}}"
    #expect(
      try warnings(Self.text, schema) == [
        "800 scenarios have 1.0 training rows each on average, too few to learn: minimumScenarioRows in the schema joins "
          + "the small ones, and buckets cut numbers, like scenario: {column: price, buckets: 8}."
      ])
    let buckets = schema.replacingOccurrences(of: "price", with: "{column: price, buckets: 8}")
    #expect(try warnings(Self.text, buckets) == [])
  }

  @Test func fieldsThatTrainingDoesNotKnow() throws {
    let schema = "label: click\nscenario: page\nminimumCount: 1\nfeatures: {user: {kind: id}, day: {kind: id}}"
    #expect(
      try warnings(Self.text, schema) == [
        "day is unknown in 100% of the validation rows' values: training has other values, so the model can learn nothing "
          + "of it for them."
      ])
    // New users in the other parts are what a split by users is for.
    let group =
      "split: {random: [0.8, 0.1, 0.1], group: user}\nlabel: click\nscenario: page\nfeatures: {user: {kind: id}}"
    #expect(try warnings(Self.text, group) == [])
  }

  @Test func trainingOnTheFuture() throws {
    let schema = "label: click\nscenario: page\ntime: order\nfeatures: {user: {kind: id}}\nsplit: "
    #expect(try warnings(Self.text, schema + "{order: [0.8, 0.1, 0.1]}") == [])
    #expect(try warnings(Self.text, schema + "{by: order, validation: 800, test: 900}") == [])
    #expect(
      try warnings(Self.text, schema + "{random: [0.8, 0.1, 0.1]}") == [
        "some training rows are later than some test rows: where the model is to predict later days, split by time "
          + "(split: {order: [0.8, 0.1, 0.1]} with time: order)."
      ])
  }
}
