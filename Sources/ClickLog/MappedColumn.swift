import Foundation

/// A store's column as memory.
struct MappedColumn: Sendable {
  let count: Int
  private let width: Int
  private let file: MappedFile

  /// Throws `LogError` unless the file is there with exactly the bytes that were written.
  init(_ column: StoreColumn, in folder: URL, count: Int? = nil) throws {
    guard [1, 2, 4, 8].contains(column.width), column.count >= 0, column.count < 1 << 48, !column.file.contains("/")
    else { throw LogError("what it says of the column \(column.file) makes no sense", file: StoreManifest.fileName) }
    guard count == nil || count == column.count else {
      throw LogError("the column \(column.file) has not as many rows as the store", file: StoreManifest.fileName)
    }
    file = try MappedFile(folder.appendingPathComponent(column.file), count: column.count * column.width)
    width = column.width
    self.count = column.count
    var hash = StreamHash()
    hash.update(file.bytes)
    guard Fingerprint.text(hash.value) == column.hash else {
      throw LogError("its content is not what was written; the store is damaged, prepare it again", file: column.file)
    }
  }

  subscript(row: Int) -> Int {
    switch width {
    case 1: Int(file.values(UInt8.self)[row])
    case 2: Int(file.values(UInt16.self)[row])
    case 4: Int(file.values(UInt32.self)[row])
    default: Int(truncatingIfNeeded: file.values(UInt64.self)[row])
    }
  }

  /// Hands `body` each row's value by its index among `rows`; one loop a width, so that the choice costs nothing.
  @inline(__always)
  func forEach(_ rows: UnsafeBufferPointer<UInt32>, _ body: (_ index: Int, _ value: Int) -> Void) {
    switch width {
    case 1: Self.loop(file.values(UInt8.self), rows, body)
    case 2: Self.loop(file.values(UInt16.self), rows, body)
    case 4: Self.loop(file.values(UInt32.self), rows, body)
    default: Self.loop(file.values(UInt64.self), rows, body)
    }
  }

  @inline(__always)
  private static func loop<T: FixedWidthInteger>(
    _ values: UnsafeBufferPointer<T>, _ rows: UnsafeBufferPointer<UInt32>, _ body: (Int, Int) -> Void
  ) {
    for i in 0..<rows.count { body(i, Int(truncatingIfNeeded: values[Int(rows[i])])) }
  }
}
