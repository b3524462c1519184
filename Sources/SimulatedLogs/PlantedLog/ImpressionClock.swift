import ClickLog
import Foundation

/// When the impressions happen: in order, over whole days, fewer at night.
struct ImpressionClock {
  /// The days' dates, as 20240101.
  let dates: [String]
  private let dateCells: [String]
  private let rows: Double
  private let days: Double
  /// 1 January 2024, 00:00 UTC, in milliseconds since 1970.
  private static let start = 1_704_067_200_000
  private static let day = 86_400_000

  init(rows: Int, days: Int) {
    self.rows = Double(max(rows, 1))
    self.days = Double(days)
    dates = (0..<days).map(Self.date(day:))
    dateCells = dates.map { ",\($0)," }
  }

  /// The time of a row in milliseconds, increasing with the row; `jitter` in 0..<1 moves it within its slot.
  func time(of row: Int, jitter: Double) -> Int {
    let elapsed = (Double(row) + 0.9 * jitter) / rows * days
    let day = elapsed.rounded(.down)
    let hour = elapsed - day
    // Monotone, since |0.6 cos| < 1: around midnight the clock runs fast and few impressions fall into an hour.
    let warped = hour + 0.6 / (2 * .pi) * sin(2 * .pi * hour)
    return Self.start + Int((day + warped) * Double(Self.day))
  }

  /// The date of a time, between two commas.
  func date(of time: Int) -> String { dateCells[min((time - Self.start) / Self.day, dateCells.count - 1)] }

  /// The date that many days after 1 January 2024.
  private static func date(day: Int) -> String {
    let date = CivilTime(instant: Double(start / 1000 + 86_400 * day))
    return String(date.year * 10_000 + date.month * 100 + date.day)
  }
}
