import Tensors

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// SIGINT and SIGTERM: the first cancels what the program does, the second kills it.
enum Signals {
  /// What a signal cancels. A signal handler can reach nothing that it was handed, so the program has this one variable.
  static let cancellation = Cancellation()

  /// From now on SIGINT and SIGTERM cancel instead of killing; received a second time, they kill.
  static func listen() {
    // The handler must not be the first to use it: making it takes a lock.
    _ = cancellation.isCancelled
    // The parent process may have blocked them; children inherit that.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] { sigaddset(&wanted, number) }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Signals.cancellation.cancel()
        signal(number, SIG_DFL)
      }
    }
  }
}
