import Foundation

/// A folder that is there whole or not at all: made under a hidden name beside its place and renamed when it is complete.
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
  private var isSealed = false

  /// - Parameters:
  ///   - purpose: a text that says all that the coded log depends on, if what was read is to be kept when the preparation is
  ///     interrupted; nil to keep nothing.
  /// - Throws: `LogError` if something other than a store stands at the place, or no folder can be made there.
  init(_ target: URL, purpose: String?) throws {
    self.target = target
    let parent = target.deletingLastPathComponent()
    let files = FileManager.default
    if files.fileExists(atPath: target.path) {
      let contents = try? files.contentsOfDirectory(atPath: target.path)
      guard let contents, contents.isEmpty || contents.contains(StoreManifest.fileName) else {
        throw LogError("something other than a store is there; it is left as it is", file: target.relativePath)
      }
    }
    place = parent.appendingPathComponent(
      ".\(target.lastPathComponent).building" + (purpose == nil ? "-\(getpid())" : ""))
    building = place.appendingPathComponent("store")
    scratch = place.appendingPathComponent("read")
    purposeFile = place.appendingPathComponent("purpose")
    keeps = purpose != nil
    goesOn = purpose != nil && (try? String(contentsOf: purposeFile, encoding: .utf8)) == purpose
    do {
      if goesOn { try? files.removeItem(at: building) } else { try? files.removeItem(at: place) }
      try files.createDirectory(at: building, withIntermediateDirectories: true)
      try files.createDirectory(at: scratch, withIntermediateDirectories: true)
      if let purpose, !goesOn { try purpose.write(to: purposeFile, atomically: true, encoding: .utf8) }
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
      isSealed = true
    } catch {
      throw LogError("the store cannot be written: \(error.localizedDescription)", file: target.relativePath)
    }
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
