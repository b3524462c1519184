import Foundation

/// How much memory this process may have: the machine's, or less where the system says so.
enum AvailableMemory {
  /// In bytes: the least of the machine's memory, what this process may map (`ulimit -v`), and what its control groups may
  /// have (containers; Linux).
  static var bytes: Int {
    ([Int(clamping: ProcessInfo.processInfo.physicalMemory), addressSpace] + controlGroups(below: "/")).min() ?? .max
  }

  private static var addressSpace: Int {
    var limit = rlimit()
    #if os(Linux)
      let kind = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let kind = RLIMIT_AS
    #endif
    return getrlimit(kind, &limit) == 0 ? Int(clamping: limit.rlim_cur) : .max
  }

  /// The limits of this process's control group and of those above it, which hold as well.
  ///
  /// - Parameter root: where `proc` and `sys` are; another in tests.
  static func controlGroups(below root: String) -> [Int] {
    func text(_ path: String) -> String? { try? String(contentsOfFile: root + path, encoding: .utf8) }
    var limits: [Int] = []
    for line in text("proc/self/cgroup")?.split(separator: "\n") ?? [] {
      // `hierarchy:controllers:path`; version 2 has one hierarchy, without controllers' names.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("memory") else { continue }
      let (folder, file) =
        parts[1].isEmpty ? ("sys/fs/cgroup", "memory.max") : ("sys/fs/cgroup/memory", "memory.limit_in_bytes")
      var groups = parts[2].split(separator: "/").map(String.init).filter { $0 != ".." }
      while true {
        // `max` is no limit; nor is a group that cannot be seen from inside a container.
        let limit = text(([folder] + groups + [file]).joined(separator: "/"))
        if let limit = limit.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }) {
          limits.append(limit)
        }
        if groups.popLast() == nil { break }
      }
    }
    return limits
  }
}
