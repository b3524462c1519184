import ClickLog
import Files
import Foundation
import Training

/// A file of a field's embeddings, a row for each of its values, for an index of nearest neighbours.
public enum EmbeddingFile {
  private static let blockRows = 4096

  /// Writes the embeddings: as NumPy's `.npy` with the values in a file beside it, or as a table `id,embedding`.
  ///
  /// - Returns: the file of the values, where it is one of its own.
  /// - Throws: `WriteError`, `LogError` for a file of another kind.
  @discardableResult
  public static func write(_ embeddings: FieldEmbeddings, to url: URL) throws -> URL? {
    guard isNumPy(url) else {
      let columns = [TableColumn("id", .text), TableColumn("embedding", .vector(embeddings.dimension))]
      try write(columns, embeddings, to: url) { [.texts(ids(embeddings.field, $0)), .floats(numbers(embeddings, $0))] }
      return nil
    }
    let values = url.deletingPathExtension().appendingPathExtension("ids.csv")
    // A row's number keeps the line of an empty value from being an empty line.
    try write([TableColumn("row", .integer), TableColumn("id", .text)], embeddings, to: values) {
      [.integers(Array($0)), .texts(ids(embeddings.field, $0))]
    }
    try AtomicFile.write(to: url) { file in
      let header = NumPyHeader(rows: embeddings.field.rows, columns: embeddings.dimension)
      try header.bytes.withUnsafeBytes { try file.write($0) }
      try embeddings.vectors.withUnsafeBytes { try file.write($0) }
    }
    return values
  }

  /// - Throws: `LogError` for the name of a file that `write` does not write.
  public static func check(_ url: URL) throws {
    if !isNumPy(url) { _ = try TableFormat(url) }
  }

  private static func isNumPy(_ url: URL) -> Bool { url.pathExtension.lowercased() == "npy" }

  private static func write(
    _ columns: [TableColumn], _ embeddings: FieldEmbeddings, to url: URL, cells: (Range<Int>) -> [TableCells]
  ) throws {
    let count = embeddings.field.rows
    try TableFile.write(columns, to: url) { table in
      for first in stride(from: 0, to: count, by: blockRows) {
        let rows = first..<min(first + blockRows, count)
        try table.append(cells(rows), rows: rows.count)
      }
    }
  }

  private static func ids(_ field: Field, _ rows: Range<Int>) -> TextCells {
    var cells = TextCells()
    for row in rows { cells.append(field.value(ofRow: row)) }
    return cells
  }

  private static func numbers(_ embeddings: FieldEmbeddings, _ rows: Range<Int>) -> [Float] {
    Array(embeddings.vectors[rows.lowerBound * embeddings.dimension..<rows.upperBound * embeddings.dimension])
  }
}

/// What stands before the numbers of a float32 array in NumPy's format, version 1.0.
struct NumPyHeader {
  let bytes: [UInt8]

  init(rows: Int, columns: Int) {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    // The numbers start at a multiple of 64.
    let length = (magic.count + 2 + text.utf8.count + 1 + 63) / 64 * 64 - magic.count - 2
    text += String(repeating: " ", count: length - text.utf8.count - 1) + "\n"
    bytes = magic + [UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
  }
}
