import Foundation

/// What is in a folder, in the order of bytes: the same on every machine. Only links are asked for what they lead to, as reading
/// a folder tells the rest.
struct FolderListing {
  struct Entry {
    let name: String
    let isFolder: Bool
    let isLink: Bool

    /// Whether it is none of the data, such as `_SUCCESS` beside what Spark wrote, and `._…` beside what a Mac copied.
    var isHidden: Bool { name.hasPrefix("_") || name.hasPrefix(".") }
  }

  let entries: [Entry]

  var folders: [Entry] { entries.filter { $0.isFolder && !$0.isHidden } }

  /// Throws `LogError` if the folder cannot be read.
  init(_ folder: URL, name: String? = nil) throws {
    guard let stream = opendir(folder.path), let place = MemoryLayout<dirent>.offset(of: \.d_name) else {
      throw LogError("the folder cannot be read", file: name ?? folder.relativePath)
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let start = UnsafeRawPointer(entry) + place
      let name = String(cString: start.assumingMemoryBound(to: CChar.self))
      if name == "." || name == ".." { continue }
      let type = Int32(entry.pointee.d_type)
      let isKnown = type == Int32(DT_DIR) || type == Int32(DT_REG)
      let url = isKnown ? nil : folder.appendingPathComponent(name, isDirectory: false)
      entries.append(
        Entry(name: name, isFolder: url?.isFolder ?? (type == Int32(DT_DIR)), isLink: !isKnown))
    }
    self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
