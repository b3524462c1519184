import Foundation

/// Writes one field of a store: once a row of the log, or, where it stands in a side table, once a row of that.
struct FieldColumns {
  struct Written: Sendable {
    let field: StoreField
    let unknown: LogStatistics.UnknownShare
  }

  private let store: StoreRows
  private let field: Field
  private let reference: LogLayout.Reference
  private let file: String

  init(_ store: StoreRows, _ index: Int) {
    self.store = store
    field = store.encoding.fields[index]
    reference = store.log.layout.features[index]
    file = index < 10 ? "field-0\(index)" : "field-\(index)"
  }

  func write() throws -> Written {
    switch field.coding {
    case .single(let values): try single { coded in try Self.rows(of: values, in: coded) }
    case .several(let values, let list): try several(values, weighted: list.weighted)
    case .number(let buckets):
      try single { coded in
        let numbers = coded.numbers
        return { row in
          let number = numbers[row]
          return (UInt32(buckets.row(of: number)), number.isNaN, number.isNaN)
        }
      }
    }
  }

  /// The final row of each row's value, whether it is unknown, and whether there is none.
  private typealias Row = (Int) -> (row: UInt32, unknown: Bool, missing: Bool)

  private static func rows(of values: Field.Values, in coded: CodedColumn) throws -> Row {
    let distinct = coded.values
    let rows = (0..<distinct.count).map { code in
      let value = distinct[code]
      let row = UInt32(values.row(of: value))
      return (row, row == 0, value.isEmpty)
    }
    let codes = coded.codes
    return { rows[Int(codes[$0])] }
  }

  private func single(_ chunk: (CodedColumn) throws -> Row) throws -> Written {
    var tally = Tally()
    let (log, known) = (store.log, store.rows)
    let ids: StoreColumn
    if let table = reference.table {
      let side = log.tables[table]
      var first = 0
      func count(_ row: Int, _ unknown: Bool, _ missing: Bool) {
        for part in PartName.allCases.indices {
          let weight = Int(known.rowsOfTable[part][table][row])
          tally.add(part, values: weight, unknown: unknown ? weight : 0, rows: weight, missing: missing ? weight : 0)
        }
      }
      // What a missing key's empty cell is coded as.
      let missing: UInt32
      switch field.coding {
      case .single(let values): missing = UInt32(values.row(of: Cell.empty))
      case .several, .number: missing = UInt32(Field.unknownRow)
      }
      ids = try store.ofTable(side, file, bound: field.rows, missing: missing) { coded in
        let row = try chunk(coded.column(reference.column))
        let firstRow = first
        first += coded.column(0).codes.count
        return { place in
          let (id, unknown, missing) = row(place)
          count(firstRow + place, unknown, missing)
          return id
        }
      }
      count(side.missingRow, missing == 0, true)
    } else {
      ids = try store.ofLog(file, bound: field.rows) { coded, known, _ in
        let row = try chunk(coded.column(reference.column))
        tally.add(known.parts, row)
        return { row($0).row }
      }
    }
    return Written(
      field: StoreField(name: field.name, rows: field.rows, table: reference.table, ids: ids),
      unknown: tally.share(of: field.name))
  }

  private func several(_ values: Field.Values, weighted: Bool) throws -> Written {
    switch StoreColumn.width(below: field.rows) {
    case 1: try several(values, weighted: weighted, UInt8.self)
    case 2: try several(values, weighted: weighted, UInt16.self)
    default: try several(values, weighted: weighted, UInt32.self)
    }
  }

  private func several<T: FixedWidthInteger & BitwiseCopyable>(
    _ values: Field.Values, weighted: Bool, _ type: T.Type
  ) throws -> Written {
    var tally = Tally()
    let (log, known) = (store.log, store.rows)
    // First how many values each section has, so that each knows where it begins.
    var sizes = reference.table == nil ? [0, 0, 0] : [0]
    try forEachList { section, _, list, _, _ in sizes[section] += list.count }
    let total = sizes.reduce(0, +)
    let rows = reference.table.map { [log.tables[$0].count] } ?? known.sizes
    let folder = store.folder
    let ids = try SectionedWriter<T>(folder.appendingPathComponent(file), sizes: sizes)
    let starts = try SectionedWriter<UInt64>(
      folder.appendingPathComponent(file + "-starts"), sizes: rows.dropLast() + [(rows.last ?? 0) + 1])
    let weights =
      try weighted
      ? SectionedWriter<Float>(folder.appendingPathComponent(file + "-weights"), sizes: sizes) : nil
    var next = sizes.indices.map { sizes[..<$0].reduce(0, +) }
    var rowOfCode: [UInt32] = []
    var lastChunk = -1
    try forEachList { section, row, list, chunk, coded in
      if chunk != lastChunk {
        lastChunk = chunk
        rowOfCode = (0..<coded.values.count).map { UInt32(values.row(of: coded.values[$0])) }
      }
      try starts.append(UInt64(next[section]), to: section)
      next[section] += list.count
      let codes = coded.codes
      var unknown = 0
      for i in list {
        let id = rowOfCode[Int(codes[i])]
        if id == 0 { unknown += 1 }
        try ids.append(T(truncatingIfNeeded: id), to: section)
        if let weights { try weights.append(coded.weights[i], to: section) }
      }
      let missing = list.isEmpty ? 1 : 0
      guard let table = reference.table else {
        return tally.add(section, values: list.count, unknown: unknown, rows: 1, missing: missing)
      }
      for part in PartName.allCases.indices {
        let weight = Int(known.rowsOfTable[part][table][row])
        tally.add(
          part, values: weight * list.count, unknown: weight * unknown, rows: weight, missing: weight * missing)
      }
    }
    if let table = reference.table {
      // Missing keys have no values.
      try starts.append(UInt64(total), to: 0)
      for part in PartName.allCases.indices {
        let weight = Int(known.rowsOfTable[part][table][log.tables[table].missingRow])
        tally.add(part, values: 0, unknown: 0, rows: weight, missing: weight)
      }
    }
    try starts.append(UInt64(total), to: rows.count - 1)
    return Written(
      field: StoreField(
        name: field.name, rows: field.rows, table: reference.table, ids: try ids.finish(bound: field.rows),
        starts: try starts.finish(bound: total + 1), weights: try weights?.finish(bound: 0)),
      unknown: tally.share(of: field.name))
  }

  /// Hands over each row's list in the order of the input: its section, its row in its source, its entries in the chunk's
  /// column.
  private func forEachList(
    _ body: (_ section: Int, _ row: Int, _ list: Range<Int>, _ chunk: Int, _ column: CodedColumn) throws -> Void
  ) throws {
    var chunk = 0
    func lists(_ coded: CodedChunk, _ place: CodedRows.Chunk, section: (Int) -> UInt8) throws {
      let column = coded.column(reference.column)
      let starts = column.starts
      for row in 0..<place.rows where section(row) != PartName.nowhere {
        try body(Int(section(row)), place.firstRow + row, Int(starts[row])..<Int(starts[row + 1]), chunk, column)
      }
      chunk += 1
    }
    guard let table = reference.table else {
      return try store.rows.forEachChunk(of: store.log) { coded, known, place in
        let parts = known.parts
        try lists(coded, place) { parts[$0] }
      }
    }
    try store.log.tables[table].rows.forEachChunk { coded, place in try lists(coded, place) { _ in 0 } }
  }

  /// Sums over the rows of each part.
  private struct Tally {
    private var values = [0, 0, 0]
    private var unknown = [0, 0, 0]
    private var rows = [0, 0, 0]
    private var missing = [0, 0, 0]

    mutating func add(_ part: Int, values: Int, unknown: Int, rows: Int, missing: Int) {
      self.values[part] += values
      self.unknown[part] += unknown
      self.rows[part] += rows
      self.missing[part] += missing
    }

    /// Rows of single values.
    mutating func add(_ parts: UnsafeBufferPointer<UInt8>, _ row: Row) {
      var (rows, unknown, missing) = ([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0])
      for place in 0..<parts.count {
        let (_, isUnknown, isMissing) = row(place)
        let part = Int(parts[place])
        rows[part] += 1
        unknown[part] += isUnknown ? 1 : 0
        missing[part] += isMissing ? 1 : 0
      }
      for part in PartName.allCases.indices {
        add(part, values: rows[part], unknown: unknown[part], rows: rows[part], missing: missing[part])
      }
    }

    func share(of field: String) -> LogStatistics.UnknownShare {
      func shares(_ some: [Int], _ all: [Int]) -> [Double] {
        zip(some, all).map { $1 == 0 ? 0 : Double($0) / Double($1) }
      }
      let total = rows.reduce(0, +)
      return LogStatistics.UnknownShare(
        field: field, shares: shares(unknown, values), missing: shares(missing, rows),
        valuesPerRow: total == 0 ? 0 : Double(values.reduce(0, +)) / Double(total))
    }
  }
}
