import Files
import Foundation

/// Writes the numbers of one column of a store, of several sections side by side: each section's follow one another in the
/// file, behind those of the sections before it.
final class SectionedWriter<Value: BitwiseCopyable> {
  private let descriptor: Int32
  private let buffer: UnsafeMutablePointer<Value>
  private let room: Int
  /// For each section: numbers waiting in its part of the buffer, and where in the file the next ones go.
  private let pending: UnsafeMutablePointer<Int>
  private var places: [Int]
  private let count: Int
  private let url: URL

  /// - Parameter sizes: numbers of each section.
  init(_ url: URL, sizes: [Int]) throws {
    self.url = url
    descriptor = open(url.path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WriteError(url) }
    room = (1 << 18) / MemoryLayout<Value>.stride
    buffer = .allocate(capacity: room * sizes.count)
    pending = .allocate(capacity: sizes.count)
    pending.initialize(repeating: 0, count: sizes.count)
    var first = 0
    places = sizes.map { size in
      defer { first += size }
      return first
    }
    count = first
  }

  deinit {
    buffer.deallocate()
    pending.deallocate()
    close(descriptor)
  }

  @inline(__always)
  func append(_ value: Value, to section: Int) throws {
    let used = pending[section]
    buffer[section * room + used] = value
    pending[section] = used + 1
    if used + 1 == room { try flush(section) }
  }

  /// Writes what is left, and describes the column; `bound` is above all its numbers.
  func finish(bound: Int) throws -> StoreColumn {
    for section in places.indices { try flush(section) }
    return try StoreColumn(describing: url, width: MemoryLayout<Value>.size, count: count, bound: bound)
  }

  private func flush(_ section: Int) throws {
    let bytes = UnsafeRawBufferPointer(
      start: buffer + section * room, count: pending[section] * MemoryLayout<Value>.stride)
    let place = places[section] * MemoryLayout<Value>.stride
    guard AtomicFile.write(bytes, to: descriptor, at: place) else { throw WriteError(url) }
    places[section] += pending[section]
    pending[section] = 0
  }
}

extension StoreColumn {
  /// The bytes a number below `bound` needs: 1, 2 or 4, and 8 for more than 32 bits.
  static func width(below bound: Int) -> Int {
    switch bound {
    case ...0x100: 1
    case ...0x1_0000: 2
    case ...0x1_0000_0000: 4
    default: 8
    }
  }

  /// Describes a file that was written.
  init(describing url: URL, width: Int, count: Int, bound: Int) throws {
    let mapped = try MappedColumn.map(url, bytes: width * count)
    let blocks = MappedColumn.blocks(of: mapped.bytes.count).map {
      Fingerprint.text(ByteHash.hash(block: UnsafeRawBufferPointer(rebasing: mapped.bytes[$0])))
    }
    self.init(file: url.lastPathComponent, width: width, count: count, bound: bound, blocks: blocks)
  }
}
