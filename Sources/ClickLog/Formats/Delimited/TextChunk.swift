/// Some whole rows of a text file, in memory: what one thread codes while others code other chunks.
///
/// Read by one thread at a time: hence unchecked.
final class TextChunk: @unchecked Sendable {
  let file: LogFile
  /// Whether it begins with the file's first byte.
  let isFirst: Bool
  fileprivate(set) var bytes: UnsafeMutablePointer<UInt8>
  var count = 0
  /// Two bytes more than a chunk holds are there for the reader: a missing last newline, and its sentinel.
  fileprivate(set) var capacity: Int

  init(_ file: LogFile, isFirst: Bool, capacity: Int) {
    self.file = file
    self.isFirst = isFirst
    self.capacity = capacity
    bytes = .allocate(capacity: capacity + 2)
  }

  deinit { bytes.deallocate() }

  /// Another one with the same text.
  func copy() -> TextChunk {
    let copy = TextChunk(file, isFirst: isFirst, capacity: max(count, 1))
    copy.append(bytes, count: count)
    return copy
  }

  fileprivate func append(_ source: UnsafePointer<UInt8>, count more: Int) {
    while count + more > capacity { grow() }
    (bytes + count).update(from: source, count: more)
    count += more
  }

  fileprivate func grow() {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + 2)
    larger.update(from: bytes, count: count)
    bytes.deallocate()
    bytes = larger
    capacity *= 2
  }

  /// Fills the chunk from a stream; false at the stream's end.
  func fill(from stream: ByteStream) throws -> Bool {
    while count < capacity {
      let got = try stream.read(into: UnsafeMutableRawBufferPointer(start: bytes + count, count: capacity - count))
      if got == 0 { return false }
      count += got
    }
    return true
  }
}

/// Cuts text files into chunks of whole rows, whose cells the cursor of a format reads.
final class TextCutter: RowCutter {
  typealias MakeCursor = @Sendable (_ chunk: TextChunk, _ file: Int, _ lists: [ListForm?]) throws -> any RowCursor

  private static let newline = UInt8(ascii: "\n")

  private let files: [LogFile]
  private let syntax: TextSyntax
  private let form: FileForm
  private let size: Int
  private let makeCursor: MakeCursor
  private var place = 0
  private var stream: ByteStream?
  /// What stood after the last chunk's last row.
  private var rest: TextChunk?
  /// Bytes of the files before the current one, as they lie on the disk.
  private var finished = 0

  init(
    _ files: [LogFile], _ syntax: TextSyntax, form: FileForm = FileForm(), size: Int, cursor: @escaping MakeCursor
  ) {
    self.files = files
    self.syntax = syntax
    self.form = form
    self.size = max(size, 16)
    makeCursor = cursor
  }

  /// The place of the current file.
  var file: Int { min(place, files.count - 1) }

  /// Bytes taken so far, compressed as they lie there.
  var consumed: Int { finished + (stream?.consumed ?? 0) }

  func next() throws -> RowChunk? {
    guard let (chunk, file) = try nextText() else { return nil }
    return RowChunk(file: file) { [makeCursor] lists in try makeCursor(chunk, file, lists) }
  }

  /// The next chunk and its file's place among the files; nil after the last.
  private func nextText() throws -> (chunk: TextChunk, file: Int)? {
    guard place < files.count else { return nil }
    let file = files[place]
    let stream = try stream ?? ByteStream(file, form: form)
    let chunk = rest ?? TextChunk(file, isFirst: true, capacity: size)
    self.stream = stream
    rest = nil
    var cut = 0
    while try chunk.fill(from: stream) {
      cut = try Self.endOfRows(chunk, syntax)
      if cut > 0 { break }
      guard chunk.count <= RowReader.longestRow else {
        throw LogError("a row is longer than 64 MB; is a quote left open?", file: file.name)
      }
      chunk.grow()
    }
    if cut == 0 {  // the file's end
      finished += stream.consumed
      self.stream = nil
      place += 1
      return (chunk, place - 1)
    }
    let next = TextChunk(file, isFirst: false, capacity: size)
    next.append(chunk.bytes + cut, count: chunk.count - cut)
    rest = next
    chunk.count = cut
    return (chunk, place)
  }

  /// Where the chunk's last whole row ends; 0 if none does.
  private static func endOfRows(_ chunk: TextChunk, _ syntax: TextSyntax) throws -> Int {
    let text = UnsafeBufferPointer(start: chunk.bytes, count: chunk.count)
    let isPlain = [syntax.quote, syntax.escape].allSatisfy { $0.map { !text.contains($0) } ?? true }
    guard !isPlain else { return text.lastIndex(of: newline).map { $0 + 1 } ?? 0 }
    // A newline may be inside a value, so the rows are walked.
    return try RowReader(chunk, syntax).endOfWholeRows()
  }
}
