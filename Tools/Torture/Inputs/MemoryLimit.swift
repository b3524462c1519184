import Foundation

/// Lets this process have so much memory more than it has now, and no more: who asks for it crashes, which is noticed.
enum MemoryLimit {
  /// Besides the file's size: a row of a log may have 64 MB, and a buffer that grows is copied.
  private static let constant = 512 << 20

  /// Linux only; elsewhere nothing is limited.
  static func set(over bytes: Int) {
    #if os(Linux)
      guard let pages = Self.pages else { return }
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return }
      limit.rlim_cur = rlim_t(pages * Int(sysconf(Int32(_SC_PAGESIZE))) + constant + 8 * bytes)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #endif
  }

  /// Of address space, now.
  private static var pages: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    return text.split(separator: " ").first.flatMap { Int($0) }
  }
}
