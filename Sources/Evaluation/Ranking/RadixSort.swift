/// Sorts ascending in linear time, least significant digit first (11 bits a digit).
///
/// All digits' histograms come from one pass over the keys, and a digit that all keys share costs nothing more. Short
/// arrays go to the standard library, which is faster there. `scratch` is kept by the caller so that sorting many groups
/// allocates once; afterwards it holds nothing of meaning.
///
/// The other radix sort, `RowUse.sort` of Tensors, keeps pairs together and takes only as many passes as the rows of a table
/// have digits, with counters that the caller keeps: it runs in every training step. This one sorts keys of full width and
/// carries nothing, and metrics need no module of matrices.
func radixSort(_ keys: inout [UInt32], scratch: inout [UInt32]) {
  let count = keys.count
  guard count > 1024 else { return keys.sort() }
  let bits: UInt32 = 11
  let digits = 3
  let radix = 1 << Int(bits)
  let mask = UInt32(radix - 1)

  var histograms = [Int](repeating: 0, count: digits * radix)
  keys.withUnsafeBufferPointer { keys in
    histograms.withUnsafeMutableBufferPointer { histograms in
      for key in keys {
        histograms[Int(key & mask)] += 1
        histograms[radix + Int((key >> bits) & mask)] += 1
        histograms[2 * radix + Int(key >> (2 * bits))] += 1
      }
    }
  }
  if scratch.count != count { scratch = [UInt32](repeating: 0, count: count) }

  for digit in 0..<digits {
    let counts = histograms[digit * radix..<(digit + 1) * radix]
    if counts.contains(count) { continue }
    var next = [Int](repeating: 0, count: radix)
    var start = 0
    for (value, rows) in counts.enumerated() {
      next[value] = start
      start += rows
    }
    let shift = UInt32(digit) * bits
    keys.withUnsafeBufferPointer { source in
      scratch.withUnsafeMutableBufferPointer { target in
        next.withUnsafeMutableBufferPointer { next in
          for key in source {
            let value = Int((key >> shift) & mask)
            target[next[value]] = key
            next[value] += 1
          }
        }
      }
    }
    swap(&keys, &scratch)
  }
}
