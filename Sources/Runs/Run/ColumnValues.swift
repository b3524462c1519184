import ClickLog
import Evaluation
import Files
import Foundation
import Training

/// Which values of a column rows have, gathered batch by batch, to judge the rows of each value by themselves.
public struct ColumnValues {
  /// Where a row's values are.
  private enum Place {
    /// Among its fields: which one, of how many, and the field's first row in the table.
    case field(Int, of: Int, first: Int)
    case scenario
    /// By the row's number in the log.
    case log([Int32])
  }

  public let name: String
  private let place: Place
  /// Of a value's number, its words.
  private let label: (Int) -> String
  /// Pairs of a row and a value of it. A row of a list is there once for each of its values.
  private var rows: [Int32] = []
  private var values: [Int32] = []
  private var count: Int32 = 0

  /// Of rows whose list is empty, and of those that are not known.
  private static let none: Int32 = -1

  /// A feature, or the column of the scenarios.
  ///
  /// - Returns: nil for any other.
  public init?(_ name: String, of encoding: Encoding) {
    self.name = name
    if let field = encoding.fields.firstIndex(where: { $0.name == name }) {
      let own = encoding.fields[field]
      place = .field(field, of: encoding.fields.count, first: own.offset)
      label = { $0 == Self.none ? "(none)" : own.label(ofRow: $0) }
    } else if encoding.schema.scenario == [name] {
      place = .scenario
      label = encoding.scenarioName
    } else {
      return nil
    }
  }

  /// Any column of a log or of its side tables, each cell as it is written: the log is read once more, for this column alone.
  ///
  /// - Parameters:
  ///   - log: a file, a folder or a pattern.
  ///   - encoding: of the run that judges it, whose schema says how the log is written.
  /// - Throws: `LogError` for a column that is not there, and where rows cannot be read; `Interruption`.
  public init(
    _ name: String, in log: URL, as encoding: Encoding, _ options: PreparationOptions = PreparationOptions(),
    _ context: RunContext = RunContext()
  ) throws {
    let source = try LogSource(data: log, schema: encoding.schema)
    // That it is there; the schema of this one reading would be blamed for it.
    _ = try CarriedColumns([name], of: source, schema: encoding.schema)
    var schema = encoding.schema
    schema.features = [Schema.Feature(name: name, kind: .id)]
    // All rows are training rows, so that all values are known. No share may be 0; these are never drawn.
    (schema.statistics, schema.minimumCount, schema.split) = (nil, 1, .random([1, 1e-12, 1e-12]))
    let workplace = try TemporaryFolder()
    var preparer = try LogPreparer(source: source, schema: schema)
    preparer.options = options
    (preparer.options.canGoOn, preparer.options.lasts) = (false, false)
    context.reporter.begin("reading \(name)")
    defer { context.reporter.end() }
    let column = try preparer.prepare(into: workplace.url.appendingPathComponent("store")) { read in
      context.reporter.update(read.done, of: read.total, unit: read.stage.unit)
      try context.cancellation.check()
    }
    var values: [Int32] = []
    for batch in column.all.batches(size: 1 << 14) {
      for row in 0..<batch.rows {
        let missing = batch.rowNumbers[row] - values.count + 1
        if missing > 0 { values += repeatElement(Self.none, count: missing) }
        values[batch.rowNumbers[row]] = batch.ids[row]
      }
    }
    let field = column.encoding.fields[0]
    self.name = name
    place = .log(values)
    label = { field.label(ofRow: $0) }
  }

  /// Takes the next rows.
  mutating func add(_ batch: Batch) {
    defer { count += Int32(batch.rows) }
    switch place {
    case .scenario:
      for row in 0..<batch.rows { add(batch.scenarios[row], of: row) }
    case .log(let values):
      for row in 0..<batch.rows {
        let number = batch.rowNumbers[row]
        add(values.indices.contains(number) ? values[number] : Self.none, of: row)
      }
    case .field(let field, let fields, let first):
      for row in 0..<batch.rows {
        let bag = row * fields + field
        let ids = batch.ids[Int(batch.starts[bag])..<Int(batch.starts[bag + 1])]
        // A list may say a value twice; the row is one of the value's rows all the same.
        for id in ids.count < 2 ? Array(ids) : Array(Set(ids)) { add(id - Int32(first), of: row) }
        if ids.isEmpty { add(Self.none, of: row) }
      }
    }
  }

  private mutating func add(_ value: Int32, of row: Int) {
    rows.append(count + Int32(row))
    values.append(value)
  }

  /// The rows of each value, judged by themselves, by the values' names.
  func metrics(_ predictions: Predictions, _ metrics: [Metric]) -> [String: GroupMetrics] {
    predictions.groupMetrics(rows: rows, values: values, names: { label(Int($0)) }, metrics)
  }
}
