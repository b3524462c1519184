import CArrow

/// An `ArrowArrayStream` of the plugin: its columns, and one batch of rows after the other. Released with its owner.
final class ArrowStream {
  /// Filled by the plugin.
  let pointer: UnsafeMutablePointer<ArrowArrayStream>
  private let file: String

  init(file: String) {
    self.file = file
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: ArrowArrayStream())
  }

  deinit {
    pointer.pointee.release?(pointer)
    pointer.deallocate()
  }

  /// The columns' names and types.
  func columns() throws -> [(name: String, type: ArrowType)] {
    var schema = ArrowSchema()
    guard let read = pointer.pointee.get_schema, read(pointer, &schema) == 0 else { throw failure() }
    defer { schema.release?(&schema) }
    guard schema.n_children >= 0, schema.n_children == 0 || schema.children != nil else {
      throw LogError("the list of its columns is damaged", file: file)
    }
    return (0..<Int(schema.n_children)).map { i in
      let child = schema.children[i]
      return (child?.pointee.name.map { String(cString: $0) } ?? "", ArrowType(child))
    }
  }

  /// The next batch of rows, as the plugin hands it over, or nil at the end.
  func next() throws -> ArrowRows? {
    let rows = ArrowRows()
    guard let read = pointer.pointee.get_next, read(pointer, rows.pointer) == 0 else { throw failure() }
    return rows.pointer.pointee.release == nil ? nil : rows
  }

  private func failure() -> LogError {
    LogError(
      Self.oneLine(pointer.pointee.get_last_error?(pointer).map { String(cString: $0) } ?? ""), file: file)
  }

  /// What Arrow says, as one line of ours.
  static func oneLine(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.isEmpty ? "Arrow cannot do it, and does not say why" : words
  }
}

/// An `ArrowArray` of the plugin, released with its owner.
final class ArrowRows {
  let pointer: UnsafeMutablePointer<ArrowArray>

  init() {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: ArrowArray())
  }

  deinit {
    pointer.pointee.release?(pointer)
    pointer.deallocate()
  }
}
