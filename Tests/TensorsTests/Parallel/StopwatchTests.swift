import Testing

@testable import Tensors

struct StopwatchTests {
  private func spend(_ milliseconds: Int) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end {}
  }

  /// A phase within another stops the outer one's clock; all together are the whole.
  @Test func phasesAddUp() {
    let stopwatch = Stopwatch()
    let outerStart = ContinuousClock.now
    _ = stopwatch.lap()
    let innerStart = ContinuousClock.now
    stopwatch.time(.forward) {
      spend(2)
      stopwatch.time(.lookup) { spend(20) }
      spend(2)
    }
    spend(3)
    let innerEnd = ContinuousClock.now
    let lap = stopwatch.lap()
    let outerEnd = ContinuousClock.now
    #expect(Set(lap.keys) == [.forward, .lookup, .rest])
    #expect(lap[.forward] ?? .zero >= .milliseconds(4) && lap[.lookup] ?? .zero >= .milliseconds(20))
    #expect(lap[.rest] ?? .zero >= .milliseconds(3))
    let sum = lap.values.reduce(.zero, +)
    #expect(sum >= innerEnd - innerStart && sum <= outerEnd - outerStart)
  }

  @Test func aLapStartsFromNothing() {
    let stopwatch = Stopwatch()
    stopwatch.time(.backward) { spend(1) }
    _ = stopwatch.lap()
    #expect(stopwatch.lap()[.backward] == nil)
  }

  /// A workspace without one times nothing and returns what the work returns.
  @Test func workspacesPassOn() {
    #expect(Workspace(threads: 1).timed(.forward) { 7 } == 7)
    let stopwatch = Stopwatch()
    #expect(Workspace(threads: 1, stopwatch: stopwatch).timed(.routing) { 7 } == 7)
    #expect(stopwatch.lap()[.routing] != nil)
  }
}
