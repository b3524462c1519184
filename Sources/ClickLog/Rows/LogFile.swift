import Files
import Foundation

/// A file of a log: where it is, and what error lines call it.
public struct LogFile: Sendable, Equatable {
  public let url: URL
  public let name: String
  /// Bytes on the disk.
  public let size: Int
  /// Seconds since 1970 at which it was last changed.
  let changed: Double
  /// What the names of the folders it lies in say, such as `date=2022-05-05`, outermost first.
  let partitions: [Partition]
  /// The part that its rows are in, where the schema says so.
  var part: PartName?

  struct Partition: Sendable, Equatable {
    let column: String
    let value: String
  }

  /// Throws `LogError` unless a file is there. Asks the system once: logs of thousands of files are listed.
  init(url: URL, name: String, partitions: [Partition] = []) throws {
    var status = stat()
    guard stat(url.path, &status) == 0 else { throw LogError("no such file", file: name) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw LogError("expected a file, found a folder", file: name) }
    self.url = url
    self.name = name
    self.partitions = partitions
    size = Int(status.st_size)
    #if os(macOS)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    changed = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension LogFile.Partition {
  /// Reads a folder's name of the form `column=value`, as Spark and Hive write them; nil for any other.
  init?(folder: String) {
    guard let equals = folder.firstIndex(of: "="), equals != folder.startIndex else { return nil }
    column = String(folder[..<equals])
    let text = String(folder[folder.index(after: equals)...])
    value = text == "__HIVE_DEFAULT_PARTITION__" ? "" : text.removingPercentEncoding ?? text
  }
}
