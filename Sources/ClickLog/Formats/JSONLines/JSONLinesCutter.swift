import Files
import Foundation

/// Some whole lines of a file, in memory, with room behind them for what stops the scanner.
///
/// Read by one thread at a time: hence unchecked.
final class JSONChunk: @unchecked Sendable {
  private static let newline = UInt8(ascii: "\n")
  /// A newline, and as much as the scanner looks at beyond it.
  private static let room = 16

  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    bytes = .allocate(capacity: capacity + Self.room)
    bytes.initialize(repeating: Self.newline, count: capacity + Self.room)
  }

  deinit { bytes.deallocate() }

  /// Fills the chunk from a stream; false at the stream's end.
  func fill(from stream: ByteStream) throws -> Bool {
    while count < capacity {
      let got = try stream.read(into: UnsafeMutableRawBufferPointer(start: bytes + count, count: capacity - count))
      if got == 0 { return false }
      count += got
    }
    return true
  }

  /// Adds bytes in memory.
  func append(_ more: [UInt8]) {
    while count + more.count > capacity { grow() }
    for byte in more {
      bytes[count] = byte
      count += 1
    }
    close()
  }

  func grow() {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + Self.room)
    larger.update(from: bytes, count: count)
    (larger + count).initialize(repeating: Self.newline, count: 2 * capacity + Self.room - count)
    bytes.deallocate()
    bytes = larger
    capacity *= 2
  }

  /// Where the last whole line ends; 0 if there is none.
  var endOfLines: Int {
    var end = count
    while end > 0, bytes[end - 1] != Self.newline { end -= 1 }
    return end
  }

  /// Takes what is behind `end` into a chunk of its own.
  func split(at end: Int, capacity: Int) -> JSONChunk {
    let rest = JSONChunk(capacity: max(capacity, count - end))
    rest.bytes.update(from: bytes + end, count: count - end)
    rest.count = count - end
    count = end
    close()
    return rest
  }

  /// Ends the last line, if nothing does.
  func close() { bytes[count] = Self.newline }

  /// How many bytes a byte-order mark takes at the beginning.
  var byteOrderMark: Int {
    count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? 3 : 0
  }
}

/// Cuts files of JSON lines at newlines, which no string has in it.
final class JSONLinesCutter: RowCutter {
  typealias MakeCursor =
    @Sendable (_ chunk: JSONChunk, _ start: Int, _ file: Int, _ lists: [ListForm?]) throws -> any RowCursor

  private let files: [LogFile]
  private let form: FileForm
  private let size: Int
  private let makeCursor: MakeCursor
  private var place = 0
  private var stream: ByteStream?
  /// What stood after the last chunk's last line.
  private var rest: JSONChunk?
  /// Bytes of the files before the current one, as they lie on the disk.
  private var finished = 0

  init(_ files: [LogFile], form: FileForm, size: Int, cursor: @escaping MakeCursor) {
    self.files = files
    self.form = form
    self.size = max(size, 16)
    makeCursor = cursor
  }

  /// The place of the current file.
  var file: Int { min(place, files.count - 1) }

  /// Bytes taken so far, compressed as they lie there.
  var consumed: Int { finished + (stream?.consumed ?? 0) }

  func next() throws -> RowChunk? {
    guard place < files.count else { return nil }
    let stream = try stream ?? ByteStream(files[place], form: form)
    let chunk = rest ?? JSONChunk(capacity: size)
    let start = rest == nil
    self.stream = stream
    rest = nil
    let file = place
    while true {
      let isMore = try chunk.fill(from: stream)
      guard isMore else {  // the file's end
        chunk.close()
        finished += stream.consumed
        self.stream = nil
        place += 1
        break
      }
      let cut = chunk.endOfLines
      if cut > 0 {
        rest = chunk.split(at: cut, capacity: size)
        break
      }
      guard chunk.count <= RowReader.longestRow else {
        throw LogError("a row is longer than 64 MB", file: files[place].name)
      }
      chunk.grow()
    }
    let first = start ? chunk.byteOrderMark : 0
    return RowChunk(file: file) { [makeCursor] lists in try makeCursor(chunk, first, file, lists) }
  }
}
