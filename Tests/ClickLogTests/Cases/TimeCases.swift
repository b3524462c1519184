import Foundation
import Testing

@testable import ClickLog

/// Times in the forms that people's logs have, as limits of a split and in order.
@Suite struct TimeCases {
  private static let dates = CaseLog.schema(["split": CaseLog.limits("2024-01-06", "2024-01-07")])
  private static let byDate = "2160/432/408"
  private static let byOrder = "2100/300/600"
  private let log = CaseLog()

  static let forms: [(name: String, form: @Sendable (Int) -> String)] = [
    ("space", { CaseLog.time($0) }),
    ("T", { CaseLog.time($0).replacingOccurrences(of: " ", with: "T") }),
    ("pandas", { CaseLog.time($0) + "+00:00" }),
    ("DuckDB", { CaseLog.time($0) + "+00" }),
    ("Polars", { CaseLog.time($0).replacingOccurrences(of: " ", with: "T") + ".000000+0000" }),
    ("Spark", { CaseLog.time($0).replacingOccurrences(of: " ", with: "T") + ".000Z" }),
    ("BigQuery", { CaseLog.time($0) + " UTC" }),
    ("Go", { CaseLog.time($0) + " +0000 UTC" }),
    ("slashes", { CaseLog.time($0).replacingOccurrences(of: "-", with: "/") }),
    ("an offset", { CaseLog.time($0, after: 8 * 3600) + "+08:00" }),
    ("offsets and T by turns", { $0 % 2 == 0 ? CaseLog.time($0, after: -19_800) + "-05:30" : CaseLog.time($0) + "Z" }),
    (
      "compact",
      { row in
        CaseLog.time(row).filter { !"-:".contains($0) }.replacingOccurrences(of: " ", with: "T") + "Z"
      }
    ),
    ("digits", { row in CaseLog.time(row).filter(\.isNumber) }),
    ("seconds", { "\(CaseLog.instant($0))" }),
    ("seconds as floats", { "\(CaseLog.instant($0)).0" }),
    ("milliseconds", { "\(CaseLog.instant($0))000" }),
    ("microseconds", { "\(CaseLog.instant($0))000000" }),
    ("nanoseconds", { "\(CaseLog.instant($0))000000000" }),
  ]

  @Test(arguments: forms.map(\.name))
  func limitsAreInstants(_ name: String) throws {
    let form = try #require(Self.forms.first { $0.name == name }).form
    let folder = try LogFolder()
    let text = log.with("time") { row, _ in form(row) }.text()
    #expect(try folder.sizes(text, Self.dates) == Self.byDate)
    let within = CaseLog.schema(["split": CaseLog.limits("2024-01-06T12:00:00", "2024-01-07 12:00")])
    #expect(folder.sizes(of: "log.csv", within) == "2376/432/192")
    #expect(folder.sizes(of: "log.csv", CaseLog.schema()) == Self.byOrder)
  }

  @Test func limitsMayBeInAnyUnit() throws {
    let folder = try LogFolder()
    for (validation, test) in [
      ("1704499200", "1704585600"), ("1704499200000", "1704585600000"), ("20240106", "20240107"),
    ] {
      let schema = CaseLog.schema(["split": CaseLog.limits(validation, test)])
      #expect(try folder.sizes(log.text(), schema) == Self.byDate)
      #expect(
        try folder.sizes(log.with("time") { row, _ in "\(CaseLog.instant(row))000" }.text(), schema) == Self.byDate)
    }
  }

  @Test func othersAreReadByTheirForm() throws {
    let folder = try LogFolder()
    // Over New Year, where text would be in the wrong order.
    let american = log.with("time") { row, _ in
      let time = CivilTime(instant: Double(CaseLog.instant(row) - 4 * 86_400))
      return String(format: "%02d/%02d/%d", time.month, time.day, time.year)
    }.text()
    let limits = CaseLog.limits("01/02/2024", "01/03/2024")
    let split = CaseLog.schema(["split": limits, "timeFormat": "'%m/%d/%Y'"])
    #expect(try folder.sizes(american, split) == Self.byDate)
    #expect(
      LogFolder.line { _ = try Schema.parse(yaml: CaseLog.schema(["split": limits])) }.hasSuffix(
        "expected a number or a time like 2024-05-06 or 2024-05-06 10:00 for validation, found \"01/02/2024\"; "
          + "if times are written so, name their form, like timeFormat: \"%m/%d/%Y\""))
    #expect(
      folder.sizes(of: "log.csv", Self.dates).hasPrefix(
        "log.csv, row 1 (line 2), column time: expected a number or a time like 2022-05-06 10:00:00"))
    // Year first, a digit a month: there is no doubt.
    let unpadded = log.with("time") { row, _ in
      let time = CivilTime(instant: Double(CaseLog.instant(row)))
      return "\(time.year)-\(time.month)-\(time.day + 4)"
    }.text()
    #expect(
      try folder.sizes(unpadded, CaseLog.schema(["split": CaseLog.limits("2024-1-8", "2024-1-9")])) == "1296/432/1272")
  }

  @Test func limitsOfAnotherKindAreRefused() throws {
    let folder = try LogFolder()
    let days = log.with("time") { row, _ in "\(row / 432)" }.text()
    #expect(
      try folder.sizes(days, Self.dates)
        == "log.csv, column time: the split's limit 2024-01-06 is a time, and the values are numbers (the first: 0); "
        + "expected a limit like the values")
    #expect(try folder.sizes(days, CaseLog.schema(["split": CaseLog.limits("5", "6")])) == Self.byDate)
    #expect(
      try folder.sizes(log.text(), CaseLog.schema(["split": CaseLog.limits("5", "6")]))
        == "log.csv, column time: the split's limit 5 is a number, and the values are times (the first: 2024-01-01); "
        + "expected a limit like the values")
    #expect(
      LogFolder.line { _ = try Schema.parse(yaml: CaseLog.schema(["split": CaseLog.limits("5", "2024-01-07")])) }
        .hasSuffix("expected two numbers or two times as limits, found \"5\" and \"2024-01-07\""))
  }

  @Test func mixedUnitsAreRefused() throws {
    let folder = try LogFolder()
    let mixed = log.with("time") { row, _ in "\(CaseLog.instant(row))\(row % 2 == 0 ? "" : "000")" }.text()
    for schema in [Self.dates, CaseLog.schema()] {
      #expect(
        try folder.sizes(mixed, schema)
          == "log.csv, column time: its values are of several kinds, seconds since 1970 and milliseconds since 1970, and "
          + "cannot be compared; expected one kind")
    }
  }

  @Test func rowsWithoutATimeAreInNoPartSilently() throws {
    let folder = try LogFolder()
    let text = log.with("time") { row, time in row % 100 == 0 ? "" : time }.text()
    for schema in [Self.dates, CaseLog.schema()] {
      #expect(
        try folder.sizes(text, schema).hasPrefix("log.csv, row 1 (line 2), column time: expected a number or a time"))
    }
    let kept = try folder.prepared(Self.dates, of: "log.csv", .cut(1 << 20) { $0.maxBadRows = 30 })
    #expect(kept.sizes.reduce(0, +) == 2970 && kept.statistics.badRows == 30)
  }

  @Test func partsSayWhenTheyWere() throws {
    let folder = try LogFolder(["log.csv": log.with("time") { row, _ in "\(CaseLog.instant(row))000" }.text()])
    let times = try #require(try folder.prepared(Self.dates, of: "log.csv").statistics.times)
    #expect(times.unit == "milliseconds since 1970" && !times.trainsOnLaterRows)
    #expect(times.ranges[0] == .init(from: "2024-01-01", to: "2024-01-05 23:56:40"))
    #expect(times.ranges[2] == .init(from: "2024-01-07", to: "2024-01-07 22:36:40"))
    let drawn = try folder.prepared(CaseLog.schema(["split": "{random: [0.8, 0.1, 0.1]}"]), of: "log.csv")
    #expect(drawn.statistics.times?.trainsOnLaterRows == true)
  }

  @Test func hoursAndWeekdaysAreFeatures() throws {
    let folder = try LogFolder(["log.csv": log.text()])
    let schema = CaseLog.schema([
      "features": "{hour: {kind: hour, of: time}, day: {kind: weekday, of: time, zone: '+08:00'}, user_id: {kind: id}}"
    ])
    let prepared = try folder.prepared(schema, of: "log.csv")
    let rows = prepared.all.inWords(prepared.encoding)
    for row in [0, 100, 1599, 2999] {
      let seconds = 200 * row
      let found = try #require(rows.first { $0.number == row })
      #expect(found.values[0] == ["\(seconds / 3600 % 24)"])
      // The first of January 2024 was a Monday.
      #expect(found.values[1] == ["\((seconds + 8 * 3600) / 86_400 % 7 + 1)"])
    }
  }
}
