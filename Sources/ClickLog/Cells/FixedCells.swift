/// Cells that outlive every row.
final class FixedCells {
  private let bytes: UnsafeMutablePointer<UInt8>
  private var ranges: [Range<Int>] = []

  init(_ texts: [String]) {
    bytes = .allocate(capacity: max(1, texts.reduce(0) { $0 + $1.utf8.count }))
    var end = 0
    for text in texts {
      let first = end
      for byte in text.utf8 {
        bytes[end] = byte
        end += 1
      }
      ranges.append(first..<end)
    }
  }

  deinit { bytes.deallocate() }

  subscript(index: Int) -> Cell { Cell(start: bytes + ranges[index].lowerBound, count: ranges[index].count) }
}
