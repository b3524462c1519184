import Files
import Foundation

/// What became known of each row of a coded log once all of it was read: its part, its scenario's cell and its rows of the
/// side tables. Kept in files beside the coded chunks; in memory are only sums.
struct RowParts: Sendable {
  /// Rows of training, validation and test.
  let sizes: [Int]
  let clicks: [Int]
  /// When they happened.
  let times: TimeRanges
  /// The scenarios' cells, and how many training rows each has.
  let cells: [(name: String, others: String)]
  let trainingRowsOfCell: [Int]
  /// Of each part and side table: how many of its rows point to each row there.
  let rowsOfTable: [[[UInt32]]]
  let duplicates: Int
  let contradictions: Int
  /// Of each scenario column, how its numbers were cut.
  let scenarioBuckets: [Buckets?]

  private let folder: URL

  /// What to do with rows, besides splitting them.
  struct Plan {
    var split: Schema.Split
    var seed: UInt64
    /// If false, every row is a test row.
    var keepsSplit: Bool
    var dropsDuplicates: Bool
    var dropsContradictions: Bool
    /// A scenario whose rows only the test part is to have, and no others.
    var heldOut: String?
    /// Of each scenario column, how its numbers are cut.
    var scenarioBuckets: [ScenarioBuckets?]
  }

  init(
    _ log: CodedLog, _ plan: Plan, _ options: PreparationOptions, in folder: URL, progress: (LogProgress) throws -> Void
  ) throws {
    self.folder = folder
    let all = log.log.rowsRead
    let copies = try log.duplicates(options) { done, rounds in
      try progress(LogProgress(stage: .copies, done: done, total: rounds, rows: all))
    }
    let contradicting = try log.contradictions()
    (duplicates, contradictions) = (copies.count, contradicting.count)
    var dropped = RowSet()
    if plan.dropsDuplicates { dropped.formUnion(copies) }
    if plan.dropsContradictions { dropped.formUnion(contradicting) }

    var split = try RowSplit(log, split: plan.split, seed: plan.seed, keep: plan.keepsSplit, dropped: dropped)
    scenarioBuckets = try zip(log.layout.scenario, plan.scenarioBuckets).map { column, buckets in
      try buckets?.fit(column, log, split, dropped)
    }
    var cells = try ScenarioCells(log, buckets: scenarioBuckets)
    var sums = Sums(log)
    var chunk = 0
    try log.log.forEachChunk { coded, place in
      let tableRows = log.layout.keys.enumerated().map { table, key in
        let column = coded.column(key)
        let rows = (0..<column.values.count).map { log.tables[table].row(of: column.values[$0]) }
        return column.codes.map { rows[Int($0)] }
      }
      var parts = split.parts(of: coded, at: place, dropped: dropped)
      let cellOfRow = cells.cells(of: coded, rows: place.rows, tableRows: tableRows)
      if let heldOut = plan.heldOut { Self.hold(out: heldOut, cells, cellOfRow, &parts) }
      sums.add(parts, cellOfRow, tableRows, labels: ChunkLabels(coded, log.layout))
      if let clock = log.layout.clock { sums.times.add(coded.column(clock).numbers, parts) }
      let writer = try SectionWriter(Self.file(chunk, in: folder))
      try writer.append(parts)
      try writer.append(cellOfRow)
      for rows in tableRows { try writer.append(rows) }
      try writer.finish()
      chunk += 1
      try progress(LogProgress(stage: .rows, done: place.firstRow + place.rows, total: log.log.rows, rows: all))
    }
    try cells.checkNames(log)
    self.cells = cells.names
    sizes = sums.sizes
    clicks = sums.clicks.map { Int($0.rounded()) }
    times = sums.times
    let known = sums.trainingRowsOfCell
    trainingRowsOfCell = self.cells.indices.map { $0 < known.count ? known[$0] : 0 }
    rowsOfTable = sums.rowsOfTable
  }

  private static func file(_ chunk: Int, in folder: URL) -> URL { folder.appendingPathComponent("rows-\(chunk)") }

  /// Takes a scenario's rows out of training and validation, and all others out of the test part.
  private static func hold(out scenario: String, _ cells: ScenarioCells, _ cellOfRow: [UInt32], _ parts: inout [UInt8])
  {
    let isHeld = cells.names.map { $0.name == scenario }
    for row in parts.indices where isHeld[Int(cellOfRow[row])] != (parts[row] == PartName.test.code) {
      parts[row] = PartName.nowhere
    }
  }

  /// A chunk's rows.
  struct Chunk {
    private let file: SectionFile

    fileprivate init(_ file: SectionFile) { self.file = file }

    var parts: UnsafeBufferPointer<UInt8> { file.values(0) }
    var cells: UnsafeBufferPointer<UInt32> { file.values(1) }
    func rows(ofTable table: Int) -> UnsafeBufferPointer<UInt32> { file.values(2 + table) }
  }

  func chunk(_ number: Int) throws -> Chunk {
    let url = Self.file(number, in: folder)
    guard let file = SectionFile(url) else { throw LogError("cannot be read again", file: url.lastPathComponent) }
    return Chunk(file)
  }

  /// Hands over a log's chunks with what is known of their rows.
  func forEachChunk(
    of log: CodedLog, _ body: (_ coded: CodedChunk, _ rows: Chunk, _ place: CodedRows.Chunk) throws -> Void
  ) throws {
    for (number, place) in log.log.chunks.enumerated() {
      try body(try log.log.chunk(number), try chunk(number), place)
    }
  }

  private struct Sums {
    var sizes = [0, 0, 0]
    var clicks = [0.0, 0, 0]
    var times = TimeRanges()
    var trainingRowsOfCell: [Int] = []
    var rowsOfTable: [[[UInt32]]]

    init(_ log: CodedLog) {
      let tables = log.tables.map { [UInt32](repeating: 0, count: $0.count) }
      rowsOfTable = PartName.allCases.map { _ in tables }
    }

    mutating func add(
      _ parts: [UInt8], _ cells: [UInt32], _ tableRows: [[UInt32]], labels: ChunkLabels?
    ) {
      for row in parts.indices where parts[row] != PartName.nowhere {
        let part = Int(parts[row])
        sizes[part] += 1
        if let labels { clicks[part] += labels.clicks(row) }
        guard part == PartName.training.rawValue else { continue }
        let cell = Int(cells[row])
        while cell >= trainingRowsOfCell.count { trainingRowsOfCell.append(0) }
        trainingRowsOfCell[cell] += 1
      }
      for (table, rows) in tableRows.enumerated() {
        for row in parts.indices where parts[row] != PartName.nowhere {
          rowsOfTable[Int(parts[row])][table][Int(rows[row])] &+= 1
        }
      }
    }
  }
}
