/// Text with a header and a delimiter, a comma or a tab: CSV and TSV, plain or gzip.
struct DelimitedFormat: RowFormat {
  static let fileEndings = [".csv", ".tsv", ".csv.gz", ".tsv.gz"]
  static let filesInWords: String? = "a .csv or .tsv file (also .gz)"

  let columns: [String]
  private let delimiter: UInt8

  /// Takes any file.
  init(_ file: LogFile, form: FileForm) throws {
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
