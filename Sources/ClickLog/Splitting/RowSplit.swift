import Files
import Tensors

/// Decides for each row which part it is in, row after row; nothing is kept of the rows but where the limits are.
struct RowSplit {
  private enum Rule {
    case all(UInt8)
    /// By a column's numbers: below the first limit is training, below the second validation.
    case limits(column: Int, Double, Double)
    /// Rows with a value are the test; of the others a share, drawn at random, validates.
    case value(column: Int, test: [UInt8], validation: Double)
    case random([Double])
    /// At random by a column's values.
    case group(column: Int, [Double])
    /// Of each file, its part; training rows from a place on are validation.
    case files([UInt8], validationFrom: Int)
    /// Kept rows below the first limit are training, below the second validation.
    case order(Int, Int)
    case time(column: Int, TimeLimit, TimeLimit)
  }

  private var rule: Rule
  private var generator: RandomGenerator
  /// Kept rows so far.
  private var place = 0

  /// - Parameters:
  ///   - kept: how many rows are to be split.
  ///   - dropped: the others.
  ///   - keep: if false, every row is a test row.
  init(
    _ log: CodedLog, split: Schema.Split, seed: UInt64, keep: Bool, dropped: RowSet
  ) throws {
    generator = RandomGenerator(seed: seed).child("split")
    let kept = log.log.rows - dropped.count
    rule = .all(PartName.test.code)
    guard keep else { return }
    switch split {
    case .column(_, let validation, let test):
      if let column = log.layout.split {
        let limits = try SplitLimits(log, column: column, validation, test)
        rule = .limits(column: column, limits.validation, limits.test)
      }
    case .value(_, let test, let validation):
      if let column = log.layout.split { rule = .value(column: column, test: Array(test.utf8), validation: validation) }
    case .random(_, nil): rule = .random(split.shares)
    case .random(_, _?): if let column = log.layout.split { rule = .group(column: column, split.shares) }
    case .files(let files): rule = try Self.files(files, log, dropped)
    case .order:
      let first = Int((split.shares[0] * Double(kept)).rounded())
      let second = Int(((split.shares[0] + split.shares[1]) * Double(kept)).rounded())
      guard let column = log.layout.time else {
        rule = .order(first, second)
        return
      }
      _ = try log.unit(ofTimes: column)
      rule = .time(
        column: column, try TimeLimit(log, column, dropped, rank: first),
        try TimeLimit(log, column, dropped, rank: second))
    }
  }

  /// Without files for the validation, it is the last tenth of the training files' rows.
  private static func files(_ files: SplitFiles, _ log: CodedLog, _ dropped: RowSet) throws -> Rule {
    let parts = log.log.parts(of: files)
    guard !parts.contains(PartName.validation.code) else { return .files(parts, validationFrom: .max) }
    var training = 0
    for chunk in log.log.chunks where parts[chunk.file] == PartName.training.code {
      training += (chunk.firstRow..<chunk.firstRow + chunk.rows).count { !dropped.contains($0) }
    }
    return .files(parts, validationFrom: Int((0.9 * Double(training)).rounded()))
  }

  /// The parts of the next chunk's rows.
  mutating func parts(of chunk: CodedChunk, at chunkPlace: CodedRows.Chunk, dropped: RowSet) -> [UInt8] {
    let (firstRow, rows) = (chunkPlace.firstRow, chunkPlace.rows)
    var parts = [UInt8](repeating: PartName.nowhere, count: rows)
    func fill(_ part: (Int) -> UInt8) {
      for row in 0..<rows where !dropped.contains(firstRow + row) { parts[row] = part(row) }
    }
    switch rule {
    case .all(let part): fill { _ in part }
    case .limits(let column, let validation, let test):
      let numbers = chunk.column(column).numbers
      fill { row in
        let number = numbers[row]
        return number < validation ? 0 : number < test ? 1 : number >= test ? 2 : PartName.nowhere
      }
    case .value(let column, let test, let validation):
      let column = chunk.column(column)
      let isTest = (0..<column.values.count).map { column.values[$0].elementsEqual(test) }
      fill { row in
        // Drawn for every row, so that a row's draw does not depend on the others' values.
        let draw = generator.uniform()
        return isTest[Int(column.codes[row])] ? 2 : draw < validation ? 1 : 0
      }
    case .random(let shares):
      fill { _ in
        let draw = generator.uniform()
        return draw < shares[0] ? 0 : draw < shares[0] + shares[1] ? 1 : 2
      }
    case .group(let column, let shares):
      let column = chunk.column(column)
      let partOf = (0..<column.values.count).map { code in
        // Of the value alone, so that it is in the same part wherever it comes.
        var generator = generator.child("group", Int(ByteHash.hash(column.values[code]) >> 1))
        let draw = generator.uniform()
        return draw < shares[0] ? UInt8(0) : draw < shares[0] + shares[1] ? 1 : 2
      }
      fill { partOf[Int(column.codes[$0])] }
    case .files(let parts, let validationFrom):
      let part = parts[chunkPlace.file]
      fill { _ in
        guard part == PartName.training.code else { return part }
        defer { place += 1 }
        return place < validationFrom ? part : PartName.validation.code
      }
    case .order(let first, let second):
      fill { _ in
        defer { place += 1 }
        return place < first ? 0 : place < second ? 1 : 2
      }
    case .time(let column, var first, var second):
      let times = chunk.column(column).numbers
      fill { row in
        let isSecond = second.takes(times[row])
        return first.takes(times[row]) ? 0 : isSecond ? 1 : 2
      }
      rule = .time(column: column, first, second)
    }
    return parts
  }
}
