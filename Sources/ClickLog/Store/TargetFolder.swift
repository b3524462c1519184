import Files
import Foundation

/// A folder that is there whole or not at all: made under a hidden name beside its place, which it takes when it is complete.
/// An earlier one keeps the place until then.
///
/// What an interrupted preparation has read may stay there, under that name, for the next one of the same log and schema.
final class TargetFolder {
  private let target: URL
  private let place: URL
  /// Where the store grows.
  let building: URL
  /// Where what was read of the log lies until the store is complete.
  let scratch: URL
  /// Whether there is something of an earlier preparation to go on with.
  let goesOn: Bool
  private let purposeFile: URL
  private let keeps: Bool
  private let lock: FolderLock
  private var isSealed = false

  /// - Parameters:
  ///   - purpose: a text that says all that the coded log depends on, if what was read is to be kept when the preparation is
  ///     interrupted; nil to keep nothing.
  /// - Throws: `LogError` if something other than a store stands at the place; `WriteError` if no folder can be made there
  ///   or another process makes one.
  init(_ target: URL, purpose: String?) throws {
    self.target = target
    let parent = target.deletingLastPathComponent()
    let files = FileManager.default
    place = parent.appendingPathComponent(".\(target.lastPathComponent).building")
    building = place.appendingPathComponent("store")
    scratch = place.appendingPathComponent("read")
    purposeFile = place.appendingPathComponent("purpose")
    keeps = purpose != nil
    try DurableFolder.make(parent)
    lock = try FolderLock(parent.appendingPathComponent(".\(target.lastPathComponent).lock"), of: target)
    DurableFolder.restore(target)
    if target.exists {
      let contents = try? files.contentsOfDirectory(atPath: target.path)
      guard let contents, contents.isEmpty || contents.contains(StoreManifest.fileName) else {
        throw LogError("something other than a store is there; it is left as it is", file: target.relativePath)
      }
    }
    goesOn = purpose != nil && (try? String(contentsOf: purposeFile, encoding: .utf8)) == purpose
    try? files.removeItem(at: goesOn ? building : place)
    try DurableFolder.make(building)
    try DurableFolder.make(scratch)
    if let purpose, !goesOn { try DurableFolder.write(Data(purpose.utf8), to: purposeFile) }
  }

  /// Writes the manifest, the last file, and gives the folder its name.
  ///
  /// - Parameter lasts: whether all of it is brought to the disk before.
  func seal(_ manifest: StoreManifest, lasts: Bool = true) throws {
    try DurableFolder.write(JSONFile.sealed(manifest), to: building.appendingPathComponent(StoreManifest.fileName))
    try DurableFolder.put(building, at: target, synced: lasts)
    isSealed = true
  }

  /// Removes what was not sealed; what was read of the log stays if the preparation was interrupted and can go on.
  func discard(after error: (any Error)?) {
    // Whoever has to mend the log starts afresh.
    if keeps, !isSealed, let error, !(error is LogError) {
      try? FileManager.default.removeItem(at: building)
    } else {
      try? FileManager.default.removeItem(at: place)
    }
  }
}
