import Files
import Foundation

/// Finds a log's files: by name, by pattern, or all that look like one, also in folders like `date=2022-05-05`.
///
/// Symbolic links are followed, wherever they lead: whoever put one into a folder wants what it leads to. Only a link to a
/// folder that it lies in is refused, since there is no end to it.
struct FileFinder {
  /// Where names and patterns begin.
  let folder: URL
  /// The formats whose files are looked for.
  var formats = LogFormats.all

  /// Whether a text has `*`, `?` or `[…]` in it.
  static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

  /// The files of a pattern, sorted by name: each part of the path may have `*`, `?` and `[…]`. Where none is at that
  /// place, those of that name in partition folders below it. Throws `LogError` if there is none.
  func files(matching pattern: String) throws -> [LogFile] {
    if pattern.hasPrefix("/") {
      let url = URL(fileURLWithPath: pattern)
      guard Self.isPattern(pattern) else { return [try LogFile(url: url, name: pattern)] }
      return try FileFinder(folder: URL(fileURLWithPath: "/"), formats: formats).files(
        matching: String(pattern.dropFirst()))
    }
    try Self.checkInside(pattern)
    let parts = pattern.split(separator: "/").map(String.init)
    var found = try expand(parts[...], in: folder, name: "", [])
    if found.isEmpty, let last = parts.last {
      found = try walk(folder, name: "", []) { Self.fits($0, last) }
    }
    return found
  }

  /// The log of a folder of which nothing more is known. Throws `LogError` unless one log is there.
  func onlyLog() throws -> [LogFile] {
    let name = folder.lastPathComponent
    for pattern in formats.compactMap({ $0.logPattern }) {
      let found = try files(matching: pattern)
      if !found.isEmpty { return found }
    }
    let endings = formats.flatMap { $0.fileEndings }
    func looksLikeALog(_ file: String) -> Bool {
      endings.contains { file.lowercased().hasSuffix($0) } && !Self.isHidden(file)
    }
    let here = try Self.names(in: folder).filter(looksLikeALog)
    if here.isEmpty {
      let parts = try walk(folder, name: "", [], where: looksLikeALog)
      guard parts.isEmpty else { return parts }
      // The one that takes any file comes first here.
      let expected = formats.reversed().compactMap { $0.filesInWords }.joined(separator: ", or ")
      throw LogError("expected \(expected), in this folder", file: name)
    }
    // What Spark and its kind write is one log in many files.
    guard here.count == 1 || here.allSatisfy({ $0.hasPrefix("part-") }) else {
      throw LogError(
        "which file is the log? Name it in the schema (log: …) or give it instead of the folder; "
          + "here are \(here.prefix(8).joined(separator: ", "))", file: name)
    }
    return try here.map { try LogFile(url: folder.appendingPathComponent($0), name: $0) }
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

  private func expand(
    _ parts: ArraySlice<String>, in folder: URL, name: String, _ partitions: [LogFile.Partition]
  ) throws -> [LogFile] {
    guard let part = parts.first else { return [] }
    var files: [LogFile] = []
    for entry in try Self.names(in: folder) where Self.fits(entry, part) {
      let url = folder.appendingPathComponent(entry)
      let isFolder = url.isFolder
      if parts.count > 1 {
        guard isFolder else { continue }
        let partition = LogFile.Partition(folder: entry).map { [$0] } ?? []
        files += try expand(parts.dropFirst(), in: url, name: name + entry + "/", partitions + partition)
      } else if !isFolder {
        files.append(try LogFile(url: url, name: name + entry, partitions: partitions))
      }
    }
    return files
  }

  /// The files in partition folders, at any depth.
  private func walk(
    _ folder: URL, name: String, _ partitions: [LogFile.Partition], where fits: (String) -> Bool
  ) throws -> [LogFile] {
    var files: [LogFile] = []
    for entry in try Self.names(in: folder) {
      let url = folder.appendingPathComponent(entry)
      if let partition = LogFile.Partition(folder: entry), url.isFolder {
        try Self.checkEnds(url, name: name + entry)
        files += try walk(url, name: name + entry + "/", partitions + [partition], where: fits)
      } else if !partitions.isEmpty, fits(entry) {
        files.append(try LogFile(url: url, name: name + entry, partitions: partitions))
      }
    }
    return files
  }

  /// Throws for a link to a folder above it.
  private static func checkEnds(_ folder: URL, name: String) throws {
    guard (try? folder.resourceValues(forKeys: [.isSymbolicLinkKey]).isSymbolicLink) == true else { return }
    let target = folder.resolvingSymlinksInPath().path
    let place = folder.deletingLastPathComponent().resolvingSymlinksInPath().path
    guard !(place + "/").hasPrefix(target + "/") else {
      throw LogError("expected a folder with a part of the log, found a link to a folder that it lies in", file: name)
    }
  }

  /// Whether a file is none of the data, such as `_SUCCESS` beside what Spark wrote, and `._…` beside what a Mac copied.
  private static func isHidden(_ name: String) -> Bool { name.hasPrefix("_") || name.hasPrefix(".") }

  /// Whether a name is one of a pattern's. Hidden ones are, where the pattern itself begins so.
  private static func fits(_ name: String, _ pattern: String) -> Bool {
    fnmatch(pattern, name, FNM_PERIOD) == 0 && (!name.hasPrefix("_") || pattern.hasPrefix("_"))
  }

  /// What is in a folder, in the order of bytes: the same on every machine.
  private static func names(in folder: URL) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw LogError("the folder cannot be read", file: folder.relativePath)
    }
  }
}
