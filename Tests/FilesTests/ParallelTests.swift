import Foundation
import Synchronization
import Testing

@testable import Files

@Suite struct OrderedQueueTests {
  private struct Refusal: Error {}

  @Test("Values are taken in order, each once, whatever the number of threads", arguments: [1, 2, 5])
  func order(threads: Int) throws {
    var taken: [Int] = []
    try OrderedQueue.run(
      count: 100, threads: threads, name: "test", initial: [Int](),
      make: { number, value in
        if number % 7 == 0 { usleep(200) }
        value.removeAll(keepingCapacity: true)
        value += [number, number * number]
      },
      take: { number, value in
        #expect(value == [number, number * number])
        taken.append(number)
      })
    #expect(taken == Array(0..<100))
    try OrderedQueue.run(
      count: 0, threads: threads, name: "test", initial: 0, make: { _, _ in }, take: { _, _ in taken.append(-1) })
    #expect(taken.last == 99)
  }

  @Test("What taking throws ends the work, and no thread is left", arguments: [1, 4])
  func refusals(threads: Int) throws {
    let atWork = Atomic(0)
    #expect(throws: Refusal.self) {
      try OrderedQueue.run(
        count: 1000, threads: threads, name: "test", initial: 0,
        make: { number, value in
          atWork.add(1, ordering: .sequentiallyConsistent)
          value = number
          usleep(100)
          atWork.subtract(1, ordering: .sequentiallyConsistent)
        },
        take: { number, _ in if number == 10 { throw Refusal() } })
    }
    #expect(atWork.load(ordering: .sequentiallyConsistent) == 0)
  }

  @Test("A thread's worker is made on it, and gone once the queue has stopped")
  func workers() {
    final class Count: Sendable { let alive = Mutex(0) }
    final class Guest {
      let count: Count
      init(_ count: Count) {
        self.count = count
        count.alive.withLock { $0 += 1 }
      }
      deinit { count.alive.withLock { $0 -= 1 } }
    }
    let count = Count()
    let queue = OrderedQueue(count: 6, threads: 2, name: "test", slots: [0, 0, 0]) {
      let guest = Guest(count)
      return { number, value in withExtendedLifetime(guest) { value = number } }
    }
    for number in 0..<6 {
      queue.take(number) { #expect($0 == number) }
      queue.giveBack()
    }
    queue.stop()
    #expect(count.alive.withLock { $0 } == 0)
  }
}

@Suite struct ThreadGroupTests {
  private struct Failure: Error, Equatable { let number: Int }

  @Test("Results are in the order of their numbers", arguments: [1, 3])
  func results(threads: Int) throws {
    var reports: [Int] = []
    let report = { (done: Int) in reports.append(done) }
    let squares = try ThreadGroup.map(50, threads: threads, name: "test", poll: report) { number in
      if number % 5 == 0 { usleep(100) }
      return number * number
    }
    #expect(squares == (0..<50).map { $0 * $0 })
    #expect(reports.last == 50 && zip(reports, reports.dropFirst()).allSatisfy(<=))
  }

  @Test("The error of the lowest number that failed is thrown", arguments: [1, 4])
  func lowestFailure(threads: Int) {
    #expect(throws: Failure(number: 3)) {
      try ThreadGroup.map(40, threads: threads, name: "test") { number in
        if number == 3 { usleep(3000) }
        if number >= 3 { throw Failure(number: number) }
        return number
      }
    }
  }
}
