import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The most memory that this process held, in bytes, since `reset`, where the system can forget (Linux), or ever.
package enum PeakMemory {
  /// From here on anew, so that several trainings in one process each have a peak of their own.
  package static func reset() {
    #if os(Linux)
      // proc(5): 5 resets the peak resident set size to what is held now.
      guard let file = fopen("/proc/self/clear_refs", "w") else { return }
      fputs("5", file)
      fclose(file)
    #endif
  }

  package static var bytes: Int {
    #if os(Linux)
      if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
        let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
      {
        return kilobytes * 1024
      }
    #endif
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #endif
  }
}
