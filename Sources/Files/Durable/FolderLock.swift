import Foundation

/// One process at a time at work in a place. The system takes the lock back when its holder ends, however it ends.
public final class FolderLock: Sendable {
  private let file: URL
  private let place: URL
  private let removesIfEmpty: Bool
  private let descriptor: Int32

  /// The name of a lock that is in its folder.
  public static let fileName = ".lock"

  /// Locks a folder, which is made if it is not there, and goes with the lock if nothing else came to be in it.
  public convenience init(in folder: URL) throws {
    let isNew = !folder.exists
    try DurableFolder.make(folder)
    try self.init(folder.appendingPathComponent(Self.fileName), of: folder, removingIfEmpty: isNew)
  }

  /// Throws `WriteError` if another process is at work there, or no lock can be made.
  ///
  /// - Parameters:
  ///   - file: the lock itself: a hidden file in the place or beside it, gone when this value is.
  ///   - place: what it is called in words.
  ///   - removingIfEmpty: whether the place goes with the lock if nothing came to be there.
  public init(_ file: URL, of place: URL, removingIfEmpty: Bool = false) throws {
    self.file = file
    self.place = place
    removesIfEmpty = removingIfEmpty
    while true {
      let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw WriteError(place) }
      // A file system without locks is used without.
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || [ENOLCK, ENOTSUP].contains(errno) else {
        defer { close(descriptor) }
        guard errno == EWOULDBLOCK else { throw WriteError(place) }
        throw WriteError("\(place.relativePath): another process\(Self.holder(descriptor)) is at work there")
      }
      // Whoever held it before may have taken its name away in between.
      guard Self.isNamed(descriptor, file) else {
        close(descriptor)
        continue
      }
      self.descriptor = descriptor
      let number = Array("\(getpid())\n".utf8)
      // For the words above only: on a full disk they are without a number.
      _ = ftruncate(descriptor, 0) == 0 && number.withUnsafeBytes { AtomicFile.write($0, to: descriptor) }
      return
    }
  }

  deinit {
    unlink(file.path)
    close(descriptor)
    if removesIfEmpty { rmdir(place.path) }
  }

  private static func holder(_ descriptor: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &text, text.count, 0)
    return Int(String(decoding: text.prefix(max(count, 1) - 1), as: UTF8.self)).map { " (\($0))" } ?? ""
  }

  private static func isNamed(_ descriptor: Int32, _ file: URL) -> Bool {
    var (held, named) = (stat(), stat())
    return fstat(descriptor, &held) == 0 && stat(file.path, &named) == 0 && held.st_ino == named.st_ino
  }
}
