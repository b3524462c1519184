import Files
import Foundation

/// A log as it is on the disk: one file or many of one format, and beside them their side tables.
public struct LogSource: Sendable {
  /// Where the side tables are looked for.
  public let folder: URL
  let rows: RowSource
  private let form: FileForm
  private let formats: [any RowFormat.Type]

  /// The log's files, sorted by name; their rows follow one another.
  public var files: [LogFile] { rows.files }
  /// The columns' names, the same in all files.
  public var header: [String] { rows.header }
  /// The schema that comes with the files' format; nil where the columns are the user's own.
  public var builtInSchema: BuiltInSchema? { rows.builtInSchema }
  /// What was recognised of the files' form, for people.
  public var notes: [String] { rows.notes }

  /// Finds the files of the log and reads their header.
  ///
  /// - Parameters:
  ///   - data: a file, a folder, or a path with `*`, `?` and `[…]` in it. Of a folder, `pattern` says which files are the
  ///     log.
  ///   - pattern: the schema's `log`. Not used when `data` is a file or a pattern itself.
  ///   - form: how the files are written, where they do not say it themselves.
  ///   - tables: where side tables are looked for; nil for the log's own folder.
  /// - Throws: `LogError` if there is no such file, if all are empty, or if they differ in format.
  public init(data: URL, pattern: String? = nil, form: FileForm = FileForm(), tables: URL? = nil) throws {
    try self.init(data: data, pattern: pattern, form: form, tables: tables, formats: LogFormats.all)
  }

  /// Finds the files of the log that a schema describes; see `init(data:pattern:form:tables:)`.
  public init(data: URL, schema: Schema, tables: URL? = nil) throws {
    let split: SplitFiles? = if case .files(let files) = schema.split { files } else { nil }
    try self.init(
      data: data, pattern: schema.log, split: split, form: schema.format, tables: tables, formats: LogFormats.all)
  }

  /// - Parameters:
  ///   - split: the files of each part, where the data is a folder.
  ///   - formats: the formats that the files may have.
  init(
    data: URL, pattern: String? = nil, split: SplitFiles? = nil, form: FileForm = FileForm(), tables: URL? = nil,
    formats: [any RowFormat.Type]
  ) throws {
    let files: [LogFile]
    let folder: URL
    if data.exists {
      folder = data.isFolder ? data : data.deletingLastPathComponent()
      let finder = FileFinder(folder: folder, formats: formats)
      if !data.isFolder {
        files = [try LogFile(url: data, name: data.lastPathComponent)]
      } else if let split {
        files = try finder.files(of: split)
      } else if let pattern {
        files = try finder.files(matching: pattern)
        guard !files.isEmpty else {
          throw LogError("no file here matches the schema's log: \(pattern)", file: data.lastPathComponent)
        }
      } else {
        files = try finder.onlyLog()
      }
    } else {
      guard FileFinder.isPattern(data.path) else {
        throw LogError("no such file or folder", file: data.relativePath)
      }
      // The folder is where the pattern begins.
      let parts = data.path.split(separator: "/").map(String.init)
      let first = parts.firstIndex(where: FileFinder.isPattern) ?? 0
      folder = URL(fileURLWithPath: "/" + parts[..<first].joined(separator: "/"))
      files = try FileFinder(folder: folder, formats: formats).files(matching: parts[first...].joined(separator: "/"))
      guard !files.isEmpty else { throw LogError("no file matches this", file: data.relativePath) }
    }
    rows = try RowSource(files, form: form, formats: formats)
    self.form = form
    self.formats = formats
    self.folder = tables ?? folder
  }

  /// The rows of a side table: a file, files of a pattern, or a folder. Throws `LogError` if the path leaves the folder
  /// without being absolute, or is not there.
  func sideRows(_ join: Schema.Join) throws -> RowSource {
    try RowSource(join, in: folder, form: form, formats: formats)
  }
}

extension FileFinder {
  /// The files of each part, and their parts. Throws `LogError` if a pattern has none, or a file is in two parts.
  fileprivate func files(of split: SplitFiles) throws -> [LogFile] {
    var found: [LogFile] = []
    for (part, patterns) in split.parts {
      for pattern in patterns {
        let files = try files(matching: pattern)
        guard !files.isEmpty else {
          throw LogError("no file here matches the schema's split: \(pattern)", file: folder.lastPathComponent)
        }
        for var file in files {
          if let known = found.first(where: { $0.name == file.name }) {
            guard known.part == part else {
              throw LogError("the schema's split has this file in two parts", file: file.name)
            }
            continue
          }
          file.part = part
          found.append(file)
        }
      }
    }
    return found
  }
}

extension RowSource {
  /// The rows of a side table whose path begins in a folder; see `LogSource.sideRows`.
  ///
  /// - Parameter form: the log's.
  init(
    _ join: Schema.Join, in folder: URL, form: FileForm, formats: [any RowFormat.Type] = LogFormats.all
  ) throws {
    let form = join.format ?? form.ofSideTable
    let finder = FileFinder(folder: folder, formats: formats)
    let path = join.file
    guard FileFinder.isPattern(path) || path.hasPrefix("/") else {
      try FileFinder.checkInside(path)
      let url = folder.appendingPathComponent(path)
      guard url.exists else { throw LogError("no such file; the schema joins it from \(folder.path)", file: path) }
      let files = url.isFolder ? try finder.files(below: path) : [try LogFile(url: url, name: path)]
      try self.init(files, form: form, formats: formats)
      return
    }
    let files = try finder.files(matching: path)
    guard !files.isEmpty else {
      throw LogError("no such file; the schema joins it from \(folder.path)", file: path)
    }
    try self.init(files, form: form, formats: formats)
  }
}
