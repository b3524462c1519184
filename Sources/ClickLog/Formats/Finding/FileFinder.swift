import Files
import Foundation

/// Finds a log's files: by name, by pattern, or all that look like one, also in folders like `date=2022-05-05` or `2022/05/05`.
///
/// Symbolic links are followed, wherever they lead: whoever put one into a folder wants what it leads to. Only a link to a
/// folder that it lies in is refused, since there is no end to it. Tables whose files are not all theirs any more (Delta Lake,
/// Iceberg, Hudi) are never read by the names of files: see `TableFolder`.
struct FileFinder {
  /// Where names and patterns begin.
  let folder: URL
  /// The formats whose files are looked for.
  let formats: [any RowFormat.Type]

  /// Whether a text has `*`, `?` or `[…]` in it.
  static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

  /// The files of a pattern, sorted by name: each part of the path may have `*`, `?` and `[…]`, and `**` stands for any
  /// number of folders. Where none is at that place, those of that name in the folders below it that are named after values
  /// or times. Throws `LogError` if there is none.
  func files(matching pattern: String) throws -> [LogFile] {
    if pattern.hasPrefix("/") {
      let url = URL(fileURLWithPath: pattern)
      guard Self.isPattern(pattern) else { return [try LogFile(url: url, name: pattern)] }
      return try FileFinder(folder: URL(fileURLWithPath: "/"), formats: formats).files(
        matching: String(pattern.dropFirst()))
    }
    try Self.checkInside(pattern)
    let found = try PatternWalk(pattern).files(in: folder)
    guard found.isEmpty, let last = pattern.split(separator: "/").last else { return found }
    return try FolderWalk { !$0.isFolder && PatternWalk.fits($0.name, String(last)) ? .sure : nil }
      .files(below: folder).filter { $0.place != .onlyFolder }.map { try $0.file() }
  }

  /// The log of a folder of which nothing more is known. Throws `LogError` unless one log is there.
  func onlyLog() throws -> [LogFile] {
    let name = folder.lastPathComponent
    if let table = try TableFolder.files(of: folder, name: name) { return table }
    for pattern in formats.compactMap({ $0.logPattern }) {
      let found = try PatternWalk(pattern).files(in: folder)
      if !found.isEmpty { return found }
    }
    let names = LogNames(formats)
    let listing = try FolderListing(folder)
    for kind in LogNames.Kind.allCases {
      let here = listing.entries.filter { names.kind(of: $0) == kind }.map(\.name)
      if here.isEmpty { continue }
      guard LogNames.areOneLog(here, numbered: false) else {
        throw LogError(
          "which file is the log? Name it in the schema (log: …) or give it instead of the folder; all of them are "
            + "\(Self.everything(here)); here are \(here.prefix(8).joined(separator: ", "))", file: name)
      }
      return try here.map { try LogFile(url: folder.appendingPathComponent($0, isDirectory: false), name: $0) }
    }
    let found = try FolderWalk(kind: names.kind).onlyLog(below: folder, name: name)
    guard found.isEmpty else { return found }
    // The one that takes any file comes first here.
    let expected = formats.reversed().compactMap { $0.filesInWords }.joined(separator: ", or ")
    throw LogError("expected \(expected), in this folder" + Self.below(listing, folder, names), file: name)
  }

  /// All files below a folder, as one log.
  func files(below path: String) throws -> [LogFile] {
    try FileFinder(folder: folder.appendingPathComponent(path), formats: formats).onlyLog()
  }

  static func checkInside(_ path: String) throws {
    guard !path.split(separator: "/").contains("..") else {
      throw LogError("the schema's path \(path) leaves the data's folder; give an absolute path instead")
    }
  }

  /// A schema's line that takes all files.
  private static func everything(_ names: [String]) -> String {
    let endings = Set(names.map { $0.drop { $0 != "." } })
    return "log: \"*\(endings.count == 1 ? endings.first.map(String.init) ?? "" : "")\""
  }

  /// What may have been meant, where files lie in folders that are not named after times.
  private static func below(_ listing: FolderListing, _ folder: URL, _ names: LogNames) -> String {
    let folders = listing.folders.filter { entry in
      let inside = try? FolderListing(folder.appendingPathComponent(entry.name, isDirectory: true))
      return inside?.entries.contains { names.kind(of: $0) == .sure || $0.isFolder && !$0.isHidden } ?? false
    }
    guard !folders.isEmpty else { return "" }
    return
      "; there are folders (\(folders.prefix(4).map(\.name).joined(separator: ", "))): give one of them, or say in the "
      + "schema which files of them are one log (log: \"**/*.csv\")"
  }
}
