import CArrow
import Files
import Foundation

/// Writes a table as Parquet, rows as they come: through the Arrow plugin, which packs some of them at a time.
package final class ParquetWriter: TableWriter {
  private let plugin: ArrowPlugin
  private let name: String
  /// Nil once it is finished.
  private var file: UnsafeMutableRawPointer?

  /// Throws `LogError` unless this program can write Parquet.
  ///
  /// - Parameter file: the name of what is to be written, for errors.
  package static func check(_ file: String) throws { _ = try ArrowPlugin(.writing, file) }

  /// - Parameters:
  ///   - descriptor: of the file, which is closed in the end.
  ///   - name: the file's, for errors.
  /// - Throws: `LogError` without the plugin; `WriteError`, as do the others.
  package init(_ columns: [TableColumn], descriptor: Int32, name: String) throws {
    do { plugin = try ArrowPlugin(.writing, name) } catch {
      close(descriptor)
      throw error
    }
    self.name = name
    let names = columns.map { strdup($0.name) }
    defer { for name in names { free(name) } }
    let described = zip(columns, names).map { column, name in
      adl_arrow_column(name: name, type: column.kind.code, width: column.kind.width)
    }
    file = plugin.create(descriptor, described, Int64(described.count))
    guard file != nil else { throw failure }
  }

  deinit { if let file { _ = plugin.finish(file, 0) } }

  package func append(_ cells: [TableCells], rows: Int) throws {
    let failed = Self.withPointers(to: cells[...], []) { plugin.append(file, Int64(rows), $0) }
    guard failed == 0 else { throw failure }
  }

  /// Writes what makes the file a whole one.
  package func finish() throws {
    let file = file
    self.file = nil
    guard plugin.finish(file, 1) == 0 else { throw failure }
  }

  private var failure: WriteError { WriteError("\(name): cannot be written: \(plugin.lastFailure)") }

  /// Hands over where the cells of each column are.
  private static func withPointers<R>(
    to cells: ArraySlice<TableCells>, _ known: [adl_arrow_cells], _ body: ([adl_arrow_cells]) -> R
  ) -> R {
    guard let first = cells.first else { return body(known) }
    func next(_ values: UnsafeRawPointer?, _ starts: UnsafePointer<Int32>? = nil) -> R {
      withPointers(to: cells.dropFirst(), known + [adl_arrow_cells(values: values, starts: starts)], body)
    }
    switch first {
    case .integers(let numbers): return numbers.withUnsafeBytes { next($0.baseAddress) }
    case .floats(let numbers): return numbers.withUnsafeBytes { next($0.baseAddress) }
    case .nothing: return next(nil)
    case .texts(let texts):
      let texts = texts.repaired
      return texts.bytes.withUnsafeBytes { bytes in
        texts.starts.withUnsafeBufferPointer { next(bytes.baseAddress, $0.baseAddress) }
      }
    }
  }
}

extension TableColumn.Kind {
  /// As `adl_arrow_column` has it.
  fileprivate var code: Int32 {
    let letter: Unicode.Scalar =
      switch self {
      case .integer: "i"
      case .float: "f"
      case .text: "t"
      case .nothing: "n"
      case .vector: "v"
      }
    return Int32(letter.value)
  }

  fileprivate var width: Int32 { if case .vector(let width) = self { Int32(width) } else { 1 } }
}
