import Foundation
import Testing

@testable import ClickLog

/// Labels as people's logs have them, and how much a row counts.
@Suite struct LabelCases {
  private let log = CaseLog()
  private static let schema = CaseLog.schema()

  @Test(arguments: [
    ["True", "False"], ["true", "false"], ["yes", "no"], ["1", "-1"], ["1.00", "0.00"], [" 1", "0 "], ["T", "F"],
    ["1.0", "0.0"], ["+1", "0"], ["1", "-1.0"],
  ])
  func theUsualWordsForAClick(_ words: [String]) throws {
    let folder = try LogFolder(["base.csv": log.text()])
    let clicks = try folder.prepared(Self.schema, of: "base.csv").clicks
    try folder.write("log.csv", log.with("click") { _, click in words[click == "1" ? 0 : 1] }.text())
    #expect(try folder.prepared(Self.schema, of: "log.csv").clicks == clicks)
  }

  @Test func otherWordsAreRefused() throws {
    let folder = try LogFolder()
    for (word, hint) in [
      ("maybe", "expected 0 or 1, found \"maybe\""), ("", "expected 0 or 1, found \"\""),
      ("0.3", "expected 0 or 1 (a probability is named so: label: {probability: COLUMN}), found \"0.3\""),
      (
        "4",
        "expected 0 or 1 (of a rating say what counts as a click: label: {column: COLUMN, positive: \">= 4\"}; of clicks "
          + "among impressions: {clicks: COLUMN, of: COLUMN}), found \"4\""
      ),
    ] {
      let text = log.with("click") { row, click in row == 2 ? word : click }.text()
      #expect(try folder.sizes(text, Self.schema) == "log.csv, row 3 (line 4), column click: \(hint)")
    }
  }

  @Test func ratingsAreComparedOrPicked() throws {
    let rated = log.with("click") { row, _ in "\(row % 5 + 1)" }
    let folder = try LogFolder(["log.csv": rated.text()])
    for (positive, share) in [
      ("'>= 4'", 2), ("'> 4'", 1), ("'<= 2'", 2), ("'< 2'", 1), ("'== 3'", 1), ("'= 3'", 1), ("'!= 3'", 4),
      ("[1, 5]", 2), ("5", 1), ("['4.0']", 1),
    ] {
      let schema = CaseLog.schema(["label": "{column: click, positive: \(positive)}"])
      #expect(try folder.prepared(schema, of: "log.csv").clicks == [420 * share, 60 * share, 120 * share])
      // As a store keeps it.
      #expect(try Schema.parse(yaml: Schema.parse(yaml: schema).yaml) == Schema.parse(yaml: schema))
    }
    let words = log.with("click") { row, _ in ["like", "love", "skip"][row % 3] }
    try folder.write("log.csv", words.text())
    let schema = CaseLog.schema(["label": "{column: click, positive: [like, love]}"])
    #expect(try folder.prepared(schema, of: "log.csv").clicks == [1400, 200, 400])
    #expect(
      folder.sizes(of: "log.csv", CaseLog.schema(["label": "{column: click, positive: '>= 4'}"]))
        == "log.csv, row 1 (line 2), column click: expected a number, found \"like\"")
  }

  @Test func clicksAmongImpressions() throws {
    let counted = log.with("click") { row, _ in "\(row % 3)" }.with("shown") { row, _ in "\(3 + row % 4)" }
    let folder = try LogFolder(["log.csv": counted.text(columns: CaseLog.columns + ["shown"])])
    let schema = CaseLog.schema(["label": "{clicks: click, of: shown}"])
    let prepared = try folder.prepared(schema, of: "log.csv")
    #expect(prepared.clicks == [2100, 300, 600])
    for batch in prepared.all.batches(size: 64) {
      for (place, row) in batch.rowNumbers.enumerated() {
        #expect(batch.labels[place] == Float(Double(row % 3) / Double(3 + row % 4)))
        #expect(batch.rowWeights[place] == Float(3 + row % 4))
      }
    }
    let rate = Double((0..<2100).reduce(0) { $0 + $1 % 3 }) / Double((0..<2100).reduce(0) { $0 + 3 + $1 % 4 })
    #expect(abs(prepared.part(.training).clickRate - rate) < 1e-6)
    let wrong = counted.with("shown") { row, shown in row == 5 ? "1" : shown }
    #expect(
      try folder.sizes(wrong.text(columns: CaseLog.columns + ["shown"]), schema)
        == "log.csv, row 6 (line 7), column click: expected at most as many clicks as impressions (shown), found \"2\"")
  }

  @Test func probabilitiesAndWeights() throws {
    let soft = log.with("click") { row, _ in "\(Double(row % 11) / 10)" }.with("w") { row, _ in "\(Double(row % 5) / 2)"
    }
    let folder = try LogFolder(["log.csv": soft.text(columns: CaseLog.columns + ["w"])])
    let schema = CaseLog.schema(["label": "{probability: click}", "weight": "w"])
    let prepared = try folder.prepared(schema, of: "log.csv")
    for batch in prepared.all.batches(size: 100) {
      for (place, row) in batch.rowNumbers.enumerated() {
        #expect(batch.labels[place] == Float(Double(row % 11) / 10))
        #expect(batch.rowWeights[place] == Float(row % 5) / 2)
      }
    }
    let (sum, weights) = (0..<2100).reduce((0.0, 0.0)) { sums, row in
      let weight = Double(row % 5) / 2
      return (sums.0 + weight * Double(row % 11) / 10, sums.1 + weight)
    }
    #expect(abs(prepared.part(.training).clickRate - sum / weights) < 1e-6)
    #expect(abs(prepared.part(.training).meanWeight - weights / 2100) < 1e-6)
    #expect(
      try folder.sizes(
        soft.with("w") { row, w in row == 0 ? "-1" : w }.text(columns: CaseLog.columns + ["w"]), schema)
        == "log.csv, row 1 (line 2), column w: expected a number from 0 on, found \"-1\"")
    #expect(
      try folder.sizes(
        soft.with("click") { row, p in row == 0 ? "1.5" : p }.text(columns: CaseLog.columns + ["w"]), schema)
        == "log.csv, row 1 (line 2), column click: expected a number from 0 to 1, found \"1.5\"")
    // A day more lies behind.
    try folder.write("more.csv", soft.text(columns: CaseLog.columns + ["w"], rows: 0..<10))
    let more = try PreparedLog.append(LogSource(data: folder["more.csv"]), to: folder["store"])
    let last = more.all.batches(size: 4000).map { ($0.rowNumbers, $0.rowWeights, $0.labels) }[0]
    let place = try #require(last.0.firstIndex(of: 3009))
    #expect(last.1[place] == 2 && last.2[place] == 0.9)
  }
}
