import Tensors

/// What happens to files on disks and in transfers.
enum ByteDamage: Int, CaseIterable {
  case byte, bit, cut, append, zeros, swap, drop, double

  static func apply(_ bytes: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    allCases[random.index(below: allCases.count)].apply(bytes, &random)
  }

  func apply(_ bytes: [UInt8], _ random: inout RandomGenerator) -> [UInt8] {
    var bytes = bytes
    guard !bytes.isEmpty else { return [UInt8(truncatingIfNeeded: random.next())] }
    func stretch(_ random: inout RandomGenerator) -> Range<Int> {
      let first = random.index(below: bytes.count)
      return first..<first + 1 + random.index(below: min(64, bytes.count - first))
    }
    switch self {
    case .byte: bytes[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
    case .bit: bytes[random.index(below: bytes.count)] ^= 1 << UInt8(random.index(below: 8))
    case .cut: bytes.removeLast(1 + random.index(below: bytes.count))
    case .append: for _ in 0...random.index(below: 16) { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
    case .zeros: for i in stretch(&random) { bytes[i] = 0 }
    case .swap:
      let (a, b) = (stretch(&random), stretch(&random))
      for (i, j) in zip(a, b) { bytes.swapAt(i, j) }
    case .drop: bytes.removeSubrange(stretch(&random))
    case .double:
      let range = stretch(&random)
      bytes.insert(contentsOf: Array(bytes[range]), at: range.upperBound)
    }
    return bytes
  }
}
