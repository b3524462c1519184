import Tensors
import Testing

struct CancellationTests {
  @Test func eachIsItsOwn() throws {
    let (one, other) = (Cancellation(), Cancellation())
    try one.check()
    one.cancel()
    #expect(one.isCancelled && !other.isCancelled)
    #expect(throws: Interruption.self) { try one.check() }
    try other.check()
  }
}
