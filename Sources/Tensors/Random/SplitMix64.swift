/// SplitMix64 (Steele, Lea and Flood 2014): a counter that grows by a fixed step, and a bijection that mixes it.
package enum SplitMix64 {
  /// The counter's step: 2⁶⁴ divided by the golden ratio, made odd.
  @inlinable package static var step: UInt64 { 0x9e37_79b9_7f4a_7c15 }

  /// The output that follows this state of the counter: equal numbers give equal ones, distinct give distinct, and all
  /// bits depend on all.
  @inlinable package static func mix(_ state: UInt64) -> UInt64 {
    var z = state &+ step
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
