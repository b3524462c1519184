import Foundation

/// A file of a log: where it is, and what error lines call it.
public struct LogFile: Sendable, Equatable {
  public let url: URL
  public let name: String
  /// Bytes on the disk.
  public let size: Int

  init(url: URL, name: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw LogError("no such file", file: name)
    }
    guard !isFolder.boolValue else { throw LogError("expected a file, found a folder", file: name) }
    self.url = url
    self.name = name
    size = (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int) ?? 0
  }
}

/// A log as text: one file (CSV or TSV, plain or gzip), or a folder with several of one form and their side tables.
public struct LogSource: Sendable {
  /// Where the log and the side tables are looked for.
  public let folder: URL
  /// The log's files, sorted by name; their rows follow one another.
  public let files: [LogFile]
  /// The columns' names, the same in all files.
  public let header: [String]
  let delimiter: UInt8

  /// Finds the files of the log and reads their header.
  ///
  /// - Parameters:
  ///   - data: a file, or a folder; then `pattern` says which of its files are the log.
  ///   - pattern: the schema's `log`, with `*`, `?` and `[…]` in the file's name. Not used when `data` is a file.
  /// - Throws: `LogError` if there is no such file, if one is empty, or if the headers differ.
  public init(data: URL, pattern: String? = nil) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: data.path, isDirectory: &isFolder) else {
      throw LogError("no such file or folder", file: data.relativePath)
    }
    if isFolder.boolValue {
      folder = data
      files = try Self.logs(in: data, pattern: pattern)
    } else {
      folder = data.deletingLastPathComponent()
      files = [try LogFile(url: data, name: data.lastPathComponent)]
    }
    let table = try TableHeader(files[0])
    (header, delimiter) = (table.names, table.delimiter)
    for file in files.dropFirst() {
      let other = try TableHeader(file)
      guard other.names == header, other.delimiter == delimiter else {
        throw LogError("its header is not the one of \(files[0].name)", file: file.name)
      }
    }
  }

  /// A side table's file. Throws `LogError` if the path leaves the folder without being absolute, or is not there.
  func sideFile(_ path: String) throws -> LogFile {
    if path.hasPrefix("/") { return try LogFile(url: URL(fileURLWithPath: path), name: path) }
    try Self.checkInside(path)
    return try LogFile(url: folder.appendingPathComponent(path), name: path)
  }

  private static func checkInside(_ path: String) throws {
    guard !path.split(separator: "/").contains("..") else {
      throw LogError("the schema's path \(path) leaves the data's folder; give an absolute path instead")
    }
  }

  private static func logs(in folder: URL, pattern: String?) throws -> [LogFile] {
    let name = folder.lastPathComponent
    guard let pattern else {
      let tables = try matches("*", in: folder).filter { file in
        [".csv", ".tsv", ".csv.gz", ".tsv.gz"].contains { file.lowercased().hasSuffix($0) }
      }
      guard tables.count == 1 else {
        throw LogError(
          tables.isEmpty
            ? "expected a .csv or .tsv file (also .gz) in this folder"
            : "which file is the log? Name it in the schema (log: …) or give it instead of the folder; "
              + "here are \(tables.prefix(8).joined(separator: ", "))", file: name)
      }
      return [try LogFile(url: folder.appendingPathComponent(tables[0]), name: tables[0])]
    }
    if pattern.hasPrefix("/") {
      let absolute = URL(fileURLWithPath: pattern)
      return try logs(in: absolute.deletingLastPathComponent(), pattern: absolute.lastPathComponent)
    }
    try checkInside(pattern)
    let parts = pattern.split(separator: "/").map(String.init)
    let inner = parts.dropLast().joined(separator: "/")
    let place = inner.isEmpty ? folder : folder.appendingPathComponent(inner)
    let found = try matches(parts.last ?? pattern, in: place)
    guard !found.isEmpty else { throw LogError("no file here matches the schema's log: \(pattern)", file: name) }
    return try found.map { file in
      try LogFile(url: place.appendingPathComponent(file), name: inner.isEmpty ? file : "\(inner)/\(file)")
    }
  }

  private static func matches(_ pattern: String, in folder: URL) throws -> [String] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
      throw LogError("the folder cannot be read", file: folder.relativePath)
    }
    return names.filter { fnmatch(pattern, $0, FNM_PERIOD) == 0 }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
