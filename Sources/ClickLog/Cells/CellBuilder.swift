/// Bytes put together for some columns of a row.
final class CellBuilder {
  private let buffers: UnsafeMutablePointer<UnsafeMutableRawBufferPointer>
  private let counts: UnsafeMutablePointer<Int>
  private let columns: Int

  init(columns: Int) {
    self.columns = columns
    buffers = .allocate(capacity: columns)
    counts = .allocate(capacity: columns)
    for i in 0..<columns {
      buffers[i] = .allocate(byteCount: 64, alignment: 8)
      counts[i] = 0
    }
  }

  deinit {
    for i in 0..<columns { buffers[i].deallocate() }
    buffers.deallocate()
    counts.deallocate()
  }

  subscript(column: Int) -> Cell { Cell(start: buffers[column].baseAddress, count: counts[column]) }

  func remove(_ column: Int) { counts[column] = 0 }

  func removeAll() { for i in 0..<columns { counts[i] = 0 } }

  @inline(__always)
  func append(_ column: Int, _ bytes: Cell) {
    let used = counts[column]
    if used + bytes.count > buffers[column].count { grow(column, bytes.count) }
    guard let target = buffers[column].baseAddress, let source = bytes.baseAddress else { return }
    (target + used).copyMemory(from: source, byteCount: bytes.count)
    counts[column] = used + bytes.count
  }

  @inline(__always)
  func append(_ column: Int, _ byte: UInt8) {
    let used = counts[column]
    if used + 1 > buffers[column].count { grow(column, 1) }
    buffers[column][used] = byte
    counts[column] = used + 1
  }

  private func grow(_ column: Int, _ more: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 2 * buffers[column].count + more, alignment: 8)
    larger.copyMemory(from: UnsafeRawBufferPointer(buffers[column]))
    buffers[column].deallocate()
    buffers[column] = larger
  }
}
