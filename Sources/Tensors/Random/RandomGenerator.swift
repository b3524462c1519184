#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An explicit source of random numbers: xoshiro256** (Blackman and Vigna 2018), seeded through SplitMix64.
///
/// Everything random in this project takes its generator as an argument. Independent streams come from `child`, which
/// depends only on the seed and the stream's name and numbers, never on how much was drawn before. So "the dropout of
/// step 7" is the same whether training came there in one go or was resumed, and on any number of threads.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
  private let seed: UInt64
  private var state: (UInt64, UInt64, UInt64, UInt64)

  public init(seed: UInt64) {
    self.seed = seed
    var mixer = seed
    state = (Self.mix(&mixer), Self.mix(&mixer), Self.mix(&mixer), Self.mix(&mixer))
  }

  /// An independent generator for the stream of this name and these numbers.
  public func child(_ name: String, _ numbers: Int...) -> RandomGenerator {
    // Seeds are small and alike, and so are names: unmixed, seed 0's "x" would be seed 1's "y".
    var hash = seed
    hash = Self.mix(&hash)
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    for number in numbers {
      hash ^= UInt64(bitPattern: Int64(number))
      hash = Self.mix(&hash)
    }
    return RandomGenerator(seed: Self.mix(&hash))
  }

  public mutating func next() -> UInt64 {
    let result = Self.rotate(state.1 &* 5, 7) &* 9
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = Self.rotate(state.3, 45)
    return result
  }

  /// Uniform in [0, 1), with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1.0p-53
  }

  /// Uniform in 0..<bound, for a positive bound; unbiased to 2⁻⁶⁴ (the high word of a full product).
  public mutating func index(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Standard normal, by Box and Muller's transform.
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  private static func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { (x << by) | (x >> (64 - by)) }

  /// The next output of SplitMix64.
  private static func mix(_ state: inout UInt64) -> UInt64 {
    let mixed = SplitMix64.mix(state)
    state &+= SplitMix64.step
    return mixed
  }
}
