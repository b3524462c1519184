import Foundation
import Tensors

/// What goes wrong at one call.
struct Fault {
  /// The number of the call, from 1.
  let call: Int
  /// As the library of faults takes it: an errno, -1 for half a write, -2 for an interrupted one.
  let error: Int32
  /// Whether the calls after it fail as well.
  let sticky: Bool

  /// Whether the program has to continue as if nothing had happened.
  var isHarmless: Bool { error < 0 }

  var summary: String {
    let what =
      switch error {
      case -1: "half a write"
      case -2: "EINTR"
      case ENOSPC: "ENOSPC"
      case EROFS: "EROFS"
      case EACCES: "EACCES"
      default: "EIO"
      }
    return "call \(call) \(what)\(sticky ? ", and all after it" : "")"
  }

  /// One that this call may have.
  static func draw(_ random: inout RandomGenerator, at call: Call) -> Fault {
    let errors: [Int32] =
      switch call.name {
      case "write", "pwrite", "writev": [ENOSPC, ENOSPC, EIO, -1, -2]
      case "fsync", "fdatasync": [EIO, ENOSPC]
      default: [ENOSPC, EIO, EROFS, EACCES]
      }
    let error = errors[random.index(below: errors.count)]
    return Fault(call: call.number, error: error, sticky: error > 0 && random.index(below: 3) == 0)
  }

  /// A call on a file, as the library reports it.
  struct Call {
    let number: Int
    let name: String
    let path: String

    /// Calls alike: the process's number in a temporary name does not count.
    func kind(below folder: URL, pid: pid_t) -> String {
      name + path.dropFirst(folder.path.count).replacingOccurrences(of: "\(pid)", with: "")
    }

    static func read(_ report: URL) -> [Call] {
      let text = (try? String(contentsOf: report, encoding: .utf8)) ?? ""
      return text.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let number = Int(parts[0]) else { return nil }
        return Call(number: number, name: String(parts[1]), path: String(parts[2]))
      }
    }
  }
}
