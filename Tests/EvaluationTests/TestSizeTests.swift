import Foundation
import Testing

@testable import Evaluation

/// How often the tests of a verdict tell two equally good models apart, at a level of 5%: their size. A test promises that it is
/// the level; with few clicks it is not, and `Verdict.fewest` is where it begins to be.
///
/// Simulated are pairs of models whose scores have the same chance of ranking a click above a non-click and hang together as
/// those of two models on one log do: a part of the score is common to both, a part is each model's own, and a part is each
/// seed's own.
struct TestSizeTests {
  private struct Size: CustomStringConvertible {
    var (deLong, both) = (0.0, 0.0)
    var description: String { "DeLong \(Figures.percent(deLong)), both \(Figures.percent(both))" }
  }

  /// The share of pairs that DeLong's test, and that both tests, call different.
  ///
  /// - Parameters:
  ///   - skill: how many deviations a click's score lies above a non-click's.
  ///   - own: the deviation of each model's own part, that of the common part being 1.
  ///   - luck: of each seed's own part.
  private func size(
    clicks: Int, others: Int, seeds: Int = 1, skill: Double = 0.8, own: Double = 0.3, luck: Double = 0.3, pairs: Int,
    seed: UInt64 = 1
  ) throws -> Size {
    var numbers = Numbers(state: seed)
    var spare: Double?
    func normal() -> Double {
      if let value = spare {
        spare = nil
        return value
      }
      let reach = (-2 * log(1 - Double.random(in: 0..<1, using: &numbers))).squareRoot()
      let angle = 2 * Double.pi * Double.random(in: 0..<1, using: &numbers)
      spare = reach * sin(angle)
      return reach * cos(angle)
    }
    let labels = (0..<clicks + others).map { Float($0 < clicks ? 1 : 0) }
    var size = Size()
    for _ in 0..<pairs {
      let common = labels.map { normal() + skill * Double($0) }
      let models = try (0..<2).map { _ in
        let model = common.map { $0 + own * normal() }
        return try (0..<seeds).map { _ in
          try #require(Placements(scores: model.map { Float($0 + luck * normal()) }, labels: labels))
        }
      }
      let means = try models.map { try #require(Placements.mean(of: $0)) }
      guard try #require(DeLongTest(means[0], means[1])).p < Verdict.level else { continue }
      size.deLong += 1 / Double(pairs)
      let paired = PairedTest(models[0].map(\.auc), models[1].map(\.auc))
      if (paired?.p ?? 0) < Verdict.level { size.both += 1 / Double(pairs) }
    }
    return size
  }

  @Test("From the fewest clicks or non-clicks of a verdict on, the size is near the level", arguments: [0.8, 1.5, 2.5])
  func isNearTheLevel(skill: Double) throws {
    for (clicks, others) in [(Verdict.fewest, 400), (400, Verdict.fewest), (50, 400)] {
      for (own, luck) in [(0.3, 0.3), (1, 0.3)] {
        let size = try size(clicks: clicks, others: others, skill: skill, own: own, luck: luck, pairs: 3_000)
        // Of 3,000 pairs the share is uncertain by 0.4% (one deviation).
        #expect((0.03..<0.08).contains(size.deLong), "\(clicks) of \(others), skill \(skill), own \(own): \(size)")
      }
    }
  }

  @Test("With fewer it is not")
  func isTooLargeBelow() throws {
    let sizes = try [2, 3, 5, 10, Verdict.fewest].map { try size(clicks: $0, others: 400, pairs: 3_000).deLong }
    for (size, atLeast) in zip(sizes, [0.2, 0.12, 0.09, 0.06, 0]) { #expect(size > atLeast, "\(sizes)") }
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy(>), "\(sizes)")
  }

  /// The paired test alone asks for something else, whether other seeds would say the same of these rows.
  @Test("With several seeds, what both tests say is at most as often wrong", arguments: [3, 5])
  func bothTogether(seeds: Int) throws {
    for (own, luck) in [(0.3, 0.3), (1, 0.3), (0.3, 1)] {
      let size = try size(
        clicks: Verdict.fewest, others: 200, seeds: seeds, own: own, luck: luck, pairs: 1_500)
      #expect(size.both <= size.deLong && size.both < 0.08, "\(seeds) seeds, own \(own), luck \(luck): \(size)")
    }
  }
}
