import CArrow

/// Turns the arrays of a batch into columns, having looked at all that a damaged file can make wrong. How long a buffer
/// is, the C interface does not say; the plugin has seen to it that first and last values lie inside.
struct ArrowChecks {
  /// For error lines.
  private let file: String
  private let column: String
  private let number: Int
  /// Lists and dictionaries bring columns of their own.
  private var columns: [ArrowColumn] = []

  private init(file: String, column: String, number: Int) {
    (self.file, self.column, self.number) = (file, column, number)
  }

  /// The columns of one column, the column itself first.
  ///
  /// - Parameters:
  ///   - array, type: of the top-level column.
  ///   - path: which field it is of which field of it.
  ///   - number: what to add to a column's place in the result to get what `child` calls it.
  static func columns(
    _ array: UnsafePointer<ArrowArray>?, _ type: ArrowType, path: [Int] = [], number: Int, file: String, column: String
  ) throws -> [ArrowColumn] {
    var checks = ArrowChecks(file: file, column: column, number: number)
    var (array, type, shift) = (array, type, 0)
    var needed: Range<Int>?
    var parents: [ArrowColumn] = []
    for field in path {
      let structure = try checks.structure(array, fields: type.children.count, shift: shift, needed: needed)
      if structure.validity != nil { parents.append(structure) }
      (shift, needed) = (structure.start, needed ?? 0..<structure.rows)
      array = array?.pointee.children[field].map { UnsafePointer($0) }
      type = type.children[field]
    }
    try checks.add(array, type, shift: shift, needed: needed)
    var below = 0
    for parent in parents.reversed() {
      checks.columns[below].parent = number + checks.columns.count
      below = checks.columns.count
      checks.columns.append(parent)
    }
    return checks.columns
  }

  /// Looks at what every array has.
  private func sizes(_ array: UnsafePointer<ArrowArray>?, shift: Int, needed: Range<Int>?) throws -> ArrowArray {
    guard let array = array?.pointee, array.release != nil else { throw damage("there is no array") }
    let limit: Int64 = 1 << 40
    guard (0..<limit).contains(array.length), (0..<limit).contains(array.offset) else {
      throw damage("its length is \(array.length), its offset \(array.offset)")
    }
    guard Int(array.length) >= shift + (needed?.upperBound ?? 0) else {
      throw damage("\(array.length) values, and \(shift + (needed?.upperBound ?? 0)) of what they are a part of")
    }
    return array
  }

  /// A structure's column, whose fields are there.
  ///
  /// - Parameter shift: which of its values is the first row's.
  private func structure(
    _ array: UnsafePointer<ArrowArray>?, fields: Int, shift: Int, needed: Range<Int>?
  ) throws -> ArrowColumn {
    let array = try sizes(array, shift: shift, needed: needed)
    guard array.n_children == fields, fields == 0 || array.children != nil else {
      throw damage("it has \(array.n_children) fields")
    }
    guard array.n_buffers >= 1, array.buffers != nil else { throw damage("it has \(array.n_buffers) buffers") }
    guard array.null_count <= 0 || array.buffers[0] != nil else {
      throw damage("\(array.null_count) nulls, and no list of them")
    }
    return ArrowColumn(
      layout: .structure, rows: Int(array.length) - shift, start: Int(array.offset) + shift, validity: array.buffers[0],
      values: nil, bytes: nil)
  }

  /// Appends the array's column and then those that it needs.
  ///
  /// - Parameters:
  ///   - shift: which of the array's values is the first row's: a field lies as if the structure had no offset.
  ///   - needed: the rows to look at, all when nil. A batch can be a part of a longer one, and the values of its lists
  ///     those of all lists.
  private mutating func add(
    _ array: UnsafePointer<ArrowArray>?, _ type: ArrowType, shift: Int = 0, needed: Range<Int>? = nil
  ) throws {
    let array = try sizes(array, shift: shift, needed: needed)
    guard array.n_buffers >= Self.buffers(type), array.n_buffers == 0 || array.buffers != nil else {
      throw damage("it has \(array.n_buffers) buffers")
    }
    func buffer(_ i: Int) -> UnsafeRawPointer? { i < array.n_buffers ? array.buffers[i] : nil }

    let isDictionary = type.layout == .dictionary
    let layout = isDictionary ? type.children[0].layout : type.layout
    let result = ArrowColumn(
      layout: layout, rows: Int(array.length) - shift, start: Int(array.offset) + shift,
      validity: layout == .null ? nil : buffer(0), values: buffer(1), bytes: Self.second(layout, array))
    guard layout == .null || array.null_count <= 0 || result.validity != nil else {
      throw damage("\(array.null_count) nulls, and no list of them")
    }
    if result.rows > 0, Self.buffers(type) > 1, result.values == nil { throw damage("its values are missing") }

    let place = columns.count
    columns.append(result)
    let used = needed ?? 0..<result.rows
    switch type.layout {
    case .string(let wide):
      try checkSpans(result, used, wide: wide, limit: result.bytes == nil ? 0 : Int.max)
    case .stringView: try checkViews(result, used, array)
    case .list(let wide):
      let values = try child(array)
      columns[place].child = number + columns.count
      try add(
        values, type.children[0],
        needed: try checkSpans(result, used, wide: wide, limit: Int(values.pointee.length)))
    case .fixedList(let count):
      let values = try child(array)
      let end = (result.start + used.upperBound).multipliedReportingOverflow(by: count)
      guard !end.overflow, end.partialValue <= values.pointee.length else {
        throw damage("lists of \(count), and only \(values.pointee.length) values")
      }
      columns[place].child = number + columns.count
      try add(values, type.children[0], needed: (result.start + used.lowerBound) * count..<end.partialValue)
    case .map(let wide):
      let entries = try child(array)
      let values = try checkSpans(result, used, wide: wide, limit: Int(entries.pointee.length))
      var structure = try structure(entries, fields: 2, shift: 0, needed: values)
      let entry = columns.count
      columns[place].child = number + entry
      columns.append(structure)
      structure.child = number + columns.count
      try add(
        entries.pointee.children[0].map { UnsafePointer($0) }, type.children[0], shift: structure.start, needed: values)
      structure.second = number + columns.count
      try add(
        entries.pointee.children[1].map { UnsafePointer($0) }, type.children[1], shift: structure.start, needed: values)
      columns[entry] = structure
    case .dictionary:
      try checkIndices(result, used, limit: array.dictionary?.pointee.length ?? 0)
      columns[place] = ArrowColumn(
        layout: .dictionary, rows: result.rows, start: result.start, validity: result.validity, values: nil, bytes: nil,
        child: number + columns.count)
      columns.append(result)
      try add(UnsafePointer(array.dictionary), type.children[1])
    default: break
    }
  }

  private func child(_ array: ArrowArray) throws -> UnsafePointer<ArrowArray> {
    guard array.n_children == 1, let children = array.children, let child = children[0] else {
      throw damage("its values are missing")
    }
    return UnsafePointer(child)
  }

  /// How many buffers the format asks for.
  private static func buffers(_ type: ArrowType) -> Int {
    switch type.layout {
    case .null: 0
    case .fixedList: 1
    case .string, .stringView: 3
    default: 2
    }
  }

  private static func second(_ layout: ArrowLayout, _ array: ArrowArray) -> UnsafeRawPointer? {
    switch layout {
    case .string where array.n_buffers > 2: array.buffers[2]
    // Validity, views, the buffers, their sizes.
    case .stringView where array.n_buffers > 2: UnsafeRawPointer(array.buffers + 2)
    default: nil
    }
  }

  /// Text and lists lie one after the other: no end is before its beginning, and the last not after `limit`. Returns
  /// from where to where they reach.
  @discardableResult
  private func checkSpans(_ column: ArrowColumn, _ used: Range<Int>, wide: Bool, limit: Int) throws -> Range<Int> {
    guard let last = used.last else { return 0..<0 }
    let first = column.span(wide: wide, used.lowerBound).lowerBound
    let end = column.span(wide: wide, last).upperBound
    var ascends = true
    for row in used {
      let span = column.span(wide: wide, row)
      ascends = ascends && span.lowerBound <= span.upperBound
    }
    guard first >= 0, ascends, end <= limit else { throw damage("a value ends before it begins, or after the last") }
    return first..<end
  }

  private func checkViews(_ column: ArrowColumn, _ used: Range<Int>, _ array: ArrowArray) throws {
    let count = Int(array.n_buffers) - 3
    let sizes = array.buffers[Int(array.n_buffers) - 1]
    for row in used where !column.isNull(row) {
      let view = column.values.unsafelyUnwrapped + (column.start + row) * 16
      let length = Int(view.loadUnaligned(as: Int32.self))
      guard length > 12 else {
        if length < 0 { throw damage("a text of \(length) bytes") }
        continue
      }
      let buffer = Int(view.loadUnaligned(fromByteOffset: 8, as: Int32.self))
      let offset = Int(view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
      guard (0..<count).contains(buffer), offset >= 0, array.buffers[2 + buffer] != nil, let sizes,
        offset + length <= sizes.loadUnaligned(fromByteOffset: 8 * buffer, as: Int64.self)
      else { throw damage("a text lies outside its memory") }
    }
  }

  private func checkIndices(_ column: ArrowColumn, _ used: Range<Int>, limit: Int64) throws {
    for row in used where !column.isNull(row) {
      guard let index = column.integer(row), index >= 0, index < limit else {
        throw damage("an index is not below the dictionary's \(limit) values")
      }
    }
  }

  private func damage(_ what: String) -> LogError {
    LogError("damaged: \(what)", file: file, column: column)
  }
}
