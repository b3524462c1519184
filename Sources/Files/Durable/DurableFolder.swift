import CSystem
import Foundation

/// Folders that last: what is in them is on the disk before they get a name that others rely on.
package enum DurableFolder {
  /// Makes a folder, with those above it, unless it is there. Throws `WriteError`.
  package static func make(_ folder: URL) throws {
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw WriteError(folder, error)
    }
  }

  /// Writes a file of a folder in the making, all of it: the system may take less than it is given at once.
  package static func write(_ bytes: Data, to url: URL) throws {
    let file = try FileWriter<UInt8>(url)
    try bytes.withUnsafeBytes { try file.append(contentsOf: $0) }
    try file.finish()
  }

  /// Gives a file that was written elsewhere its name; one of that name is replaced at once. Throws `WriteError`.
  package static func put(file: URL, at target: URL) throws {
    try syncEntries(of: file)
    guard rename(file.path, target.path) == 0 else { throw WriteError(target) }
    try syncEntries(of: target.deletingLastPathComponent())
  }

  /// Brings everything in a folder to the disk. Throws `WriteError` naming what could not be.
  package static func sync(_ folder: URL) throws {
    let files = FileManager.default
    let names = files.enumerator(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
    let entries = (names?.allObjects as? [URL]) ?? []
    // Thousands of small files take a disk minutes one by one, and the whole file system seconds.
    if entries.count > Self.manyEntries, syncFileSystem(of: folder) { return }
    for url in entries { try syncEntries(of: url) }
    try syncEntries(of: folder)
  }

  private static let manyEntries = 200

  /// Whether all that the file system holds is on the disk; false where the system cannot say.
  private static func syncFileSystem(of folder: URL) -> Bool {
    let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return adl_sync_file_system(descriptor) == 0
  }

  /// Brings a file, or the names in a folder, to the disk.
  package static func syncEntries(of url: URL) throws {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw WriteError(url) }
    defer { close(descriptor) }
    // Some file systems have no notion of it for folders.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw WriteError(url) }
  }

  /// Gives a new folder the name of another, which is there, one or the other whole, at every moment; the old one goes then.
  ///
  /// Where the file system cannot exchange two names there is a moment without; `restore` mends what a crash then leaves.
  ///
  /// - Parameter synced: whether the new one is brought to the disk before; a temporary one need not be.
  package static func put(_ new: URL, at target: URL, synced: Bool = true) throws {
    if synced { try sync(new) }
    if let old = try exchange(new, target) { try? FileManager.default.removeItem(at: old) }
  }

  /// Returns where the old folder is now, if there was one.
  private static func exchange(_ new: URL, _ target: URL) throws -> URL? {
    let parent = target.deletingLastPathComponent()
    defer { try? syncEntries(of: parent) }
    if adl_exchange(new.path, target.path) == 0 { return new }
    let refusal = errno
    guard target.exists else {
      guard rename(new.path, target.path) == 0 else { throw WriteError(target) }
      return nil
    }
    guard [ENOSYS, ENOTSUP, EINVAL].contains(refusal) else {
      errno = refusal
      throw WriteError(target)
    }
    let old = previous(of: target)
    guard rename(target.path, old.path) == 0 else { throw WriteError(target) }
    guard rename(new.path, target.path) == 0 else {
      let error = WriteError(target)
      rename(old.path, target.path)
      throw error
    }
    return old
  }

  /// Gives back its name to a folder that a crash in `put` left without.
  package static func restore(_ target: URL) {
    guard !target.exists, previous(of: target).exists else { return }
    rename(previous(of: target).path, target.path)
  }

  private static func previous(of target: URL) -> URL {
    target.deletingLastPathComponent().appendingPathComponent(".\(target.lastPathComponent).previous")
  }
}
