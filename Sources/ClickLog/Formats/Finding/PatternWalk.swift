import Foundation

/// Finds the files of a pattern such as `2024/**/part-*.csv`.
struct PatternWalk {
  private let parts: [String]

  init(_ pattern: String) {
    var parts: [String] = []
    for part in pattern.split(separator: "/").map(String.init) where part != "**" || parts.last != "**" {
      parts.append(part)
    }
    // All files, at any depth.
    if parts.last == "**" { parts.append("*") }
    self.parts = parts
  }

  /// Sorted by name, folder by folder; none where nothing fits.
  func files(in folder: URL) throws -> [LogFile] {
    let found = try expand(parts[...], in: folder, name: "", [])
    guard parts.contains("**") else { return found }
    // Several `**` may lead to a file in several ways.
    var seen: Set<String> = []
    return found.filter { seen.insert($0.name).inserted }
      .map { ($0, $0.name.split(separator: "/")) }
      .sorted { a, b in a.1.lexicographicallyPrecedes(b.1) { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
      .map(\.0)
  }

  private func expand(
    _ parts: ArraySlice<String>, in folder: URL, name: String, _ partitions: [LogFile.Partition]
  ) throws -> [LogFile] {
    guard let part = parts.first else { return [] }
    try TableFolder.refuse(folder, name: name.isEmpty ? folder.lastPathComponent : String(name.dropLast()))
    if !FileFinder.isPattern(part) { return try next(part, parts, in: folder, name: name, partitions) }
    var files: [LogFile] = []
    let listing = try FolderListing(folder)
    if part == "**" {
      files += try expand(parts.dropFirst(), in: folder, name: name, partitions)
      for entry in listing.folders {
        let url = folder.appendingPathComponent(entry.name, isDirectory: true)
        if entry.isLink { try FolderWalk.checkEnds(url, name: name + entry.name) }
        files += try expand(parts, in: url, name: name + entry.name + "/", partitions + Self.partition(entry.name))
      }
      return files
    }
    for entry in listing.entries where Self.fits(entry.name, part) && entry.isFolder == (parts.count > 1) {
      files += try enter(entry.name, parts, in: folder, name: name, partitions)
    }
    return files
  }

  /// What a name that is no pattern leads to.
  private func next(
    _ part: String, _ parts: ArraySlice<String>, in folder: URL, name: String, _ partitions: [LogFile.Partition]
  ) throws -> [LogFile] {
    var status = stat()
    let path = folder.appendingPathComponent(part, isDirectory: false).path
    guard lstat(path, &status) == 0 else { return [] }
    let isFolder = URL(fileURLWithPath: path, isDirectory: false).isFolder
    return isFolder == (parts.count > 1) ? try enter(part, parts, in: folder, name: name, partitions) : []
  }

  private func enter(
    _ entry: String, _ parts: ArraySlice<String>, in folder: URL, name: String, _ partitions: [LogFile.Partition]
  ) throws -> [LogFile] {
    let url = folder.appendingPathComponent(entry, isDirectory: parts.count > 1)
    if parts.count == 1 { return [try LogFile(url: url, name: name + entry, partitions: partitions)] }
    return try expand(parts.dropFirst(), in: url, name: name + entry + "/", partitions + Self.partition(entry))
  }

  private static func partition(_ folder: String) -> [LogFile.Partition] {
    LogFile.Partition(folder: folder).map { [$0] } ?? []
  }

  /// Whether a name is one of a pattern's. Hidden ones are, where the pattern itself begins so.
  static func fits(_ name: String, _ pattern: String) -> Bool {
    fnmatch(pattern, name, FNM_PERIOD) == 0 && (!name.hasPrefix("_") || pattern.hasPrefix("_"))
  }
}
