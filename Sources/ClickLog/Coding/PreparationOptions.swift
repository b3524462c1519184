import Foundation

/// How a log is prepared; nothing of it changes what comes out, but for rows that are allowed to be bad.
public struct PreparationOptions: Sendable, Equatable {
  /// Threads that read and write; 0 for one per core.
  public let threads: Int
  /// About how much memory may be used, in bytes, besides what vocabularies need.
  public let memory: Int
  /// Rows that cannot be read are counted and left out, up to this number.
  public var maxBadRows: Int
  /// Whether what an interrupted preparation has done is kept beside the store, for the next one to go on with.
  public var canGoOn: Bool
  /// Whether the store is brought to the disk before it gets its name; a temporary one need not be.
  public var lasts = true

  /// Text that a thread codes in one go. What it makes of it takes a few times as much, and is there for each thread.
  var chunkBytes: Int
  /// Hashes of rows that are looked through at a time, at 16 to 32 bytes each.
  var hashesAtOnce: Int

  public static let defaultMemory = 2_000_000_000
  public static let leastMemory = 64_000_000

  public init(
    threads: Int = 0, memory: Int = PreparationOptions.defaultMemory, maxBadRows: Int = 0, canGoOn: Bool = false
  ) {
    self.threads = threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
    self.memory = memory
    self.maxBadRows = maxBadRows
    self.canGoOn = canGoOn
    chunkBytes = max(1 << 18, min(1 << 25, memory / (16 * self.threads)))
    hashesAtOnce = max(1 << 16, memory / (32 * 2 * self.threads))
  }
}
