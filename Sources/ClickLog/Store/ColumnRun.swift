import Foundation

/// Some of a column's numbers on their way into another column.
struct ColumnRun {
  private let column: MappedColumn
  let places: Range<Int>
  private let number: (Int) -> Int

  /// - Parameter number: what becomes of each.
  init(_ column: MappedColumn, _ places: Range<Int>, number: @escaping (Int) -> Int = { $0 }) {
    (self.column, self.places, self.number) = (column, places, number)
  }

  fileprivate subscript(place: Int) -> Int { number(column[place]) }
}

extension StoreColumn {
  /// Writes runs one behind the other as a column.
  ///
  /// - Parameters:
  ///   - width: bytes of a number.
  ///   - bound: above all numbers; 0 where they are the bits of floats.
  init(writing runs: [ColumnRun], to url: URL, width: Int, bound: Int) throws {
    self =
      switch width {
      case 1: try Self.written(runs, to: url, bound, UInt8.self)
      case 2: try Self.written(runs, to: url, bound, UInt16.self)
      case 4: try Self.written(runs, to: url, bound, UInt32.self)
      default: try Self.written(runs, to: url, bound, UInt64.self)
      }
  }

  private static func written<T: FixedWidthInteger & BitwiseCopyable>(
    _ runs: [ColumnRun], to url: URL, _ bound: Int, _ type: T.Type
  ) throws -> StoreColumn {
    let writer = try SectionedWriter<T>(url, sizes: [runs.reduce(0) { $0 + $1.places.count }])
    for run in runs { for place in run.places { try writer.append(T(truncatingIfNeeded: run[place]), to: 0) } }
    return try writer.finish(bound: bound)
  }
}
