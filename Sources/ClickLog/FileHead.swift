/// What can be seen of a file before its rows are read: its form and its columns.
struct FileHead: Equatable {
  let form: RowSource.Form
  /// The columns that stand in the file.
  let columns: [String]
  /// The columns whose cells are the same in the whole file.
  let constants: [String]

  /// Throws `LogError` if the file is empty, damaged or has two columns of one name.
  init(_ file: LogFile) throws {
    if let kind = AliCCP.kind(of: file) {
      form = .aliCCP(kind)
      columns = AliCCP.columns(of: kind)
      constants = [AliCCP.part]
      return
    }
    let table = try TableHeader(file)
    form = .delimited(table.delimiter)
    columns = table.names
    constants = file.partitions.map(\.column).filter { !table.names.contains($0) }
  }

  /// The constants' cells in a file with this head.
  func cells(of file: LogFile) -> [String] {
    if case .aliCCP = form { return [AliCCP.part(ofFile: file.name)] }
    return constants.map { name in file.partitions.last { $0.column == name }?.value ?? "" }
  }
}
