/// The published form of Ali-CCP (Ma et al., SIGIR '18): `sample_skeleton_{train,test}.csv`, and beside each the
/// features that its users have in common, `common_features_{train,test}.csv`.
///
///     skeleton:  sample_id,click,conversion,common_feature_index,feature_num,feature_list
///     common:    common_feature_index,feature_num,feature_list
///
/// There is no header. A feature list is `field ^B feature id ^C value`, joined by `^A`; a field that stands there several
/// times has several values, and all of them count.
enum AliCCP {
  enum Kind: Sendable, Equatable { case skeleton, common }

  static let comma = UInt8(ascii: ",")
  static let key = "common_feature_index"
  static let part = "part"
  static let skeletonFields = ["205", "206", "207", "210", "216", "508", "509", "702", "853", "301"]
  static let commonFields = [
    "101", "121", "122", "124", "125", "126", "127", "128", "129", "109_14", "110_14", "127_14", "150_14",
  ]

  /// The columns before the feature list.
  static func plainColumns(of kind: Kind) -> [String] {
    switch kind {
    case .skeleton: ["sample_id", "click", "conversion", key]
    case .common: [key]
    }
  }

  static func fields(of kind: Kind) -> [String] { kind == .skeleton ? skeletonFields : commonFields }

  static func columns(of kind: Kind) -> [String] { plainColumns(of: kind) + fields(of: kind) }

  /// What a file holds, if it is one of the published files: they have their names, and no header.
  static func kind(of file: LogFile) -> Kind? {
    let name = file.url.lastPathComponent
    let kinds: [(String, Kind)] = [("sample_skeleton_", .skeleton), ("common_features_", .common)]
    guard let kind = kinds.first(where: { name.hasPrefix($0.0) })?.1 else { return nil }
    guard let stream = try? ByteStream(file) else { return nil }
    var first = [UInt8](repeating: 0, count: 256)
    let got = (try? first.withUnsafeMutableBytes { try stream.read(into: $0) }) ?? 0
    let line = first.prefix(got).prefix { $0 != UInt8(ascii: "\n") }
    guard got > 0, !line.starts(with: Array("PAR1".utf8)), !line.starts(with: Array("ARROW1".utf8)) else { return nil }
    // The names say what is in them; a converted file has them in a header.
    return String(decoding: line, as: UTF8.self).contains(key) ? nil : kind
  }

  /// The part of the data that a file holds, by its name: `train` or `test`.
  static func part(ofFile name: String) -> String {
    let stem = name.split(separator: "/").last?.split(separator: ".").first ?? ""
    return String(stem.split(separator: "_").last ?? "")
  }

  /// Which column of a file a field is, found from the field's bytes.
  struct FieldTable {
    private var places = [Int8](repeating: -1, count: 2048)

    init(_ fields: [String], first: Int) {
      for (i, field) in fields.enumerated() {
        let bytes = Array(field.utf8)
        if let slot = bytes.withUnsafeBytes({ Self.slot($0) }) { places[slot] = Int8(first + i) }
      }
    }

    /// -1 for a field that does not belong here.
    @inline(__always)
    func column(of field: Cell) -> Int { Self.slot(field).map { Int(places[$0]) } ?? -1 }

    /// Three digits, and whether `_14` follows.
    @inline(__always)
    private static func slot(_ field: Cell) -> Int? {
      guard field.count == 3 || field.count == 6 else { return nil }
      var number = 0
      for i in 0..<3 {
        let digit = Int(field[i]) - 48
        guard (0...9).contains(digit) else { return nil }
        number = 10 * number + digit
      }
      if field.count == 3 { return number }
      guard field[3] == UInt8(ascii: "_"), field[4] == UInt8(ascii: "1"), field[5] == UInt8(ascii: "4") else {
        return nil
      }
      return 1024 + number
    }
  }
}

/// The rows of a chunk of one of Ali-CCP's files, a cell for each field.
final class AliCCPCursor: RowCursor {
  private static let entryEnd: UInt8 = 1
  private static let fieldEnd: UInt8 = 2
  private static let idEnd: UInt8 = 3

  private let reader: RowReader
  /// Plain columns before the feature list.
  private let plain: Int
  private let columns: Int
  private let keyColumn: Int
  private let fields: AliCCP.FieldTable
  private let names: [String]
  private let lists: [ListForm?]
  private let part: FixedCells
  private var cells: [Cell]
  /// Where cells are put together that the text does not hold as they are: lists, and keys with their part.
  private let scratch: CellBuilder
  private var problem: (text: String, column: String?)?

  init(_ chunk: TextChunk, _ kind: AliCCP.Kind, part: String, lists: [ListForm?]) throws {
    reader = try RowReader(chunk, delimiter: AliCCP.comma)
    let header = AliCCP.columns(of: kind) + [AliCCP.part]
    plain = AliCCP.plainColumns(of: kind).count
    keyColumn = plain - 1
    columns = header.count
    names = header
    fields = AliCCP.FieldTable(AliCCP.fields(of: kind), first: plain)
    self.lists = lists
    self.part = FixedCells([part])
    cells = [Cell](repeating: Cell(start: nil, count: 0), count: header.count)
    scratch = CellBuilder(columns: header.count)
    // There is no header: the first row is row 1.
    if chunk.isFirst { reader.countFromOne() }
  }

  func next() throws -> Bool {
    guard try reader.next() else { return false }
    problem = nil
    for i in 0..<columns { cells[i] = Cell(start: nil, count: 0) }
    scratch.removeAll()
    guard reader.count == plain + 2 else {
      problem = ("expected \(plain + 2) columns, found \(reader.count)", nil)
      return true
    }
    for i in 0..<plain { cells[i] = reader[i] }
    // An index is one of its own part's common features.
    scratch.begin(keyColumn, with: reader[keyColumn])
    scratch.append(keyColumn, UInt8(ascii: "/"))
    scratch.append(keyColumn, part[0])
    cells[keyColumn] = scratch[keyColumn]
    cells[columns - 1] = part[0]
    readFeatures(reader[plain + 1])
    return true
  }

  private func readFeatures(_ list: Cell) {
    var entries = 0
    var i = 0
    while i < list.count {
      let field = i
      while i < list.count, list[i] != Self.fieldEnd, list[i] != Self.entryEnd { i += 1 }
      let id = i + 1
      while i < list.count, list[i] != Self.idEnd, list[i] != Self.entryEnd { i += 1 }
      let value = i + 1
      while i < list.count, list[i] != Self.entryEnd { i += 1 }
      guard value <= i, id < value, list[id - 1] == Self.fieldEnd else {
        problem = ("expected entries of field ^B id ^C value, joined by ^A", "feature_list")
        return
      }
      entries += 1
      let column = fields.column(of: Cell(rebasing: list[field..<id - 1]))
      guard column >= 0 else {
        let name = String(decoding: list[field..<id - 1].prefix(20), as: UTF8.self)
        problem = ("field \"\(name)\" does not belong into this file", "feature_list")
        return
      }
      add(Cell(rebasing: list[id..<value - 1]), Cell(rebasing: list[value..<i]), to: column)
      i += 1
    }
    guard Numbers.read(reader[plain]) == .number(Double(entries)) else {
      let said = String(decoding: reader[plain].prefix(20), as: UTF8.self)
      problem = problem ?? ("expected \(said) features, as feature_num says, found \(entries)", "feature_list")
      return
    }
  }

  private func add(_ id: Cell, _ value: Cell, to column: Int) {
    guard let list = lists[column] else {
      if cells[column].baseAddress != nil {
        problem = problem ?? ("expected one value (kind: ids takes several)", names[column])
      }
      cells[column] = id
      return
    }
    if list.weighted {
      if cells[column].baseAddress == nil {
        scratch.begin(column, with: id)
      } else {
        scratch.append(column, list.separator)
        scratch.append(column, id)
      }
      scratch.append(column, UInt8(ascii: ":"))
      scratch.append(column, value)
      cells[column] = scratch[column]
    } else if cells[column].baseAddress == nil {
      cells[column] = id
    } else {
      if scratch[column].isEmpty { scratch.begin(column, with: cells[column]) }
      scratch.append(column, list.separator)
      scratch.append(column, id)
      cells[column] = scratch[column]
    }
  }

  subscript(column: Int) -> Cell { cells[column] }
  var rowHash: UInt64 { reader.rowHash }
  var row: Int { reader.row }
  var lines: Int { reader.lines }
  func error(_ problem: String, column: String?) -> LogError { reader.error(problem, column: column) }
  func check() throws {
    try reader.checkQuotes()
    if let problem { throw error(problem.text, column: problem.column) }
  }
}

/// Bytes put together for some columns of a row.
final class CellBuilder {
  private var buffers: [UnsafeMutableRawBufferPointer]
  private var counts: [Int]

  init(columns: Int) {
    buffers = (0..<columns).map { _ in .allocate(byteCount: 64, alignment: 8) }
    counts = [Int](repeating: 0, count: columns)
  }

  deinit { for buffer in buffers { buffer.deallocate() } }

  subscript(column: Int) -> Cell { Cell(rebasing: UnsafeRawBufferPointer(buffers[column])[..<counts[column]]) }

  func removeAll() { for i in counts.indices { counts[i] = 0 } }

  func begin(_ column: Int, with bytes: Cell) {
    counts[column] = 0
    append(column, bytes)
  }

  func append(_ column: Int, _ bytes: Cell) {
    reserve(column, bytes.count)
    UnsafeMutableRawBufferPointer(rebasing: buffers[column][counts[column]...]).copyMemory(from: bytes)
    counts[column] += bytes.count
  }

  func append(_ column: Int, _ byte: UInt8) {
    reserve(column, 1)
    buffers[column][counts[column]] = byte
    counts[column] += 1
  }

  private func reserve(_ column: Int, _ more: Int) {
    guard counts[column] + more > buffers[column].count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 2 * buffers[column].count + more, alignment: 8)
    larger.copyMemory(from: UnsafeRawBufferPointer(buffers[column]))
    buffers[column].deallocate()
    buffers[column] = larger
  }
}
