import Foundation

/// A folder that is there whole or not at all: made under a hidden name and renamed when it is complete.
final class TargetFolder {
  private let target: URL
  let building: URL

  /// Throws `LogError` if something other than a store stands at the place, or no folder can be made there.
  init(_ target: URL) throws {
    self.target = target
    let parent = target.deletingLastPathComponent()
    building = parent.appendingPathComponent(".\(target.lastPathComponent).building-\(getpid())")
    let files = FileManager.default
    if files.fileExists(atPath: target.path) {
      let contents = try? files.contentsOfDirectory(atPath: target.path)
      guard let contents, contents.isEmpty || contents.contains(StoreManifest.fileName) else {
        throw LogError("something other than a store is there; it is left as it is", file: target.relativePath)
      }
    }
    do {
      try? files.removeItem(at: building)
      try files.createDirectory(at: building, withIntermediateDirectories: true)
    } catch {
      throw LogError("the folder cannot be made: \(error.localizedDescription)", file: target.relativePath)
    }
  }

  /// Writes the manifest, the last file, and gives the folder its name.
  func seal(_ manifest: StoreManifest) throws {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(manifest).write(to: building.appendingPathComponent(StoreManifest.fileName))
      try? FileManager.default.removeItem(at: target)
      try FileManager.default.moveItem(at: building, to: target)
    } catch {
      throw LogError("the store cannot be written: \(error.localizedDescription)", file: target.relativePath)
    }
  }

  /// Removes what was not sealed.
  func discard() { try? FileManager.default.removeItem(at: building) }
}
