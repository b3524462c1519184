import Foundation

/// A number of threads, where 0 means one per core.
public func coreCount(_ threads: Int) -> Int {
  threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
}
