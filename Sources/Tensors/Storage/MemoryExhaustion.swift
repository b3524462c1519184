import Synchronization

/// What happens when the system refuses memory for a matrix.
///
/// A matrix in the middle of a step has no caller that could continue without it, so nothing is thrown: the process ends. What
/// needs too much is refused before by an error; this is for a machine that has less left than it said.
///
/// As with C++'s `std::set_new_handler` there is one handler for the process, because there is one memory. A library traps
/// with a message; a program that ends its runs in its own way sets its own, once, before it computes anything:
///
///     MemoryExhaustion.handler = { bytes in
///       writeLine("out of memory: the system refuses \(bytes) bytes")
///       exit(1)
///     }
public enum MemoryExhaustion {
  /// Ends the process.
  ///
  /// - Parameter bytes: what was refused. There is hardly any memory left, and other threads are at work.
  public typealias Handler = @Sendable (_ bytes: Int) -> Never

  private static let installed = Mutex<Handler?>(nil)

  /// The program's own ending; nil for a trap with a message.
  public static var handler: Handler? {
    get { installed.withLock { $0 } }
    set { installed.withLock { $0 = newValue } }
  }

  static func end(refused bytes: Int) -> Never {
    if let handler { handler(bytes) }
    fatalError("out of memory: the system refuses \(bytes) bytes")
  }
}
