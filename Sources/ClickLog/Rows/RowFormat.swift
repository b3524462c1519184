/// What can be seen of a file before its rows are read: its form and its columns.
struct FileHead: Equatable {
  let form: RowSource.Form
  /// The columns that stand in the file.
  let columns: [String]
  /// The columns whose cells are the same in the whole file.
  let constants: [String]
  /// Columns of a type whose values have no text, such as a struct, with that type's name.
  private(set) var unreadable: [String: String] = [:]

  /// Throws `LogError` if the file is empty, damaged or has two columns of one name.
  init(_ file: LogFile) throws {
    if let kind = AliCCP.kind(of: file) {
      form = .aliCCP(kind)
      columns = AliCCP.columns(of: kind)
      constants = [AliCCP.part]
      return
    }
    if ArrowFile.holds(file) {
      form = .arrow
      let found = try ArrowFile(file)
      columns = found.columns
      for (name, type) in zip(found.columns, found.types) where !type.isReadable { unreadable[name] = type.name }
      constants = Self.constants(of: file, beside: columns)
      return
    }
    let table = try TableHeader(file)
    form = .delimited(table.delimiter)
    columns = table.names
    constants = Self.constants(of: file, beside: table.names)
  }

  /// The columns that folders' names add.
  private static func constants(of file: LogFile, beside columns: [String]) -> [String] {
    var found: [String] = []
    for partition in file.partitions where !columns.contains(partition.column) && !found.contains(partition.column) {
      found.append(partition.column)
    }
    return found
  }

  /// The constants' cells in a file with this head.
  func cells(of file: LogFile) -> [String] {
    if case .aliCCP = form { return [AliCCP.part(ofFile: file.name)] }
    return constants.map { name in file.partitions.last { $0.column == name }?.value ?? "" }
  }
}
