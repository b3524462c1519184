import ClickLog
import Files
import Foundation

/// A simulated log that comes day by day, to try daily updates on: tastes drift, users and items leave and new ones come, and
/// halfway a new page opens.
///
/// A click's log-odds are those of the page, the user and the item, and how well user and item go together on this page.
/// Equal settings give equal bytes.
public struct DailyLog: Sendable {
  public struct Settings: Sendable, Equatable {
    /// Days after the first days, each in a file of its own.
    public var days = 10
    /// Rows of a day; the first days, in one file, are five times as many.
    public var rows = 12_000
    public var seed: UInt64 = 1

    public init() {}
  }

  public struct Summary: Sendable, Equatable {
    public let rows: Int
    public let clicks: Int
    /// The first days, then each day.
    public let files: [URL]
    public let schema: URL
  }

  /// How many days the first file has.
  static let firstDays = 5

  public let settings: Settings

  public init(_ settings: Settings = Settings()) { self.settings = settings }

  /// Rows in all files.
  public var rows: Int { settings.rows * (Self.firstDays + settings.days) }

  /// Writes `day-00.csv`, the first days, `day-01.csv` and so on, and `schema.yaml` into a folder, which is made if it is
  /// missing.
  ///
  /// - Parameter progress: called with the number of rows written; what it throws ends the work.
  public func write(to folder: URL, progress: (Int) throws -> Void = { _ in }) throws -> Summary {
    try DurableFolder.make(folder)
    var world = DailyWorld(settings)
    var files: [URL] = []
    var (written, clicks) = (0, 0)
    for file in 0...settings.days {
      let (first, length) = file == 0 ? (0, Self.firstDays) : (Self.firstDays + file - 1, 1)
      if file > 0 { world.turn(opening: file == (settings.days + 1) / 2) }
      let url = folder.appendingPathComponent(file < 10 ? "day-0\(file).csv" : "day-\(file).csv")
      let partial = folder.appendingPathComponent(".\(url.lastPathComponent).partial")
      defer { try? FileManager.default.removeItem(at: partial) }
      var text = try LogTextFile(partial)
      text.append("time,user,item,page,click\n")
      let rows = settings.rows * length
      for row in 0..<rows {
        let second = first * 86_400 + row * 86_400 * length / rows
        let impression = world.impression()
        if impression.click { clicks += 1 }
        text.append(Self.time(second))
        text.append(",u\(impression.user),i\(impression.item),p\(impression.page),\(impression.click ? 1 : 0)\n")
        if (row + 1) % 16_384 == 0 { try text.flush() }
      }
      try text.close()
      try DurableFolder.put(file: partial, at: url)
      files.append(url)
      written += rows
      try progress(written)
    }
    let schema = folder.appendingPathComponent("schema.yaml")
    try DurableFolder.write(Data(Self.schema.utf8), to: schema)
    return Summary(rows: written, clicks: clicks, files: files, schema: schema)
  }

  /// 1 January 2026, 00:00 UTC, in seconds since 1970.
  private static let start = 1_767_225_600

  /// Of seconds after the start.
  static func time(_ second: Int) -> String {
    let time = CivilTime(instant: Double(start + second))
    return "\(time.date) \(time.clock)"
  }

  private static let schema = """
    label: click
    scenario: page
    session: user
    time: time
    split: {order: [0.9, 0.1]}
    features:
      user: {kind: id, group: user}
      item: {kind: id, group: item}
      page: {kind: id}

    """
}
