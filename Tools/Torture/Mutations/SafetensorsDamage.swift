import Foundation
import Tensors

/// Changes a safetensors file by its header, the sizes in it and its numbers.
enum SafetensorsDamage {
  static func apply(_ bytes: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    guard bytes.count >= 8 else { return ByteDamage.apply(bytes, &random) }
    let size = Int(bytes.prefix(4).enumerated().reduce(0) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) })
    guard size <= bytes.count - 8 else { return ByteDamage.apply(bytes, &random) }
    let header = Array(bytes[8..<8 + size])
    let body = Array(bytes[(8 + size)...])
    switch random.index(below: 8) {
    case 0: return ByteDamage.apply(bytes, &random)
    case 1:
      let sizes: [UInt64] = [0, 1, 7, UInt64(bytes.count), UInt64(bytes.count - 8), 1 << 31, 1 << 32, 1 << 63, .max]
      return word(sizes[random.index(below: sizes.count)]) + header + body
    case 2:
      // Any number may stand where a number stands: NaN, infinities, denormals.
      var body = body
      let odd: [Float] = [.nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0]
      for _ in 0...random.index(below: 4) where body.count >= 4 {
        let place = random.index(below: body.count / 4) * 4
        withUnsafeBytes(of: odd[random.index(below: odd.count)].bitPattern.littleEndian) {
          body.replaceSubrange(place..<place + 4, with: $0)
        }
      }
      return word(UInt64(header.count)) + header + body
    default:
      let changed = TreeDamage.json(header, &random)
      return word(UInt64(changed.count)) + changed + body
    }
  }

  private static func word(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}
