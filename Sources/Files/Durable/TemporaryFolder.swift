import Foundation

/// A folder of the system's temporary ones, gone when its last user lets go of it. One whose process was killed is removed by
/// the next that makes one.
public final class TemporaryFolder: Sendable {
  public let url: URL
  private let lock: FolderLock
  private static let prefix = "adl-work-"

  public init() throws {
    let parent = FileManager.default.temporaryDirectory
    Self.sweep(parent)
    var attempts = 0
    while true {
      let url = parent.appendingPathComponent("\(Self.prefix)\(getpid())-\(UInt32.random(in: 0 ... .max))")
      // Between making the lock's file and locking it, a sweep may take the folder for one that was left.
      do {
        let lock = try FolderLock(in: url)
        if Self.lockFile(url).exists {
          (self.url, self.lock) = (url, lock)
          return
        }
      } catch { if attempts >= Self.mostAttempts { throw error } }
      attempts += 1
      guard attempts <= Self.mostAttempts else { throw WriteError(url) }
    }
  }

  private static let mostAttempts = 10

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Removes what killed processes left: folders whose lock is held by no process.
  private static func sweep(_ parent: URL) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: parent.path)) ?? [] where name.hasPrefix(prefix) {
      let old = parent.appendingPathComponent(name)
      // A folder without its lock is one that is being made or removed.
      guard lockFile(old).exists, let lock = try? FolderLock(lockFile(old), of: old) else {
        continue
      }
      withExtendedLifetime(lock) { try? files.removeItem(at: old) }
    }
  }

  private static func lockFile(_ folder: URL) -> URL { folder.appendingPathComponent(FolderLock.fileName) }
}
