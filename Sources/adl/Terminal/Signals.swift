import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The user's Ctrl-C, or the system's wish that we end: long loops look for it and stop in order.
public struct Interruption: Error, CustomStringConvertible {
  /// How to go on, where that is possible.
  public var hint: String?

  public init(hint: String? = nil) { self.hint = hint }

  public var description: String { hint.map { "interrupted; \($0)" } ?? "interrupted" }

  /// A signal handler may touch nothing else; this is the one place where the process has a variable of its own.
  private static let asked = Atomic<Bool>(false)

  /// From now on SIGINT and SIGTERM ask instead of killing; asked a second time, they kill.
  public static func listen() {
    // Whoever started us may have blocked them; children inherit that.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] { sigaddset(&wanted, number) }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.asked.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  /// Throws `Interruption` if somebody asked.
  public static func check() throws {
    if asked.load(ordering: .relaxed) { throw Interruption() }
  }
}
