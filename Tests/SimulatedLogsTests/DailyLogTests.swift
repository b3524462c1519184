import ClickLog
import Files
import Foundation
import Testing

@testable import SimulatedLogs

/// The log that comes day by day.
@Suite struct DailyLogTests {
  @Test func daysHaveWhatTheySay() throws {
    let place = try TemporaryFolder()
    var settings = DailyLog.Settings()
    (settings.days, settings.rows) = (4, 500)
    let summary = try DailyLog(settings).write(to: place.url)
    #expect(summary.files.map(\.lastPathComponent) == (0...4).map { "day-0\($0).csv" })
    #expect(summary.rows == 4_500 && summary.clicks > 400 && summary.clicks < 2_000)
    var times: [String] = []
    var pages: [Set<Substring>] = []
    for file in summary.files {
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
      times += lines.map { String($0.prefix(19)) }
      pages.append(Set(lines.map { $0.split(separator: ",")[3] }))
    }
    #expect(times == times.sorted() && times.first == "2026-01-01 00:00:00" && times.last ?? "" < "2026-01-10")
    #expect(pages.map(\.count) == [5, 5, 6, 6, 6])
    let again = try TemporaryFolder()
    let same = try DailyLog(settings).write(to: again.url)
    for (a, b) in zip(summary.files, same.files) { #expect(try Data(contentsOf: a) == Data(contentsOf: b)) }
  }

  @Test func datesGoOverMonths() {
    #expect(DailyLog.time(31 * 86_400) == "2026-02-01 00:00:00")
    #expect(DailyLog.time(59 * 86_400 + 3_661) == "2026-03-01 01:01:01")
    #expect(DailyLog.time(364 * 86_400) == "2026-12-31 00:00:00")
  }
}
