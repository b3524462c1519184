import Files
import Foundation

/// Some rows of a source as `ChunkCoder` left them, in a file.
struct CodedChunk {
  /// What is known of a chunk without looking at its rows.
  struct Summary: Codable, Sendable {
    /// The place of its file among the source's.
    var file: Int
    /// Rows of the text, and those of them that could be read.
    var rows = 0
    var good = 0
    var lines = 0
    /// Rows that could not be read, and the first of them.
    var badCount = 0
    var badRows: [LogError] = []
    /// The hash of what its rows say.
    var content: UInt64 = 0
    /// Of each column, what its cells look like (`ColumnCoder.forms`).
    var forms: [UInt16] = []
  }

  private let file: SectionFile
  private static let fixedSections = 3

  /// Nil if there is no such file, or if it is not whole.
  init?(_ url: URL, columns: Int, verifying: Bool = false) {
    guard let file = SectionFile(url, verifying: verifying),
      file.count == Self.fixedSections + columns * CodedColumn.sections
    else {
      return nil
    }
    self.file = file
  }

  static func write(
    _ summary: Summary, hashes: [UInt64], numbers: [UInt32], columns: [any ColumnCoder], to url: URL
  ) throws {
    let writer = try SectionWriter(url)
    try writer.append(Array(try JSONEncoder().encode(summary)))
    try writer.append(hashes)
    try writer.append(numbers)
    for column in columns { try column.write(to: writer) }
    try writer.finish()
  }

  func summary() throws -> Summary {
    try JSONDecoder().decode(Summary.self, from: Data(file.values(0, of: UInt8.self)))
  }

  /// Equal for exact copies of a row. Empty where they were not asked for.
  var hashes: UnsafeBufferPointer<UInt64> { file.values(1) }
  /// The rows' numbers in the chunk's text, from 0; empty where all could be read.
  var numbers: UnsafeBufferPointer<UInt32> { file.values(2) }

  func column(_ index: Int) -> CodedColumn {
    CodedColumn(file, at: Self.fixedSections + index * CodedColumn.sections)
  }
}

/// One column of some rows, as its coder wrote it.
struct CodedColumn {
  static let sections = 5

  private let file: SectionFile
  private let first: Int

  init(_ file: SectionFile, at first: Int) {
    self.file = file
    self.first = first
  }

  /// The distinct values: of an id or a list column.
  var values: CodedValues { CodedValues(bytes: file.values(first), ends: file.values(first + 1)) }
  /// Of each row (id) or each entry (list), its value's place in `values`.
  var codes: UnsafeBufferPointer<UInt32> { file.values(first + 2) }
  /// Of a list column: row r's entries are `starts[r] ..< starts[r + 1]`.
  var starts: UnsafeBufferPointer<UInt32> { file.values(first + 3) }
  /// Of each entry of a weighted list column; otherwise empty.
  var weights: UnsafeBufferPointer<Float> { file.values(first + 4) }
  /// Of a number or time column, and of labels that are no truths.
  var numbers: UnsafeBufferPointer<Double> { file.values(first + 2) }
  /// Of labels that are 0 or 1.
  var labels: UnsafeBufferPointer<UInt8> { file.values(first + 2) }
}

/// Distinct byte strings, by their codes.
struct CodedValues {
  let bytes: UnsafeBufferPointer<UInt8>
  let ends: UnsafeBufferPointer<UInt32>

  var count: Int { max(0, ends.count - 1) }

  @inline(__always)
  subscript(code: Int) -> Cell {
    Cell(rebasing: UnsafeRawBufferPointer(bytes)[Int(ends[code])..<Int(ends[code + 1])])
  }
}
