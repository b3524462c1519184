/// Parquet, Arrow and Feather files, which the Arrow plugin reads.
struct ArrowFormat: RowFormat {
  static let fileEndings = [".parquet", ".arrow", ".feather", ".ipc"]
  static let filesInWords: String? = "Parquet files"

  let columns: [String]
  private let unreadable: [String: String]

  var faults: [String: String] {
    unreadable.mapValues { "expected a type whose values are text, numbers, dates, or lists of them, found \($0)" }
  }

  /// Throws `LogError` if there is no plugin, or the file is damaged.
  init?(_ file: LogFile, form: FileForm) throws {
    guard ArrowFile.holds(file) else { return nil }
    let found = try ArrowFile(file)
    columns = found.columns
    var unreadable: [String: String] = [:]
    for (name, type) in zip(found.columns, found.types) where !type.isReadable { unreadable[name] = type.name }
    self.unreadable = unreadable
  }

  func cutter(_ files: [LogFile], constants: [[String]], size: Int) -> any RowCutter {
    ArrowCutter(files, columns: columns, isReadable: columns.map { unreadable[$0] == nil }, constants: constants)
  }
}
