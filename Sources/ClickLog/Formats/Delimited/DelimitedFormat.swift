/// Text with a header and a delimiter, a comma or a tab: CSV and TSV, plain or gzip.
struct DelimitedFormat: RowFormat {
  static let fileEndings = TextFileEndings.packed([".csv", ".tsv"])
  static let unsureFileEndings = TextFileEndings.packed([".txt", ".dat"])
  static let filesInWords: String? = "a .csv or .tsv file (also .gz, .zst, .bz2, .xz, .lz4)"

  let columns: [String]
  private let delimiter: UInt8

  /// Takes any file but those of a foreign form.
  init(_ file: LogFile, form: FileForm) throws {
    try ForeignFile.check(file, form: form)
    let table = try TableHeader(file)
    columns = table.names
    delimiter = table.delimiter
  }

  func cutter(_ files: [LogFile], constants: [[String]], size: Int) -> any RowCutter {
    TextCutter(files, delimiter: delimiter, size: size) { [delimiter, columns = columns.count] chunk, file, _ in
      try DelimitedCursor(chunk, delimiter: delimiter, columns: columns, constants: constants[file])
    }
  }
}
