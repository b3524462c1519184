import Evaluation
import Foundation
import Testing

struct ClusterTests {
  @Test func countsSharesAndEntropy() {
    let counts = clusterCounts([0, 2, 2, -1, 2], clusterCount: 4)
    #expect(counts == [1, 0, 3, 0])
    #expect(clusterShares(counts) == [0.25, 0, 0.75, 0])
    #expect(abs(assignmentEntropy(counts: counts) - -(0.25 * log(0.25) + 0.75 * log(0.75))) < 1e-12)
    #expect(assignmentEntropy(counts: [5, 0]) == 0)
    #expect(abs(assignmentEntropy(counts: [3, 3, 3]) - log(3)) < 1e-12)
    #expect(clusterShares([0, 0]) == [0, 0])
  }

  @Test func cosinesOfAllPairs() throws {
    let cosines = try #require(CentreCosines(centres: [[1, 0], [0, 2], [3, 3]]))
    #expect(abs(cosines.mean - 2 * 0.5.squareRoot() / 3) < 1e-7)
    #expect(abs(cosines.max - 0.5.squareRoot()) < 1e-7)
    #expect(CentreCosines(centres: [[1, 0]]) == nil)
    #expect(CentreCosines(centres: [[0, 0], [1, 0]])?.mean == 0)
  }

  @Test func agreementIgnoresTheNames() throws {
    let agreement = try #require(ClusterAgreement(found: [2, 2, 0, 0, 1], truth: [0, 0, 1, 1, 2]))
    #expect(agreement.adjustedRandIndex == 1)
    #expect(agreement.purity == 1)
  }

  @Test func agreementIsTheTextbookExample() throws {
    // scikit-learn's own example: adjusted_rand_score([0, 0, 1, 2], [0, 0, 1, 1]) = 0.5714…
    let agreement = try #require(ClusterAgreement(found: [0, 0, 1, 2], truth: [0, 0, 1, 1]))
    #expect(abs(agreement.adjustedRandIndex - 4.0 / 7) < 1e-12)
    #expect(agreement.purity == 1)
    let negative = try #require(ClusterAgreement(found: [0, 0, 1, 1], truth: [0, 1, 0, 1]))
    #expect(abs(negative.adjustedRandIndex - -0.5) < 1e-12)
    #expect(negative.purity == 0.5)
    #expect(ClusterAgreement(found: [3, 3], truth: [1, 1])?.adjustedRandIndex == 1)
    #expect(ClusterAgreement(found: [], truth: []) == nil)
  }
}
