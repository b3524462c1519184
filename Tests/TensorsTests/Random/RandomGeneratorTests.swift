import Testing

@testable import Tensors

/// xoshiro256** and SplitMix64, written from their papers.
private struct Reference {
  var s: [UInt64]

  init(state: [UInt64]) { s = state }

  init(seed: UInt64) {
    var state = seed
    s = (0..<4).map { _ in Self.splitMix(&state) }
  }

  static func splitMix(_ state: inout UInt64) -> UInt64 {
    state = state &+ 11_400_714_819_323_198_485
    var z = state
    z = (z ^ z >> 30) &* 13_787_848_793_156_543_929
    z = (z ^ z >> 27) &* 10_723_151_780_598_845_931
    return z ^ z >> 31
  }

  mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { x << k | x >> (64 - k) }
    let result = rotated(s[1] &* 5, 7) &* 9
    let t = s[1] << 17
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotated(s[3], 45)
    return result
  }
}

struct RandomGeneratorTests {
  /// The reference itself, against the numbers published for state 1, 2, 3, 4 and for SplitMix64's seed 1234567.
  @Test func theReferenceIsRight() {
    var xoshiro = Reference(state: [1, 2, 3, 4])
    #expect(
      (0..<7).map { _ in xoshiro.next() } == [
        11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
        16_172_922_978_634_559_625,
      ])
    var state: UInt64 = 1_234_567
    #expect(
      (0..<3).map { _ in Reference.splitMix(&state) } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test(arguments: [0, 1, 42, .max] as [UInt64])
  func sequence(seed: UInt64) {
    var (generator, reference) = (RandomGenerator(seed: seed), Reference(seed: seed))
    for _ in 0..<1000 { #expect(generator.next() == reference.next()) }
  }

  private let n = 200_000.0

  @Test func uniform() {
    var generator = RandomGenerator(seed: 3)
    let x = (0..<Int(n)).map { _ in generator.uniform() }
    #expect(x.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = x.reduce(0, +) / n
    let variance = x.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / n
    expectStatistic(mean, 0.5, variance: 1 / (12 * n))
    expectStatistic(variance, 1.0 / 12, variance: 1 / (180 * n))
  }

  /// E x = 0, E x² = 1, E x³ = 0, E x⁴ = 3, and P(|x| > 2) = 0.0455.
  @Test func normal() {
    var generator = RandomGenerator(seed: 4)
    let x = (0..<Int(n)).map { _ in generator.normal() }
    func mean(_ f: (Double) -> Double) -> Double { x.reduce(0) { $0 + f($1) } / n }
    expectStatistic(mean { $0 }, 0, variance: 1 / n)
    expectStatistic(mean { $0 * $0 }, 1, variance: 2 / n)
    expectStatistic(mean { $0 * $0 * $0 }, 0, variance: 15 / n)
    expectStatistic(mean { $0 * $0 * $0 * $0 }, 3, variance: 96 / n)
    expectStatistic(mean { abs($0) > 2 ? 1 : 0 }, 0.0455, variance: 0.0455 / n)
  }

  /// χ² with bound − 1 degrees of freedom has that mean and twice that variance.
  @Test(arguments: [1, 2, 3, 7, 1000])
  func index(below bound: Int) {
    var generator = RandomGenerator(seed: 5)
    var counts = [Double](repeating: 0, count: bound)
    for _ in 0..<Int(n) { counts[generator.index(below: bound)] += 1 }
    let expected = n / Double(bound)
    let chiSquare = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    let freedom = Double(bound - 1)
    expectStatistic(chiSquare, freedom, variance: 2 * freedom)
  }

  @Test func childrenDoNotHangOnDraws() {
    let fresh = RandomGenerator(seed: 6)
    var used = fresh
    for _ in 0..<10 { _ = used.next() }
    var (a, b) = (fresh.child("dropout", 7), used.child("dropout", 7))
    for _ in 0..<10 { #expect(a.next() == b.next()) }
  }

  /// Neighbouring seeds, names and numbers: all streams differ, and none is its parent's.
  @Test func childrenDiffer() {
    var first: Set<UInt64> = []
    var streams = 0
    func add(_ generator: RandomGenerator) {
      var generator = generator
      first.insert(generator.next())
      streams += 1
    }
    for seed in 0..<64 as Range<UInt64> {
      let parent = RandomGenerator(seed: seed)
      add(parent)
      for name in ["a", "b", "c", "ab", "ba", "x1", "y1", "tower.0", "tower.1"] {
        add(parent.child(name))
        for number in [-1, 0, 1, 2, 1 << 40] { add(parent.child(name, number)) }
        add(parent.child(name, 1, 2))
        add(parent.child(name, 2, 1))
        add(parent.child(name, 0, 0))
        add(parent.child(name).child(name))
      }
    }
    #expect(first.count == streams)
  }

  /// Streams of neighbouring numbers are as independent as two sequences: their bits agree half of the time.
  @Test func childrenAreUncorrelated() {
    let parent = RandomGenerator(seed: 9)
    var (a, b) = (parent.child("step", 1), parent.child("step", 2))
    let agreeing = (0..<1000).reduce(0) { sum, _ in sum + (~(a.next() ^ b.next())).nonzeroBitCount }
    expectStatistic(Double(agreeing), 32_000, variance: 16_000)
  }
}
