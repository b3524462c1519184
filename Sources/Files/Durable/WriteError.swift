import Foundation

/// A file that could not be written (a full disk, a folder without permission), as one line that names it.
public struct WriteError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// What went wrong with this file or folder.
  public init(_ url: URL, _ error: any Error) {
    self.init("\(url.relativePath): cannot be written: \(error.localizedDescription)")
  }

  /// The system's last error, `errno`, about this file or folder.
  package init(_ url: URL) {
    let reason = String(cString: strerror(errno))
    self.init("\(url.relativePath): cannot be written: \(reason)")
  }
}
