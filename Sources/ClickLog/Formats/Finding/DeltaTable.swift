import Foundation

/// A Delta Lake table: Parquet files, and beside them a log of which were added and removed.
///
/// Its log is read from its first commit on. What would need more than that (checkpoints without the commits before them, rows
/// deleted within files, renamed columns) is refused.
struct DeltaTable {
  private let folder: URL
  private let name: String

  init(_ folder: URL, name: String) {
    self.folder = folder
    self.name = name
  }

  /// The files that are the table's now, as its log added them. Throws `LogError` if the log cannot be read to its end.
  func files() throws -> [LogFile] {
    var live: [String: (place: Int, add: Add)] = [:]
    var metadata: Metadata?
    var place = 0
    for commit in try commits() {
      let actions = try read(commit)
      // One commit may take a file out and put it in again.
      for remove in actions.compactMap(\.remove) { live[remove.key] = nil }
      for action in actions {
        if let needs = action.protocol { try check(needs) }
        metadata = action.metaData ?? metadata
        guard let add = action.add else { continue }
        live[add.key] = (place, add)
        place += 1
      }
    }
    guard let metadata else { throw refusal("its log has no description of the table") }
    try check(metadata)
    let adds = live.values.sorted { $0.place < $1.place }.map(\.add)
    guard !adds.isEmpty else { throw refusal("its log says that it has no rows") }
    return try adds.map { try file($0, metadata) }
  }

  /// The commits, from the first on without a gap.
  private func commits() throws -> [URL] {
    let log = folder.appendingPathComponent("_delta_log", isDirectory: true)
    let names = try FolderListing(log, name: "_delta_log").entries.map(\.name).filter {
      $0.wholeMatch(of: /\d{20}\.json/) != nil
    }
    for (number, name) in names.enumerated() where Int(name.prefix(20)) != number {
      throw refusal("its log goes on from a checkpoint, which is not read (the commit \(number) is not there)")
    }
    guard !names.isEmpty else { throw refusal("its log has no commits that are read") }
    return names.map { log.appendingPathComponent($0, isDirectory: false) }
  }

  private func read(_ commit: URL) throws -> [Action] {
    let name = "_delta_log/\(commit.lastPathComponent)"
    guard let data = try? Data(contentsOf: commit) else { throw refusal("\(name) cannot be read") }
    let decoder = JSONDecoder()
    return try data.split(separator: UInt8(ascii: "\n")).enumerated().compactMap { line, text in
      if text.allSatisfy({ $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") }) { return nil }
      guard let action = try? decoder.decode(Action.self, from: Data(text)) else {
        throw refusal("\(name) is damaged in line \(line + 1)")
      }
      return action
    }
  }

  private func check(_ needs: Needs) throws {
    // Whatever else a reader would have to know of.
    let known: Set<String> = [
      "columnMapping", "deletionVectors", "timestampNtz", "v2Checkpoint", "vacuumProtocolCheck",
    ]
    if let feature = needs.readerFeatures?.first(where: { !known.contains($0) }) {
      throw refusal("it has what is not read here: \(feature)")
    }
    guard needs.minReaderVersion <= 3 else {
      throw refusal("it is of a version that is not read here, \(needs.minReaderVersion)")
    }
  }

  private func check(_ metadata: Metadata) throws {
    if let provider = metadata.format?.provider, provider != "parquet" { throw refusal("its files are \(provider)") }
    if let mode = metadata.configuration?["delta.columnMapping.mode"], mode != "none" {
      throw refusal("its columns have other names in its files (column mapping), which is not read")
    }
  }

  private func file(_ add: Add, _ metadata: Metadata) throws -> LogFile {
    guard add.deletionVector == nil else {
      throw refusal("rows are deleted within its files (deletion vectors), which is not read")
    }
    let partitions = (metadata.partitionColumns ?? []).map {
      LogFile.Partition(column: $0, value: (add.partitionValues?[$0] ?? nil) ?? "")
    }
    let path = add.path.removingPercentEncoding ?? add.path
    if path.hasPrefix("file:") || path.hasPrefix("/") {
      let url = path.hasPrefix("/") ? URL(fileURLWithPath: path) : URL(string: add.path) ?? URL(fileURLWithPath: path)
      return try LogFile(url: url, name: path, partitions: partitions)
    }
    guard !path.contains("://"), !path.split(separator: "/").contains("..") else {
      throw refusal("its log names a file that is not in the folder: \(path)")
    }
    return try LogFile(
      url: folder.appendingPathComponent(path, isDirectory: false), name: path, partitions: partitions)
  }

  private func refusal(_ problem: String) -> LogError {
    LogError(
      "this is a Delta Lake table, and \(problem); write it as plain Parquet, like "
        + "pyarrow.parquet.write_table(deltalake.DeltaTable(FOLDER).to_pyarrow_table(), \"log.parquet\")", file: name)
  }
}

extension DeltaTable {
  /// A line of the log: one of these, or something that says nothing about rows.
  private struct Action: Decodable {
    let add: Add?
    let remove: Remove?
    let metaData: Metadata?
    let `protocol`: Needs?
  }

  private struct Add: Decodable {
    let path: String
    let partitionValues: [String: String?]?
    let deletionVector: DeletionVector?

    var key: String { path + (deletionVector?.key ?? "") }
  }

  private struct Remove: Decodable {
    let path: String
    let deletionVector: DeletionVector?

    var key: String { path + (deletionVector?.key ?? "") }
  }

  private struct DeletionVector: Decodable {
    let storageType: String
    let pathOrInlineDv: String
    let offset: Int?

    var key: String { "\n\(storageType)\(pathOrInlineDv)@\(offset ?? 0)" }
  }

  private struct Metadata: Decodable {
    let format: Form?
    let partitionColumns: [String]?
    let configuration: [String: String]?

    struct Form: Decodable { let provider: String }
  }

  private struct Needs: Decodable {
    let minReaderVersion: Int
    let readerFeatures: [String]?
  }
}
