import Foundation

/// A Parquet file, or an Arrow file or stream (Feather), as batches of rows; read by the Arrow plugin, row group by row
/// group, so that memory does not grow with the file. One thread at a time.
final class ArrowFile {
  /// The names of all columns, in the file's order.
  let columns: [String]
  /// The types of all columns.
  let types: [ArrowType]

  private let file: LogFile
  private let plugin: ArrowPlugin
  private var wanted: [String]?
  /// The stream of the columns wanted, once it is read from.
  private var reading: Reading?

  private struct Reading {
    let stream: ArrowStream
    let columns: [(name: String, type: ArrowType)]
    /// For each wanted column its place in the stream.
    let order: [Int]
  }

  /// Whether a file begins like one that this reads, whatever its name.
  static func holds(_ file: LogFile) -> Bool {
    guard let handle = try? FileHandle(forReadingFrom: file.url) else { return false }
    defer { try? handle.close() }
    guard let start = try? handle.read(upToCount: 6) else { return false }
    // Parquet; Parquet with an encrypted end; Arrow; Feather's first version (refused in words); an Arrow stream.
    return ["PAR1", "PARE", "ARROW1", "FEA1"].contains { start.starts(with: Data($0.utf8)) }
      || start.starts(with: [0xff, 0xff, 0xff, 0xff])
  }

  /// Opens the file and reads what columns it has.
  ///
  /// - Throws: `LogError` if there is no plugin (it says what to do then), or if this is no such file, or damaged.
  convenience init(_ file: LogFile) throws { try self.init(file, plugin: ArrowPlugin(for: file)) }

  init(_ file: LogFile, plugin: ArrowPlugin) throws {
    self.file = file
    self.plugin = plugin
    let found = try plugin.open(file, columns: nil).columns()
    columns = found.map(\.name)
    types = found.map(\.type)
  }

  /// Chooses what `next` reads, all columns when nil, and starts over at the first row. A batch numbers its columns in
  /// the order named here. Columns that are not wanted may be of any type.
  func select(_ columns: [String]?) {
    wanted = columns
    reading = nil
  }

  /// The next rows, or nil at the end.
  ///
  /// - Throws: `LogError` with what Arrow says if the file is damaged or cut off; if a selected column is not there, or
  ///   of a type whose values have no text, such as a struct.
  func next() throws -> ArrowBatch? {
    let reading = try self.reading ?? start()
    self.reading = reading
    while let rows = try reading.stream.next() {
      if rows.pointer.pointee.length == 0 { continue }
      return try ArrowBatch(
        rows, types: reading.columns.map(\.type), names: reading.columns.map(\.name), order: reading.order,
        file: file.name)
    }
    return nil
  }

  private func start() throws -> Reading {
    let places = try wanted.map { try $0.map(place) } ?? Array(columns.indices)
    for place in places where !types[place].isReadable {
      throw LogError(
        "expected a type whose values are text, numbers, dates, or lists of them, found \(types[place].name)",
        file: file.name, column: columns[place])
    }
    // In the file's order, each once; `order` leads back.
    let sorted = Set(places).sorted()
    let stream = try plugin.open(file, columns: wanted == nil ? nil : sorted.map(Int32.init))
    let found = try stream.columns()
    // No column at all: then some readers bring all of them.
    guard sorted.isEmpty || found.map(\.name) == sorted.map({ columns[$0] }) else {
      throw LogError("it changed while it was read", file: file.name)
    }
    let order = places.compactMap { sorted.firstIndex(of: $0) }
    for place in order where !found[place].type.isReadable {
      throw LogError("it changed while it was read", file: file.name)
    }
    return Reading(stream: stream, columns: found, order: order)
  }

  private func place(of name: String) throws -> Int {
    guard let place = columns.firstIndex(of: name) else {
      throw LogError(
        "no column \"\(name)\"; there are \(columns.prefix(40).joined(separator: ", "))", file: file.name)
    }
    return place
  }
}
