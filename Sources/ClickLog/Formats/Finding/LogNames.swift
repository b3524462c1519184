import Foundation

/// Which names of files are a log's, where nothing else is known.
struct LogNames {
  /// How much a name says; a later one counts where there is none before it.
  enum Kind: CaseIterable {
    /// An ending that only logs have, such as `.csv`.
    case sure
    /// One that other files have too, such as `.txt`.
    case unsure
    /// No ending, and a name as Spark, Hadoop, Hive and Redshift give to parts.
    case part
  }

  private let sure: [String]
  private let unsure: [String]

  init(_ formats: [any RowFormat.Type]) {
    sure = formats.flatMap { $0.fileEndings }
    unsure = formats.flatMap { $0.unsureFileEndings }
  }

  /// Nil for a name that is no log's, or hidden.
  func kind(of entry: FolderListing.Entry) -> Kind? {
    guard !entry.isFolder, !entry.isHidden else { return nil }
    let name = entry.name.lowercased()
    if sure.contains(where: name.hasSuffix) { return .sure }
    if unsure.contains(where: name.hasSuffix) { return .unsure }
    return Self.isPart(name) && !name.hasSuffix(".crc") ? .part : nil
  }

  /// `part-00000`, `part-r-00000`, `000000_0`, `0000_part_00`, any of them compressed.
  static func isPart(_ name: String) -> Bool {
    let name = TextFileEndings.unpacked(name)
    guard !name.contains(".") else { return false }
    return name.hasPrefix("part-") || name.wholeMatch(of: /\d{3,}(_\d+)?(_copy_\d+)?|\d{4}_part_\d+/) != nil
  }

  /// Whether files beside each other are one log: one alone, parts, or names that differ in their numbers only.
  static func areOneLog(_ names: [String], numbered: Bool) -> Bool {
    if names.count == 1 || names.allSatisfy({ $0.hasPrefix("part-") || isPart($0) }) { return true }
    return numbered && Set(names.map { $0.replacing(/\d+/, with: "0") }).count == 1
  }

  /// Whether folders beside each other are named after times, such as `2024`, `01`, `2024-01-01`, `day_7`, `hour12`.
  static func areTimes(_ folders: [String]) -> Bool {
    let words: Set<String> = [
      "", "y", "year", "q", "quarter", "m", "month", "w", "week", "d", "day", "dt", "date", "h", "hour", "t", "tz",
    ]
    return folders.allSatisfy { name in
      name.contains(where: \.isNumber)
        && words.contains(name.lowercased().filter { !$0.isNumber && !"-_.:+ ".contains($0) })
    }
  }
}
