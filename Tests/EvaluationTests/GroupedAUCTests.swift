import Evaluation
import Testing

struct GroupedAUCTests {
  @Test(arguments: [0, 1, 2, 7, 8, 9, 400], [1, 3, 60])
  func equalsTheDoubleLoop(rows: Int, sessions: Int) {
    let (scores, labels) = randomRows(rows, levels: 6, clickRate: 0.3, seed: 11)
    var numbers = Numbers(state: 5)
    let codes = (0..<rows).map { _ in Int32.random(in: 0..<Int32(sessions), using: &numbers) }
    let expected = naiveGAUC(scores, labels, codes)
    let found = groupedAUC(scores: scores, labels: labels, sessions: codes)
    #expect(found.sessionsUsed == expected.used)
    #expect(found.sessionsLeftOut == expected.left)
    #expect(found.impressionsUsed + found.impressionsLeftOut == rows)
    #expect((found.value == nil) == (expected.value == nil))
    if let value = found.value, let expected = expected.value { #expect(abs(value - expected) < 1e-12) }
  }

  @Test func takesSessionNumbersThatLieFarApart() {
    let (scores, labels) = randomRows(200, levels: 9, clickRate: 0.4, seed: 2)
    let near = (0..<200).map { Int32($0 % 20) }
    let far = near.map { $0 * 107_374_182 }
    #expect(
      groupedAUC(scores: scores, labels: labels, sessions: near)
        == groupedAUC(scores: scores, labels: labels, sessions: far))
  }

  @Test func weighsBySizeAndCountsWhatItLeavesOut() throws {
    // Session 0: 3 rows, AUC 1. Session 1: 2 rows, AUC 0. Session 2: clicks only. The last row has no session.
    let result = groupedAUC(
      scores: [0.1, 0.2, 0.9, 0.9, 0.1, 0.5, 0.6, 0.7], labels: [0, 0, 1, 0, 1, 1, 1, 0],
      sessions: [0, 0, 0, 1, 1, 2, 2, -1])
    #expect(abs(try #require(result.value) - 0.6) < 1e-12)
    #expect(result.sessionsUsed == 2)
    #expect(result.sessionsLeftOut == 1)
    #expect(result.impressionsUsed == 5)
    #expect(result.impressionsLeftOut == 3)
  }
}
