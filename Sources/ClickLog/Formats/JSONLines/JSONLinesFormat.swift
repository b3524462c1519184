/// JSON lines: an object a line, plain or compressed.
struct JSONLinesFormat: RowFormat {
  static let fileEndings = [".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"]
  static let filesInWords: String? = "JSON lines (.jsonl)"
  /// The keys of these rows are the columns; so far the file is looked at for them.
  static let sampleRows = 1000
  static let sampleBytes = 4 << 20

  private var tree = JSONTree()
  private let form: FileForm

  var columns: [String] { tree.columns }

  /// Takes files whose first line begins like an object; all if the schema says that they are such.
  init?(_ file: LogFile, form: FileForm) throws {
    guard form.kind != .delimited else { return nil }
    self.form = form
    let stream = try ByteStream(file, form: form)
    let chunk = JSONChunk(capacity: 1 << 16)
    var isMore = try chunk.fill(from: stream)
    let start = Self.firstByte(of: chunk)
    guard Self.beginsLikeAnObject(chunk, start) else {
      guard form.kind == .jsonLines || Self.isPretty(chunk, start) else { return nil }
      guard start < chunk.count else { throw EmptyFile() }
      throw LogError(
        "expected a whole object on each line (JSON lines), found \"\(Self.firstLine(of: chunk, from: start))\"",
        file: file.name)
    }
    while isMore, chunk.count < Self.sampleBytes || chunk.endOfLines == 0, chunk.count <= RowReader.longestRow,
      Self.lines(of: chunk) < Self.sampleRows
    {
      chunk.grow()
      isMore = try chunk.fill(from: stream)
    }
    chunk.close()
    addKeys(of: chunk, isMore ? chunk.endOfLines : chunk.count)
    guard tree.nodes.count > 1 else {
      // What is wrong with the rows, the cursor says.
      let cursor = JSONLinesCursor(chunk, start: chunk.byteOrderMark, of: file, tree, constants: [], lists: [])
      if try cursor.next() { try cursor.check() }
      throw LogError("expected objects with keys, found none in the first rows", file: file.name)
    }
  }

  /// Two columns of one name: a key with a dot in it, and a key of an object.
  var faults: [String: String] { Self.repeated(tree.columns) }

  var nested: Set<String> { Set(tree.nodes.indices.filter { !tree.nodes[$0].children.isEmpty }.map { tree.names[$0] }) }

  /// Keys that another file has are columns of this one, where they are missing.
  func joined(with other: any RowFormat) -> (any RowFormat)? {
    guard let other = other as? JSONLinesFormat else { return nil }
    var both = self
    both.tree.add(other.tree)
    return both
  }

  func cutter(_ files: [LogFile], constants: [[String]], size: Int) -> any RowCutter {
    JSONLinesCutter(files, form: form, size: size) { [tree] chunk, start, file, lists in
      JSONLinesCursor(chunk, start: start, of: files[file], tree, constants: constants[file], lists: lists)
    }
  }

  private mutating func addKeys(of chunk: JSONChunk, _ end: Int) {
    var place = chunk.byteOrderMark
    var rows = 0
    while place < end, rows < Self.sampleRows {
      if tree.add(chunk.bytes + place) { rows += 1 }
      while place < end, chunk.bytes[place] != UInt8(ascii: "\n") { place += 1 }
      place += 1
    }
  }

  private static func lines(of chunk: JSONChunk) -> Int {
    UnsafeBufferPointer(start: chunk.bytes, count: chunk.count).reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  }

  private static func firstByte(of chunk: JSONChunk) -> Int {
    var place = chunk.byteOrderMark
    while place < chunk.count, [0x20, 0x09, 0x0d, 0x0a].contains(chunk.bytes[place]) { place += 1 }
    return place
  }

  /// A brace, and then a quote or a brace.
  private static func beginsLikeAnObject(_ chunk: JSONChunk, _ start: Int) -> Bool {
    guard start < chunk.count, chunk.bytes[start] == UInt8(ascii: "{") else { return false }
    var place = start + 1
    while place < chunk.count, chunk.bytes[place] == 0x20 || chunk.bytes[place] == 0x09 { place += 1 }
    return place < chunk.count
      && (chunk.bytes[place] == UInt8(ascii: "\"") || chunk.bytes[place] == UInt8(ascii: "}"))
  }

  /// Whether an object begins whose keys stand on lines of their own.
  private static func isPretty(_ chunk: JSONChunk, _ start: Int) -> Bool { firstLine(of: chunk, from: start) == "{" }

  private static func firstLine(of chunk: JSONChunk, from start: Int) -> String {
    let line = UnsafeBufferPointer(start: chunk.bytes + start, count: min(40, chunk.count - start))
      .prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return String(decoding: line, as: UTF8.self)
  }
}

extension RowFormat {
  /// What is to be said of columns whose name two of the files' columns have, where one of them is used.
  static func repeated(_ columns: [String]) -> [String: String] {
    var seen: Set<String> = []
    var faults: [String: String] = [:]
    for name in columns where !seen.insert(name).inserted {
      faults[name] = "two columns of the file are named \"\(NearestNames.short(name))\"; rename one of them"
    }
    return faults
  }
}
