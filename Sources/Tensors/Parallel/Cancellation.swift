import Synchronization

/// A request to stop, which long work looks at between its steps.
///
/// Whoever starts the work makes one, hands it in and keeps it; `cancel` may be called from any thread, and from a signal
/// handler. Work that was handed none of its own gets a new one, which is never cancelled.
public final class Cancellation: Sendable {
  private let requested = Atomic<Bool>(false)

  public init() {}

  /// Asks the work to stop at the next place where it can do so in order.
  public func cancel() { requested.store(true, ordering: .relaxed) }

  public var isCancelled: Bool { requested.load(ordering: .relaxed) }

  /// Throws `Interruption` once `cancel` was called.
  public func check() throws(Interruption) {
    if isCancelled { throw Interruption() }
  }
}

/// Work that was cancelled has stopped in order: what it had done is kept where that is possible.
public struct Interruption: Error, Equatable, CustomStringConvertible {
  public init() {}

  public var description: String { "interrupted" }
}
