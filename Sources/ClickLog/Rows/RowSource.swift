/// Files of one format whose rows follow one another: a log, or a side table. Columns are found by their names, wherever they
/// are in each file.
struct RowSource: Sendable {
  /// Those in which something is.
  let files: [LogFile]
  /// Those in which nothing is, which are left out.
  let emptyFiles: [LogFile]
  /// How the files are written, as the schema says.
  let form: FileForm
  /// All columns that some file has, in the order in which they come.
  let header: [String]
  /// Why a column cannot be used, where it is there: in words that follow its name.
  let faults: [String: LogError]
  /// Columns that hold others, which are columns too.
  let nested: Set<String>
  /// What was recognised of the files' form, for people.
  let notes: [String]
  /// What may be wrong where a column is missing, and how to say it.
  let hint: String?

  private let groups: [RowGroup]

  var bytes: Int { files.reduce(0) { $0 + $1.size } }

  /// The formats of its files, one a group of them.
  var formats: [any RowFormat] { groups.map(\.format) }

  /// The schema that comes with the files' format; nil where the columns are the user's own.
  var builtInSchema: BuiltInSchema? { groups.first.flatMap { type(of: $0.format).builtInSchema } }

  /// Looks at the files. Throws `LogError` if all are empty, or if they differ in format.
  ///
  /// - Parameters:
  ///   - form: how the files are written, where they do not say it themselves.
  ///   - formats: each file is of the first of them that takes it.
  init(_ files: [LogFile], form: FileForm = FileForm(), formats: [any RowFormat.Type]) throws {
    self.form = form
    var (full, empty): ([LogFile], [LogFile]) = ([], [])
    var groups: [RowGroup] = []
    var found: [(format: any RowFormat, file: LogFile)] = []
    for file in files {
      do { found.append((try Self.format(of: file, form, among: formats), file)) } catch is EmptyFile {
        empty.append(file)
      }
    }
    // Where a format allows it, files with other columns are read as if they had the others' too.
    let joint = found.first.map { first in found.reduce(first.format) { $0.joined(with: $1.format) ?? $0 } }
    for (own, file) in found {
      let format = joint.flatMap { $0.joined(with: own) } ?? own
      if let first = groups.first, type(of: first.format) != type(of: format) {
        throw LogError("its format is not the one of \(full[0].name); expected one format in a log", file: file.name)
      }
      if let last = groups.indices.last, groups[last].takes(format, file) {
        groups[last].files.append(file)
      } else {
        groups.append(RowGroup(format, file, at: full.count))
      }
      full.append(file)
    }
    guard !groups.isEmpty else {
      throw files.first.map { LogError("the file is empty; expected a header and rows", file: $0.name) }
        ?? LogError("expected at least one file")
    }
    let columns = Columns(groups)
    self.files = full
    emptyFiles = empty
    header = columns.header
    faults = columns.faults
    for group in groups.indices { groups[group].places = columns.places(in: groups[group]) }
    self.groups = groups
    nested = groups.reduce(into: []) { $0.formUnion($1.format.nested) }
    var notes: [String] = []
    for note in groups.flatMap({ $0.format.notes }) where !notes.contains(note) { notes.append(note) }
    self.notes = notes
    hint = groups.lazy.compactMap { $0.format.hint }.first
  }

  private static func format(
    of file: LogFile, _ form: FileForm, among formats: [any RowFormat.Type]
  ) throws -> any RowFormat {
    for format in formats { if let found = try format.init(file, form: form) { return found } }
    throw LogError("expected a file of a format that this program reads", file: file.name)
  }

  /// The columns of all groups by name.
  private struct Columns {
    var header: [String] = []
    var faults: [String: LogError] = [:]

    init(_ groups: [RowGroup]) {
      var known: Set<String> = []
      for group in groups {
        for name in group.columns where known.insert(name).inserted { header.append(name) }
      }
      for group in groups {
        let file = group.files[0].name
        let own = Set(group.columns)
        for (name, fault) in group.format.faults where faults[name] == nil {
          faults[name] = LogError(fault, file: file, column: name)
        }
        for name in header where !own.contains(name) && faults[name] == nil {
          let holder = groups.first { $0.columns.contains(name) }?.files[0].name ?? ""
          let hint = group.format.hint.map { "; \($0)" } ?? ""
          faults[name] = LogError("no column \"\(NearestNames.short(name))\", which \(holder) has\(hint)", file: file)
        }
      }
    }

    func places(in group: RowGroup) -> [Int?] {
      guard group.columns != header else { return [] }
      let places = Dictionary(
        group.columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      return header.map { places[$0] }
    }
  }

  /// - Parameter size: about how many bytes of text a chunk is to have.
  func cutter(size: Int) -> any RowCutter {
    GroupCutter(groups, size: size) ?? groups[0].cutter(size: size)
  }

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
