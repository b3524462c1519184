import Foundation

/// Finds the files of a log below a folder, at any depth: in folders like `date=2022-05-05`, or, where there are none, in folders
/// named after times, or in the only one.
struct FolderWalk {
  /// What a name says of a file; nil where it is no log's.
  let kind: (FolderListing.Entry) -> LogNames.Kind?

  init(kind: @escaping (FolderListing.Entry) -> LogNames.Kind?) { self.kind = kind }

  struct Found {
    let url: URL
    let name: String
    let partitions: [LogFile.Partition]
    let kind: LogNames.Kind
    /// What led to it.
    let place: Place

    func file() throws -> LogFile { try LogFile(url: url, name: name, partitions: partitions) }
  }

  /// How the folders on the way to a file are named.
  enum Place { case values, times, onlyFolder }

  /// All files with a kind, folder by folder in the order of names.
  func files(below folder: URL) throws -> [Found] { try walk(folder, name: "", [], nil) }

  /// The files of the kind that says most. Throws `LogError` if those of one folder are no one log.
  func onlyLog(below folder: URL, name: String) throws -> [LogFile] {
    let all = try files(below: folder)
    for kind in LogNames.Kind.allCases {
      // A folder of something else has texts too.
      let found = all.filter { $0.kind == kind && (kind == .sure || $0.place != .onlyFolder) }
      if found.isEmpty { continue }
      let folders = Dictionary(grouping: found.filter { $0.place != .values }) {
        $0.url.deletingLastPathComponent().path
      }
      for (_, files) in folders.sorted(by: { $0.key < $1.key }) {
        let names = files.map(\.url.lastPathComponent)
        guard LogNames.areOneLog(names, numbered: true) else {
          let path = files[0].name.split(separator: "/").dropLast().joined(separator: "/")
          throw LogError(
            "which files of \(path) are the log? Name them in the schema, like log: \"**/\(names[0])\"; there are "
              + names.prefix(8).joined(separator: ", "), file: name)
        }
      }
      return try found.map { try $0.file() }
    }
    return []
  }

  private func walk(
    _ folder: URL, name: String, _ partitions: [LogFile.Partition], _ place: Place?
  ) throws -> [Found] {
    try TableFolder.refuse(folder, name: name.isEmpty ? folder.lastPathComponent : String(name.dropLast()))
    let listing = try FolderListing(folder)
    let folders = listing.folders
    let values = folders.filter { LogFile.Partition(folder: $0.name) != nil }
    let names = folders.map(\.name)
    let entered: (folders: [FolderListing.Entry], place: Place) =
      if !values.isEmpty {
        (values, .values)
      } else if LogNames.areTimes(names) {
        (folders, place ?? .times)
      } else if names.count == 1, place != .values {
        (folders, .onlyFolder)
      } else {
        ([], .times)
      }
    let enteredNames = Set(entered.folders.map(\.name))
    var files: [Found] = []
    for entry in listing.entries {
      if enteredNames.contains(entry.name) {
        let url = folder.appendingPathComponent(entry.name, isDirectory: true)
        if entry.isLink { try Self.checkEnds(url, name: name + entry.name) }
        let partition = LogFile.Partition(folder: entry.name).map { [$0] } ?? []
        files += try walk(url, name: name + entry.name + "/", partitions + partition, entered.place)
      } else if let place, let kind = kind(entry) {
        let url = folder.appendingPathComponent(entry.name, isDirectory: false)
        files.append(Found(url: url, name: name + entry.name, partitions: partitions, kind: kind, place: place))
      }
    }
    return files
  }

  /// Throws for a link to a folder above it.
  static func checkEnds(_ folder: URL, name: String) throws {
    let link = URL(fileURLWithPath: folder.path, isDirectory: false)
    guard (try? link.resourceValues(forKeys: [.isSymbolicLinkKey]).isSymbolicLink) == true else { return }
    let target = link.resolvingSymlinksInPath().path
    let place = link.deletingLastPathComponent().resolvingSymlinksInPath().path
    guard !(place + "/").hasPrefix(target + "/") else {
      throw LogError("expected a folder with a part of the log, found a link to a folder that it lies in", file: name)
    }
  }
}
