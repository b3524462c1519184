/// Random values of a thing that follow from its number, so that nothing need be stored of millions of things.
enum Draws {
  /// A bijection that mixes well (the finaliser of SplitMix64).
  static func mix(_ number: UInt64) -> UInt64 {
    var z = number &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1).
  static func uniform(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1.0p-53 }

  /// Nearly standard normal: the sum of four uniform numbers of 16 bits, without long tails.
  static func normal(_ hash: UInt64) -> Double {
    let sum = (hash & 0xffff) + (hash >> 16 & 0xffff) + (hash >> 32 & 0xffff) + (hash >> 48)
    return (Double(sum) / 65_536 - 2) * 1.732_050_807_568_877_2
  }
}
