/// Text with a delimiter between cells, and mostly a header: CSV, TSV and their kin.
struct DelimitedFormat: RowFormat {
  static let fileEndings = TextFileEndings.packed([".csv", ".tsv"])
  static let unsureFileEndings = TextFileEndings.packed([".txt", ".dat"])
  static let filesInWords: String? = "a .csv or .tsv file (also .gz, .zst, .bz2, .xz, .lz4)"

  let columns: [String]
  let notes: [String]
  let hint: String?
  private let syntax: TextSyntax
  private let form: FileForm

  /// Takes any file but those of a foreign form.
  init?(_ file: LogFile, form: FileForm) throws {
    if let kind = form.kind, kind != .delimited { return nil }
    try ForeignFile.check(file, form: form)
    let table = try TextRecognition(file, form)
    columns = table.names
    syntax = table.syntax
    notes = table.notes
    hint = table.hint
    self.form = form
  }

  var faults: [String: String] { Self.repeated(columns) }

  func cutter(_ files: [LogFile], constants: [[String]], size: Int) -> any RowCutter {
    TextCutter(files, syntax, form: form, size: size) { [syntax, columns = columns.count] chunk, file, _ in
      try DelimitedCursor(chunk, syntax, columns: columns, constants: constants[file])
    }
  }

  static func == (a: DelimitedFormat, b: DelimitedFormat) -> Bool {
    a.columns == b.columns && a.syntax == b.syntax && a.form == b.form
  }
}
