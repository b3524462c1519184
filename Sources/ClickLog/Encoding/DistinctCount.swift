import Files
import Foundation

/// About how many distinct hashes were seen, in 16 KB (Flajolet et al. 2007: HyperLogLog, with linear counting for few).
struct DistinctCount {
  private static let bits = 14
  private var registers = [UInt8](repeating: 0, count: 1 << DistinctCount.bits)

  mutating func insert(_ hash: UInt64) {
    // The rows of hash buckets come from the high bits; a step more makes these independent of those.
    let mixed = ByteHash.finish(hash)
    let register = Int(mixed >> UInt64(64 - Self.bits))
    let rank = UInt8(min(64 - Self.bits, (mixed << UInt64(Self.bits)).leadingZeroBitCount) + 1)
    if rank > registers[register] { registers[register] = rank }
  }

  var value: Int {
    let m = Double(registers.count)
    let sum = registers.reduce(0.0) { $0 + pow(2, -Double($1)) }
    let raw = 0.7213 / (1 + 1.079 / m) * m * m / sum
    let empty = registers.count { $0 == 0 }
    return Int((raw <= 2.5 * m && empty > 0 ? m * log(m / Double(empty)) : raw).rounded())
  }
}
