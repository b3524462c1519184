/// Random values that follow from a 64-bit hash, such as that of a thing's number: nothing need be stored of millions
/// of things.
enum HashedRandom {
  /// Uniform in [0, 1), with 53 random bits.
  static func uniform(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1.0p-53 }

  /// Nearly standard normal: the sum of four uniform numbers of 16 bits, without long tails.
  static func normal(_ hash: UInt64) -> Double {
    let sum = (hash & 0xffff) + (hash >> 16 & 0xffff) + (hash >> 32 & 0xffff) + (hash >> 48)
    return (Double(sum) / 65_536 - 2) * 1.732_050_807_568_877_2
  }
}
