import Synchronization

/// Measures where the time of a training step goes. At any moment one phase is running: what is timed within a phase does
/// not count for the phase around it, so that phases add up to the whole.
///
/// Two looks at the clock a phase: about a microsecond a step. Only for the thread that drives the step.
public final class Stopwatch: Sendable {
  public enum Phase: String, CaseIterable, Sendable {
    /// Pooling embedding rows into a batch's inputs.
    case lookup
    case routing
    /// The network and the loss.
    case forward
    /// From the loss to the inputs. Weights' gradients are left as products (`ProductGradient`).
    case backward
    /// Sorting a batch's ids, so that each table row is updated once.
    case idSort
    /// Adding up the gradients of the table rows that a batch used, and their Adam.
    case embeddingUpdate
    /// The gradients of all other weights, multiplied out piece by piece, and their Adam.
    case weightUpdate
    /// What none of the others is.
    case rest

    public var title: String {
      switch self {
      case .lookup: "embedding lookup"
      case .routing: "routing"
      case .forward: "forward"
      case .backward: "backward"
      case .idSort: "id sort"
      case .embeddingUpdate: "embedding update"
      case .weightUpdate: "weight gradients, Adam"
      case .rest: "the rest"
      }
    }
  }

  private struct State {
    var current = Phase.rest
    var since = ContinuousClock.now
    var spent: [Phase: Duration] = [:]
  }
  private let state = Mutex(State())

  public init() {}

  public func time<R>(_ phase: Phase, _ body: () throws -> R) rethrows -> R {
    let outer = change(to: phase)
    defer { change(to: outer) }
    return try body()
  }

  /// What each phase took since the last lap.
  public func lap() -> [Phase: Duration] {
    change(to: .rest)
    return state.withLock { state in
      defer { state.spent.removeAll(keepingCapacity: true) }
      return state.spent
    }
  }

  @discardableResult
  private func change(to phase: Phase) -> Phase {
    state.withLock { state in
      let now = ContinuousClock.now
      state.spent[state.current, default: .zero] += now - state.since
      state.since = now
      defer { state.current = phase }
      return state.current
    }
  }
}
