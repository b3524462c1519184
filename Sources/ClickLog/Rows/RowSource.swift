/// Files of one format whose rows follow one another: a log, or a side table.
struct RowSource: Sendable {
  let files: [LogFile]
  let format: any RowFormat
  /// The files' own columns, and after them those of `constants`.
  let header: [String]
  /// For each file the cells that are the same in all of its rows, such as the date that its folder is named after.
  private let constants: [[String]]

  var bytes: Int { files.reduce(0) { $0 + $1.size } }

  /// Columns that the files have and that cannot be read, and what is wrong with them.
  var faults: [String: String] { format.faults }

  /// Looks at the files. Throws `LogError` if one is empty, or if they differ in format or columns.
  ///
  /// - Parameters:
  ///   - form: how the files are written, where they do not say it themselves.
  ///   - formats: each file is of the first of them that takes it.
  init(_ files: [LogFile], form: FileForm = FileForm(), formats: [any RowFormat.Type]) throws {
    let found = try files.map { file in (try Self.format(of: file, form, among: formats), file) }
    guard let (format, firstFile) = found.first else { throw LogError("expected at least one file") }
    let first = found.dropFirst().reduce(format) { $0.joined(with: $1.0) ?? $0 }
    let columns = first.constants(of: firstFile).map(\.column)
    for (format, file) in found.dropFirst()
    where !(first.joined(with: format) ?? format).isEqual(to: first)
      || first.constants(of: file).map(\.column) != columns
    {
      throw LogError("its header is not the one of \(firstFile.name)", file: file.name)
    }
    self.files = files
    self.format = first
    header = first.columns + columns
    constants = files.map { first.constants(of: $0).map(\.cell) }
  }

  private static func format(
    of file: LogFile, _ form: FileForm, among formats: [any RowFormat.Type]
  ) throws -> any RowFormat {
    for format in formats { if let found = try format.init(file, form: form) { return found } }
    throw LogError("expected a file of a format that this program reads", file: file.name)
  }

  /// - Parameter size: about how many bytes of text a chunk is to have.
  func cutter(size: Int) -> any RowCutter { format.cutter(files, constants: constants, size: size) }

  /// Hands rows to `body` one after another until it returns false.
  ///
  /// - Parameter lists: how each column's cells hold several values; nil where the caller takes what is there.
  func forEachRow(
    size: Int = 1 << 20, lists: [ListForm?]? = nil, _ body: (any RowCursor) throws -> Bool
  ) throws {
    let cutter = cutter(size: size)
    var places = ChunkPlaces()
    // All columns are asked for as lists, which hold any number of values.
    let lists =
      lists ?? [ListForm?](repeating: ListForm(separator: UInt8(ascii: ","), weighted: false), count: header.count)
    while let chunk = try cutter.next() {
      let cursor = try chunk.cursor(lists)
      do {
        while try cursor.next() { if !(try body(cursor)) { return } }
      } catch let error as LogError {
        throw places.located(error, in: chunk.file)
      }
      places.passed(rows: cursor.row, lines: cursor.lines, of: chunk.file)
    }
  }
}
