/// The first row of a delimited text file: the columns' names, and what stands between them.
struct TableHeader {
  let names: [String]
  let delimiter: UInt8

  /// Throws `LogError` if the file is empty or two columns have one name.
  init(_ file: LogFile) throws {
    // Read with tabs first: a header with tabs and no commas is a TSV, whatever the file is called.
    let tabbed = try Self.firstRow(file, delimiter: UInt8(ascii: "\t"))
    let lowered = file.name.lowercased()
    let namedTSV = lowered.hasSuffix(".tsv") || lowered.hasSuffix(".tsv.gz")
    let isTSV = namedTSV || (tabbed.count > 1 && !tabbed.contains { $0.contains(",") })
    delimiter = UInt8(ascii: isTSV ? "\t" : ",")
    // A comma after a closing quote is only wrong where tabs are what stands between cells.
    let cells = try Self.firstRow(file, delimiter: delimiter, checked: true)
    names = cells.map { $0.trimmed }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw LogError(
        name.isEmpty
          ? "two columns of the header have no name; expected a name for each"
          : "two columns of the header are named \"\(NearestNames.short(name))\"", file: file.name)
    }
  }

  private static func firstRow(_ file: LogFile, delimiter: UInt8, checked: Bool = false) throws -> [String] {
    let reader = try RowReader(file, delimiter: delimiter, chunk: 1 << 16)
    guard try reader.next() else { throw LogError("the file is empty; expected a header and rows", file: file.name) }
    if checked { try reader.checkQuotes() }
    return (0..<reader.count).map { String(decoding: reader[$0], as: UTF8.self) }
  }
}

extension String {
  /// Without spaces at either end.
  fileprivate var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
