import Foundation

extension URL {
  /// Whether a folder is there, or a link to one.
  package var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Whether a file or a folder is there, or a link to one.
  package var exists: Bool { FileManager.default.fileExists(atPath: path) }
}
