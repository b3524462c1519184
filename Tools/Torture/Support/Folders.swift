import Files
import Foundation

/// What is in folders, file by file.
enum Folders {
  static func copy(_ source: URL, to target: URL) throws {
    try? FileManager.default.removeItem(at: target)
    try FileManager.default.copyItem(at: source, to: target)
  }

  /// The paths of all files below a folder, sorted; none of what is no folder.
  static func files(_ folder: URL) -> [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).filter {
      let url = folder.appendingPathComponent($0)
      return url.exists && !url.isFolder
    }.sorted()
  }

  static func bytes(_ url: URL) -> Data? { try? Data(contentsOf: url) }

  static func exists(_ url: URL) -> Bool { access(url.path, F_OK) == 0 }

  /// Everything in a folder.
  static func contents(_ folder: URL) -> [String: Data] {
    Dictionary(
      uniqueKeysWithValues: files(folder).compactMap { name in
        bytes(folder.appendingPathComponent(name)).map { (name, $0) }
      })
  }

  /// The first file that differs between two folders' contents; nil if they are the same.
  static func difference(_ a: [String: Data], _ b: [String: Data]) -> String? {
    Set(a.keys).union(b.keys).sorted().first { a[$0] != b[$0] }
  }

  /// Temporary files of this program, which nothing needs any more.
  static func leftovers(_ folder: URL) -> [String] {
    files(folder).filter { ($0.split(separator: "/").last ?? "").hasPrefix(".") }
  }
}
