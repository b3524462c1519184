/// Drawn embeddings, [n][I]: sixteen levels from −1 to 1, by four bits each of SplitMix64's outputs.
func plainDrawn(_ state: [Double], _ shape: PlainShape, firstRows: [Int], _ batch: Batch) -> [[Double]] {
  func mix(_ state: UInt64) -> UInt64 {
    var z = state &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
  var seed: UInt64 = 0
  for number in state { seed = (seed << 16) ^ UInt64(Float(number).bitPattern) }
  return batch.values.map { fields in
    fields.indices.flatMap { field in
      let vectors = fields[field].map { id in
        // A dimension of no more than sixteen takes one output.
        let row = UInt64(id - firstRows[field])
        let bits = mix(mix(seed &+ UInt64(field)) &+ row &* 0x9e37_79b9_7f4a_7c15)
        return (0..<shape.dimension).map { Double((bits >> (4 * UInt64($0))) & 15) / 7.5 - 1 }
      }
      return (0..<shape.dimension).map { d in
        let sum = vectors.reduce(0) { $0 + $1[d] }
        return shape.mean[field] && !vectors.isEmpty ? sum / Double(vectors.count) : sum
      }
    }
  }
}
