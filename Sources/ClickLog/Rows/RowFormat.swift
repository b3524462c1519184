/// A format of a log's files: recognises them and reads their rows.
///
/// A value describes the files of one log, which have the same columns. A new format is a folder in `Formats`, and one line
/// in `LogFormats`. Existentials of it are met once a file and once a chunk, never once a row.
protocol RowFormat: Equatable, Sendable {
  /// The ends of such files' names, in lower case: by them a log is found in a folder of which nothing more is known.
  static var fileEndings: [String] { get }
  /// Endings that other files have too: such files are the log where none has one of `fileEndings`.
  static var unsureFileEndings: [String] { get }
  /// Those files in words, for the line of an error; nil without endings.
  static var filesInWords: String? { get }
  /// A pattern of names that are a log wherever they are found, whatever else is there.
  static var logPattern: String? { get }
  /// The schema of every log of this format, where the format says what its columns are.
  static var builtInSchema: BuiltInSchema? { get }

  /// Reads what columns a file has; nil if the file is not of this format, by its first bytes or its name.
  ///
  /// Throws `EmptyFile` if nothing is in the file, `LogError` if it is of this format and damaged.
  ///
  /// - Parameter form: what the schema says of how the file is written.
  init?(_ file: LogFile, form: FileForm) throws

  /// The columns that are in the files.
  var columns: [String] { get }
  /// Columns that are there and cannot be used, and why.
  var faults: [String: String] { get }
  /// What was recognised of the file's form, for people.
  var notes: [String] { get }
  /// What may be wrong where a column is missing, and how to say it.
  var hint: String? { get }
  /// Columns that hold others, which are columns too.
  var nested: Set<String> { get }
  /// A format that reads files of this one and files of another one, which have other columns; nil if there is none.
  func joined(with other: any RowFormat) -> (any RowFormat)?
  /// The columns that are not in a file, and have the same cell in all of its rows; the same columns for every file.
  func constants(of file: LogFile) -> [RowConstant]
  /// Takes files of this format apart.
  ///
  /// - Parameters:
  ///   - constants: of each file the cells of `constants(of:)`.
  ///   - size: about how many bytes of text a chunk is to have.
  func cutter(_ files: [LogFile], constants: [[String]], size: Int) -> any RowCutter
}

/// A column whose cells are the same in a whole file.
struct RowConstant: Sendable, Equatable {
  let column: String
  let cell: String
}

extension RowFormat {
  static var unsureFileEndings: [String] { [] }
  static var filesInWords: String? { nil }
  static var logPattern: String? { nil }
  static var builtInSchema: BuiltInSchema? { nil }
  var faults: [String: String] { [:] }
  var notes: [String] { [] }
  var hint: String? { nil }
  var nested: Set<String> { [] }
  func joined(with other: any RowFormat) -> (any RowFormat)? { nil }

  /// The columns that folders' names add, such as `date=2022-05-05`; what a file says itself stands.
  func constants(of file: LogFile) -> [RowConstant] {
    var found: [RowConstant] = []
    for partition in file.partitions where !columns.contains(partition.column) {
      guard !found.contains(where: { $0.column == partition.column }) else { continue }
      let innermost = file.partitions.last { $0.column == partition.column }
      found.append(RowConstant(column: partition.column, cell: innermost?.value ?? ""))
    }
    return found
  }

  /// Whether this is the same format, with the same columns.
  func isEqual(to other: any RowFormat) -> Bool { (other as? Self) == self }
}
