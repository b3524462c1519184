import Testing

@testable import Evaluation

struct PairedTestTests {
  /// mpmath, forty digits, and for the smallest t the closed form of three degrees of freedom.
  @Test(arguments: [
    (2, 4, 0.116_116_523_516_815_594_5), (0.1, 1, 0.936_548_965_138_892_860_97), (1, 1, 0.5),
    (12.706204736432095, 1, 0.049_999_999_998_991_307), (2.5, 2, 0.129_611_720_221_510_811),
    (4.302652729911275, 2, 0.049_999_999_996_516_624), (0.001, 3, 0.999_264_894_969_460_938),
    (-3, 5, 0.030_099_247_897_462_574), (10, 9, 3.578_237_431_924_735_8e-6), (1.96, 100, 0.052_778_901_366_229_662),
    (0.7, 1000, 0.484_090_113_992_602_333), (40, 4, 2.334_016_322_601_268_6e-6), (0, 7, 1),
    (.infinity, 7, 0),
  ])
  func studentsTailEqualsKnownValues(t: Double, degreesOfFreedom: Double, expected: Double) {
    let found = studentsTail(t, degreesOfFreedom: degreesOfFreedom)
    #expect(abs(found - expected) <= 1e-12 * max(expected, 1e-3))
  }

  /// mpmath, forty digits.
  @Test(arguments: [
    (0.05, 1, 12.706_204_736_174_704_646), (0.05, 2, 4.302_652_729_749_463_852_3),
    (0.05, 4, 2.776_445_105_197_794_357_8), (0.05, 9, 2.262_157_162_798_205_542_6),
    (0.05, 99, 1.984_216_951_586_417_451_4), (0.001, 3, 12.923_978_636_687_483_065),
  ])
  func studentsPointEqualsKnownValues(tail: Double, degreesOfFreedom: Double, expected: Double) {
    #expect(abs(studentsPoint(tail: tail, degreesOfFreedom: degreesOfFreedom) / expected - 1) < 1e-12)
  }

  /// Mean 0.03, deviation 0.01 √(14 / 3) of four: t of three degrees of freedom is 3.182446305 (mpmath).
  @Test("The interval of the mean difference, by hand")
  func interval() throws {
    let test = try #require(PairedTest([0.71, 0.72, 0.73, 0.76], [0.70, 0.70, 0.70, 0.70]))
    let reach = 3.182_446_305_283_710_8 * 0.01 * (14.0 / 3).squareRoot() / 2
    #expect(abs(test.interval.lowerBound - (0.03 - reach)) < 1e-12)
    #expect(abs(test.interval.upperBound - (0.03 + reach)) < 1e-12)
    let equal = try #require(PairedTest([0.75, 0.5], [0.5, 0.25]))
    #expect(equal.interval == 0.25...0.25)
  }

  @Test(arguments: [
    (0.3, 2, 5, 0.579825), (0.9, 0.5, 0.5, 0.795_167_235_300_866_548), (0.5, 10, 0.5, 0.000_233_447_434_748_622_4),
    (0.02, 3.5, 40, 0.024_006_873_225_820_155), (0, 2, 3, 0), (1, 2, 3, 1),
  ])
  func incompleteBetaEqualsKnownValues(x: Double, a: Double, b: Double, expected: Double) {
    #expect(abs(incompleteBeta(x, rest: 1 - x, a, b) - expected) < 1e-13)
    #expect(abs(incompleteBeta(1 - x, rest: x, b, a) - (1 - expected)) < 1e-13)
  }

  /// Differences 1, 2, 3, 6 (hundredths): mean 3, deviation √(14 / 3), t = 3 / (√(14 / 3) / 2).
  @Test func byHand() throws {
    let test = try #require(PairedTest([0.71, 0.72, 0.73, 0.76], [0.70, 0.70, 0.70, 0.70]))
    #expect(abs(test.meanDifference - 0.03) < 1e-15 && test.degreesOfFreedom == 3)
    #expect(abs(test.standardDeviation - 0.01 * (14.0 / 3).squareRoot()) < 1e-15)
    let t = 3 / ((14.0 / 3).squareRoot() / 2)
    #expect(abs((test.t ?? 0) - t) < 1e-12)
    #expect(abs(test.p - studentsTail(t, degreesOfFreedom: 3)) < 1e-12)
    let mirrored = try #require(PairedTest([0.70, 0.70, 0.70, 0.70], [0.71, 0.72, 0.73, 0.76]))
    #expect(mirrored.meanDifference == -test.meanDifference && mirrored.p == test.p)
  }

  @Test func equalDifferencesAreSureOrNothing() throws {
    let same = try #require(PairedTest([0.7, 0.8], [0.7, 0.8]))
    #expect(same.p == 1 && same.t == nil && same.standardDeviation == 0)
    let shifted = try #require(PairedTest([0.75, 0.5], [0.5, 0.25]))
    #expect(shifted.p == 0 && shifted.t == nil && shifted.meanDifference == 0.25)
  }

  @Test func oneSeedSaysNothing() {
    #expect(PairedTest([0.7], [0.6]) == nil)
    #expect(PairedTest([], []) == nil)
  }

  @Test func spreadIsMeanAndDeviation() {
    let spread = Spread(of: [1, 2, 3, 6])
    #expect(spread.mean == 3 && abs((spread.standardDeviation ?? 0) - (14.0 / 3).squareRoot()) < 1e-15)
    #expect(Spread(of: [0.5]).mean == 0.5 && Spread(of: [0.5]).standardDeviation == nil)
    #expect(Spread(of: [0.5, nil]).mean == nil && Spread(of: []).mean == nil)
  }

  /// By hand: 0.01 · 4, then 0.02 · 3, then 0.03 · 2 and 0.04 · 1, of which the latter must not fall below the former.
  @Test func holmByHand() {
    let adjusted = holm([0.03, 0.01, 0.04, 0.02])
    for (found, expected) in zip(adjusted, [0.06, 0.04, 0.06, 0.06]) { #expect(abs(found - expected) < 1e-15) }
    #expect(holm([0.5, 0.9]) == [1, 1])
    #expect(holm([0.3]) == [0.3])
    #expect(holm([]) == [])
    #expect(holm([0, 0]) == [0, 0])
  }
}
