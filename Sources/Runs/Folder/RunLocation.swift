import ClickLog
import Files
import Foundation
import ScenarioModels
import Training

/// Where a training works, locked against other processes: a chosen folder, or a new one.
public struct RunLocation {
  /// Nil until it is known what a new one is called.
  public private(set) var folder: RunFolder?
  /// What a resumed training found there; nil if nothing was begun, or a new run was asked for.
  public let begun: BegunRun?
  private var lock: FolderLock?

  /// A new run in a folder, or in one that is named later.
  ///
  /// - Throws: `LogError` if something else is in the folder, or an unfinished run would be lost; `WriteError` if another
  ///   process works there.
  public init(new url: URL?) throws {
    begun = nil
    guard let url else { return }
    let folder = RunFolder(url)
    lock = try Self.settle(in: folder)
    guard !folder.unfinished.hasCheckpoint else {
      throw LogError(
        "an unfinished run is there", file: url.relativePath, remedy: .resumeOrDelete(folder: url.relativePath))
    }
    self.folder = folder
  }

  /// The run in a folder, wherever it was cut off.
  ///
  /// - Parameter models: those that it may be of.
  /// - Throws: `LogError` if something else is in the folder, `WriteError` if another process works there.
  public init(resuming url: URL, models: [ModelKind] = ModelKind.builtIn) throws {
    let folder = RunFolder(url)
    lock = try Self.settle(in: folder)
    begun = try BegunRun(folder, models: models)
    self.folder = folder
  }

  private static func settle(in folder: RunFolder) throws -> FolderLock {
    try folder.check()
    let lock = try folder.lock()
    try folder.recover(holding: lock)
    return lock
  }

  /// How a training of these settings starts here.
  public var start: RunStart { begun == nil ? .anew : .resuming }

  /// The folder; if none was chosen, a new one called `stem`, with a number if that is taken.
  public mutating func settle(namedLike stem: @autoclosure () -> String) throws -> RunFolder {
    if let folder { return folder }
    let stem = stem()
    var candidate = stem
    var number = 2
    while FileManager.default.fileExists(atPath: candidate) {
      candidate = "\(stem)-\(number)"
      number += 1
    }
    let new = RunFolder(URL(fileURLWithPath: candidate))
    lock = try new.lock()
    folder = new
    return new
  }

  /// Unlocks the folder.
  public mutating func leave() { lock = nil }
}
