import Files
import Foundation

/// A store's column as memory.
struct MappedColumn: Sendable {
  let count: Int
  private let width: Int
  private let bound: Int
  private let hashes: [String]
  private let file: MappedFile
  private let name: String

  /// Throws `LogError` unless the file is there with as many bytes as were written; `check` looks at the bytes.
  init(_ column: StoreColumn, in folder: URL, count: Int? = nil, bound: Int? = nil) throws {
    func wrong(_ problem: String) -> LogError { LogError(problem, file: StoreManifest.fileName) }
    guard [1, 2, 4, 8].contains(column.width), column.count >= 0, column.count < 1 << 48, column.bound >= 0,
      !column.file.contains("/")
    else { throw wrong("what it says of the column \(column.file) makes no sense") }
    guard count == nil || count == column.count else {
      throw wrong("the column \(column.file) has not as many rows as the store")
    }
    guard bound.map({ column.bound <= $0 }) ?? true else {
      throw wrong("the numbers in the column \(column.file) do not fit the store")
    }
    file = try Self.map(folder.appendingPathComponent(column.file), bytes: column.count * column.width)
    guard column.blocks.count == Self.blocks(of: file.bytes.count).count else {
      throw wrong("the column \(column.file) has not as many blocks as it must have")
    }
    name = column.file
    width = column.width
    hashes = column.blocks
    self.bound = column.bound
    self.count = column.count
  }

  /// A column's file as memory. Throws `LogError` if it is not there or not of this length.
  static func map(_ url: URL, bytes: Int) throws(LogError) -> MappedFile {
    let file: MappedFile
    do { file = try MappedFile(url) } catch { throw LogError(error) }
    guard file.bytes.count == bytes else {
      throw LogError(
        "expected \(bytes) bytes, found \(file.bytes.count); the store is damaged, prepare it again",
        file: url.lastPathComponent)
    }
    return file
  }

  /// The ranges of bytes that are hashed together.
  static func blocks(of bytes: Int) -> [Range<Int>] {
    stride(from: 0, to: bytes, by: StoreColumn.blockBytes).map { $0..<min($0 + StoreColumn.blockBytes, bytes) }
  }

  /// Throws `LogError` if some block is not what was written, or if a number in it is not below the column's bound.
  func check() throws {
    for (number, range) in Self.blocks(of: file.bytes.count).enumerated() {
      let block = UnsafeRawBufferPointer(rebasing: file.bytes[range])
      guard Fingerprint.text(ByteHash.hash(block: block)) == hashes[number], bound == 0 || largest(in: block) < bound
      else {
        throw LogError(
          "its content is not what was written (bytes \(range.lowerBound) to \(range.upperBound)); "
            + "the store is damaged, prepare it again", file: name)
      }
    }
    release()
  }

  /// Lets go of the memory until it is touched again.
  func release() { file.release() }

  private func largest(in block: UnsafeRawBufferPointer) -> Int {
    func largest<T: FixedWidthInteger>(_ type: T.Type) -> Int {
      var most: T = 0
      for value in block.bindMemory(to: type) where value > most { most = value }
      return Int(clamping: most)
    }
    return switch width {
    case 1: largest(UInt8.self)
    case 2: largest(UInt16.self)
    case 4: largest(UInt32.self)
    default: largest(UInt64.self)
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

  /// The values of a column of weights.
  var floats: UnsafeBufferPointer<Float> { file.bytes.bindMemory(to: Float.self) }

  /// The values of a column of counts.
  var counts: UnsafeBufferPointer<StoredCount> { file.bytes.bindMemory(to: StoredCount.self) }

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

  /// Hands `body` the values of a range of places one after another.
  @inline(__always)
  func forEach(in places: Range<Int>, _ body: (_ value: Int) -> Void) {
    switch width {
    case 1: for value in file.values(UInt8.self)[places] { body(Int(value)) }
    case 2: for value in file.values(UInt16.self)[places] { body(Int(value)) }
    case 4: for value in file.values(UInt32.self)[places] { body(Int(value)) }
    default: for value in file.values(UInt64.self)[places] { body(Int(truncatingIfNeeded: value)) }
    }
  }

  /// Copies runs of values, `offset` added: run i goes from `firsts[i]` to `target + places[i]`, `counts[i]` long.
  func copyRuns(
    firsts: UnsafeBufferPointer<Int>, counts: (Int) -> Int, places: (Int) -> Int, offset: Int32,
    to target: UnsafeMutablePointer<Int32>
  ) {
    func copy<T: FixedWidthInteger>(_ values: UnsafeBufferPointer<T>) {
      guard let source = values.baseAddress else { return }
      for run in 0..<firsts.count {
        let from = source + firsts[run]
        let to = target + places(run)
        for i in 0..<counts(run) { to[i] = offset &+ Int32(truncatingIfNeeded: from[i]) }
      }
    }
    switch width {
    case 1: copy(file.values(UInt8.self))
    case 2: copy(file.values(UInt16.self))
    case 4: copy(file.values(UInt32.self))
    default: copy(file.values(UInt64.self))
    }
  }
}
