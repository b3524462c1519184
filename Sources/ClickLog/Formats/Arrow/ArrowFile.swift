import Foundation

/// A Parquet file, or an Arrow file or stream (Feather), as batches of rows; read by the Arrow plugin, row group by row
/// group, so that memory does not grow with the file. One thread at a time.
final class ArrowFile {
  /// The names of all columns, in the file's order; behind a structure come its fields, such as `user.id`.
  var columns: [String] { leaves.map(\.name) }
  /// The types of all columns.
  var types: [ArrowType] { leaves.map(\.type) }

  private let leaves: [Leaf]
  private let topNames: [String]

  private let file: LogFile
  private let plugin: ArrowPlugin
  private var wanted: [String]?
  /// The stream of the columns wanted, once it is read from.
  private var reading: Reading?

  private struct Reading {
    let stream: ArrowStream
    /// Of the top-level columns in the stream.
    let types: [ArrowType]
    let wanted: [ArrowBatch.Wanted]
  }

  /// A column: one at the top, or a field of one.
  private struct Leaf {
    let name: String
    let type: ArrowType
    let top: Int
    let path: [Int]

    /// A column, and behind it those that it has as fields.
    static func all(_ name: String, _ type: ArrowType, top: Int, path: [Int] = []) -> [Leaf] {
      [Leaf(name: name, type: type, top: top, path: path)]
        + zip(type.fields, type.children).enumerated().flatMap { place, field in
          all(name + "." + field.0, field.1, top: top, path: path + [place])
        }
    }

    /// The type of this field in a column of this type; nil if there is none.
    func type(in column: ArrowType) -> ArrowType? {
      path.reduce(column) { type, field in
        type.flatMap { $0.layout == .structure && field < $0.children.count ? $0.children[field] : nil }
      }
    }
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
  convenience init(_ file: LogFile) throws { try self.init(file, plugin: ArrowPlugin(.reading, file.name)) }

  init(_ file: LogFile, plugin: ArrowPlugin) throws {
    self.file = file
    self.plugin = plugin
    let found = try plugin.open(file, columns: nil).columns()
    topNames = found.map(\.name)
    leaves = found.enumerated().flatMap { Leaf.all($1.name, $1.type, top: $0) }
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
      return try ArrowBatch(rows, types: reading.types, wanted: reading.wanted, file: file.name)
    }
    return nil
  }

  private func start() throws -> Reading {
    let places = try wanted.map(places) ?? Array(leaves.indices)
    for place in places {
      if let problem = leaves[place].type.problem(named: leaves[place].name) {
        throw LogError(problem, file: file.name, column: leaves[place].name)
      }
    }
    // In the file's order, each once; `order` leads back.
    let sorted = Set(places.map { leaves[$0].top }).sorted()
    let stream = try plugin.open(file, columns: wanted == nil ? nil : sorted.map(Int32.init))
    let found = try stream.columns()
    // No column at all: then some readers bring all of them.
    guard sorted.isEmpty || found.map(\.name) == sorted.map({ topNames[$0] }) else {
      throw LogError("it changed while it was read", file: file.name)
    }
    let order = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    let columns = try places.map { place in
      let leaf = leaves[place]
      guard let top = order[leaf.top], leaf.type(in: found[top].type)?.isReadable == true else {
        throw LogError("it changed while it was read", file: file.name)
      }
      return ArrowBatch.Wanted(name: leaf.name, place: top, path: leaf.path)
    }
    return Reading(stream: stream, types: found.map(\.type), wanted: columns)
  }

  /// The places of these columns, of each the first of its name.
  private func places(of names: [String]) throws -> [Int] {
    let first = Dictionary(leaves.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    return try names.map { name in
      guard let place = first[name] else {
        throw LogError(
          "no column \"\(name)\"; there are \(columns.prefix(40).joined(separator: ", "))", file: file.name)
      }
      return place
    }
  }
}
