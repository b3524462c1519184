/// Parquet, Arrow and Feather files, which the Arrow plugin reads.
struct ArrowFormat: RowFormat {
  static let fileEndings = [".parquet", ".arrow", ".feather", ".ipc"]
  static let filesInWords: String? = "Parquet files"

  let columns: [String]
  let faults: [String: String]
  let nested: Set<String>

  /// Throws `LogError` if there is no plugin, or the file is damaged.
  init?(_ file: LogFile, form: FileForm) throws {
    guard ArrowFile.holds(file) else { return nil }
    let found = try ArrowFile(file)
    columns = found.columns
    nested = Set(zip(found.columns, found.types).filter { !$1.fields.isEmpty }.map(\.0))
    var faults: [String: String] = [:]
    for (name, type) in zip(found.columns, found.types) { faults[name] = faults[name] ?? type.problem(named: name) }
    self.faults = faults.merging(Self.repeated(found.columns)) { $1 }
  }

  func cutter(_ files: [LogFile], constants: [[String]], size: Int) -> any RowCutter {
    ArrowCutter(files, columns: columns, isReadable: columns.map { faults[$0] == nil }, constants: constants)
  }
}
