import CArrow
import Foundation
import Testing

@testable import ClickLog

/// Batches as a damaged file could make them, by hand. Needs no Arrow.
@Suite struct ArrowChecksTests {
  /// A column in memory, in the C interface's form.
  final class Column {
    let array = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
    let schema = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)
    private var memory: [UnsafeMutableRawPointer] = []
    private let parts: [Column]
    private let dictionary: Column?

    init(
      _ format: String, rows: Int64, offset: Int64 = 0, nulls: Int64 = 0, _ buffers: [[UInt8]?],
      children: [Column] = [],
      dictionary: Column? = nil
    ) {
      (parts, self.dictionary) = (children, dictionary)
      array.initialize(to: ArrowArray())
      schema.initialize(to: ArrowSchema())
      array.pointee.length = rows
      array.pointee.offset = offset
      array.pointee.null_count = nulls
      array.pointee.n_buffers = Int64(buffers.count)
      array.pointee.buffers = list(buffers.map { bytes in bytes.map { UnsafeRawPointer(hold($0)) } })
      array.pointee.n_children = Int64(children.count)
      array.pointee.children = list(children.map { Optional($0.array) })
      array.pointee.dictionary = dictionary?.array
      array.pointee.release = { $0?.pointee.release = nil }
      schema.pointee.format = UnsafePointer(hold(Array(format.utf8) + [0]).assumingMemoryBound(to: CChar.self))
      schema.pointee.n_children = Int64(children.count)
      schema.pointee.children = list(children.map { Optional($0.schema) })
      schema.pointee.dictionary = dictionary?.schema
    }

    deinit {
      for place in memory { place.deallocate() }
      array.deallocate()
      schema.deallocate()
    }

    private func hold(_ bytes: [UInt8]) -> UnsafeMutableRawPointer {
      let place = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
      bytes.withUnsafeBytes { if let base = $0.baseAddress { place.copyMemory(from: base, byteCount: $0.count) } }
      memory.append(place)
      return place
    }

    private func list<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
      let place = UnsafeMutablePointer<T>.allocate(capacity: max(1, values.count))
      for (i, value) in values.enumerated() { (place + i).initialize(to: value) }
      memory.append(UnsafeMutableRawPointer(place))
      return place
    }
  }

  private static func bytes<T>(_ values: T...) -> [UInt8] { values.withUnsafeBytes { [UInt8]($0) } }
  private static func bytes<T>(of values: [T]) -> [UInt8] { values.withUnsafeBytes { [UInt8]($0) } }

  /// The cells of a batch with one column.
  private func cells(
    _ column: Column, rows: Int64? = nil, path: [Int] = [], weighted: Bool = false
  ) throws -> [String?] {
    let memory = ArrowRows()
    let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>.allocate(capacity: 1)
    children.initialize(to: column.array)
    defer { children.deallocate() }
    memory.pointer.pointee.length = rows ?? column.array.pointee.length
    memory.pointer.pointee.n_children = 1
    memory.pointer.pointee.children = children
    let type = ArrowType(column.schema)
    defer { withExtendedLifetime(column) {} }
    let batch = try ArrowBatch(memory, types: [type], wanted: [.init(name: "c", place: 0, path: path)], file: "f")
    return (0..<batch.rows).map { row in
      var bytes: [UInt8] = []
      return batch.append(column: 0, row: row, separator: UInt8(ascii: ","), weighted: weighted, to: &bytes)
        ? String(decoding: bytes, as: UTF8.self) : nil
    }
  }

  private func line(_ column: Column, rows: Int64? = nil, path: [Int] = []) -> String {
    LogFolder.line { _ = try cells(column, rows: rows, path: path) }
  }

  private func text(_ offsets: [Int32], _ data: String?, rows: Int64? = nil, offset: Int64 = 0) -> Column {
    Column(
      "u", rows: rows ?? Int64(offsets.count - 1), offset: offset,
      [nil, Self.bytes(of: offsets), data.map { Array($0.utf8) }])
  }

  @Test func goodOnes() throws {
    #expect(try cells(text([0, 1, 1, 3], "abc")) == ["a", "", "bc"])
    #expect(try cells(text([0, 1, 1, 3], "abc", rows: 2, offset: 1)) == ["", "bc"])
    #expect(try cells(text([0, 0], nil)) == [""], "no text, no memory of text")
    #expect(try cells(Column("i", rows: 3, nulls: 1, [[0b101], Self.bytes(1 as Int32, 2, -3)])) == ["1", nil, "-3"])
    #expect(
      try cells(Column("i", rows: 2, offset: 1, nulls: -1, [[0b101], Self.bytes(1 as Int32, 2, -3)])) == [nil, "-3"])
    #expect(try cells(Column("n", rows: 2, nulls: 2, [])) == [nil, nil])
    let values = Column("d:3,1", rows: 4, offset: 1, [nil, Self.bytes(0 as Int128, 15, -5, 0, 999)])
    #expect(
      try cells(Column("+w:2", rows: 1, offset: 1, [nil], children: [values])) == ["0.0,99.9"])
  }

  @Test func damagedOnes() throws {
    let ends = "f, column c: damaged: a value ends before it begins, or after the last"
    #expect(line(text([0, 3, 1], "abc")) == ends)
    #expect(line(text([-1, 3], "abc")) == ends)
    #expect(line(text([0, 3], nil)) == ends)
    #expect(line(Column("u", rows: 1, [nil, nil, nil])) == "f, column c: damaged: its values are missing")
    #expect(line(Column("u", rows: 1, [nil, Self.bytes(0 as Int64)])) == "f, column c: damaged: it has 2 buffers")
    #expect(line(Column("l", rows: 1, [nil, nil])) == "f, column c: damaged: its values are missing")
    #expect(
      line(Column("l", rows: 1, nulls: 1, [nil, Self.bytes(0 as Int64)]))
        == "f, column c: damaged: 1 nulls, and no list of them")
    #expect(line(Column("l", rows: -1, [nil, nil]), rows: 0) == "f, column c: damaged: its length is -1, its offset 0")
    #expect(
      line(Column("l", rows: 1, offset: .max, [nil, []]))
        == "f, column c: damaged: its length is 1, its offset 9223372036854775807")
    #expect(line(Column("l", rows: 1, [nil, Self.bytes(0 as Int64)]), rows: 2) == "f, column c: damaged: 1 of 2 rows")
    #expect(line(Column("l", rows: 1, [nil, []]), rows: -2) == "f: damaged: a batch of -2 rows and 1 columns")

    let two = Column("c", rows: 2, [nil, [7, 8]])
    #expect(line(Column("+l", rows: 1, [nil, Self.bytes(0 as Int32, 3)], children: [two])) == ends)
    #expect(line(Column("+l", rows: 1, [nil, Self.bytes(2 as Int32, 1)], children: [two])) == ends)
    #expect(
      line(Column("+w:3", rows: 1, [nil], children: [two])) == "f, column c: damaged: lists of 3, and only 2 values")

    let words = text([0, 1, 2], "ab")
    let index = "f, column c: damaged: an index is not below the dictionary's 2 values"
    #expect(line(Column("c", rows: 2, [nil, [0, 2]], dictionary: words)) == index)
    #expect(line(Column("c", rows: 2, [nil, [0, 255]], dictionary: words)) == index)
    #expect(
      line(Column("L", rows: 1, [nil, Self.bytes(UInt64.max)], dictionary: words)) == index, "more than 63 bits")

    func view(_ count: Int32, _ buffer: Int32, _ offset: Int32) -> Column {
      Column(
        "vu", rows: 1,
        [nil, Self.bytes(count, 0, buffer, offset), Array(repeating: 65, count: 20), Self.bytes(20 as Int64)])
    }
    let outside = "f, column c: damaged: a text lies outside its memory"
    #expect(line(view(20, 0, 1)) == outside)
    #expect(line(view(20, 1, 0)) == outside)
    #expect(line(view(20, 0, -1)) == outside)
    #expect(line(view(-1, 0, 0)) == "f, column c: damaged: a text of -1 bytes")
    #expect(try cells(view(13, 0, 7)) == [String(repeating: "A", count: 13)])
  }

  private func structure(_ rows: Int64, offset: Int64 = 0, valid: UInt8? = nil, _ fields: [Column]) -> Column {
    Column("+s", rows: rows, offset: offset, nulls: valid == nil ? 0 : -1, [valid.map { [$0] }], children: fields)
  }

  @Test func fieldsOfStructures() throws {
    func numbers(_ offset: Int64 = 0, valid: UInt8? = nil) -> Column {
      Column(
        "c", rows: 6 - offset, offset: offset, nulls: valid == nil ? 0 : -1, [valid.map { [$0] }, [0, 1, 2, 3, 4, 5]])
    }
    #expect(try cells(structure(3, [numbers()]), path: [0]) == ["0", "1", "2"])
    #expect(try cells(structure(2, offset: 3, [numbers(1)]), path: [0]) == ["4", "5"], "both are parts of longer ones")
    #expect(
      try cells(structure(3, offset: 1, valid: 0b1010, [numbers(valid: 0b110111)]), path: [0]) == ["1", nil, nil],
      "null above, null itself")
    let inner = structure(6, offset: 0, valid: 0b11101, [numbers(), text([0, 1, 2, 3, 4, 5, 6], "abcdef")])
    #expect(
      try cells(structure(4, offset: 1, valid: 0b1011, [numbers(), inner]), path: [1, 1]) == [nil, nil, "d", nil])
    #expect(
      line(structure(3, offset: 4, [numbers()]), path: [0])
        == "f, column c: damaged: 6 values, and 7 of what they are a part of")
  }

  @Test func maps() throws {
    func map(_ ends: [Int32], offset: Int64 = 0, keys: Column, values: Column, entries: Int64 = 4) -> Column {
      Column(
        "+m", rows: Int64(ends.count - 1), [nil, Self.bytes(of: ends)],
        children: [structure(entries, offset: offset, [keys, values])])
    }
    func keys() -> Column { text([0, 1, 2, 3, 4, 5], "abcde") }
    func weights() -> Column {
      Column("g", rows: 5, nulls: 1, [[0b10111], Self.bytes(0.5 as Double, 1, 2.25, 9, 4)])
    }
    #expect(
      try cells(map([0, 2, 2, 4], keys: keys(), values: weights()), weighted: true) == ["a:0.5,b:1.0", "", "c:2.25"])
    #expect(try cells(map([0, 2, 2, 4], keys: keys(), values: weights())) == ["a,b", "", "c"])
    #expect(
      try cells(map([0, 2, 4], offset: 1, keys: keys(), values: weights()), weighted: true) == [
        "b:1.0,c:2.25", "e:4.0",
      ])
    #expect(line(map([0, 5], keys: keys(), values: weights())).hasSuffix("or after the last"))
    #expect(
      line(map([0, 4], offset: 2, keys: keys(), values: weights()))
        == "f, column c: damaged: 5 values, and 6 of what they are a part of")
  }

  @Test func timesOfDayAndDurations() throws {
    #expect(try cells(Column("tts", rows: 2, [nil, Self.bytes(36_000 as Int32, 86_399)])) == ["10:00:00", "23:59:59"])
    #expect(
      try cells(Column("ttm", rows: 2, [nil, Self.bytes(1 as Int32, 3_723_500)])) == [
        "00:00:00.001000", "01:02:03.500000",
      ])
    #expect(try cells(Column("ttu", rows: 2, [nil, Self.bytes(0 as Int64, 1)])) == ["00:00:00", "00:00:00.000001"])
    #expect(
      try cells(Column("ttn", rows: 2, [nil, Self.bytes(1001 as Int64, 1000)])) == [
        "00:00:00.000001001", "00:00:00.000001",
      ])
    #expect(
      try cells(Column("ttn", rows: 2, [nil, Self.bytes(Int64.min, .max)]))
        == ["-2562047:47:16.854775808", "2562047:47:16.854775807"])
    #expect(try cells(Column("tDs", rows: 2, [nil, Self.bytes(90 as Int64, -1)])) == ["90", "-1"])
    #expect(
      try cells(Column("tDm", rows: 3, [nil, Self.bytes(90_500 as Int64, 7, -1500)])) == ["90.5", "0.007", "-1.5"])
    #expect(try cells(Column("tDn", rows: 1, [nil, Self.bytes(Int64.min)])) == ["-9223372036.854775808"])
  }

  @Test(arguments: [
    ("d:10", "d:10"), ("d:76,2,256", "decimal of more than 128 bits"),
    ("d:10,1000000", "decimal of more than 128 bits"),
    ("w:-1", "w:-1"), ("+w:x", "+w:x"), ("+us:0,1", "union"), ("?", "?"),
  ])
  func typesWithoutText(_ format: String, _ name: String) {
    let column = Column(format, rows: 0, [])
    let type = withExtendedLifetime(column) { ArrowType($0.schema) }
    #expect(!type.isReadable && type.layout == .other)
    if format != "d:10" { #expect(type.name == name) }
  }

  private func text(_ write: (UnsafeMutablePointer<UInt8>) -> Int) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: ArrowText.room) { room in
      guard let place = room.baseAddress else { return "" }
      return String(decoding: UnsafeBufferPointer(start: place, count: write(place)), as: UTF8.self)
    }
  }

  @Test func theFarEndsOfNumbersAndTimes() {
    for value in [0, 9, 10, 99, 100, 9_999_999_999_999_999_999, 10_000_000_000_000_000_000, UInt64.max] {
      #expect(text { ArrowText.write(value, to: $0) } == "\(value)")
    }
    for value in [Int64.min, -1, .max] { #expect(text { ArrowText.write(value, to: $0) } == "\(value)") }
    #expect(text { ArrowText.write(Int128.min, scale: 0, to: $0) } == "\(Int128.min)")
    #expect(text { ArrowText.write(5 as Int128, scale: 76, to: $0) } == "0." + String(repeating: "0", count: 75) + "5")
    #expect(text { ArrowText.write(-5 as Int128, scale: -3, to: $0) } == "-5000")
    #expect(text { ArrowText.write(time: .min, digits: 9, to: $0) } == "1677-09-21 00:12:43.145224192")
    #expect(text { ArrowText.write(time: .max, digits: 9, to: $0) } == "2262-04-11 23:47:16.854775807")
    #expect(text { ArrowText.write(time: .min, digits: 0, to: $0) } == "-292277022657-01-27 08:29:52")
    #expect(text { ArrowText.write(time: .max, digits: 3, to: $0) } == "292278994-08-17 07:12:55.807")
    #expect(text { ArrowText.write(day: -719_529, to: $0) } == "-0001-12-31")
  }

  /// Four hundred years and more, day by day, against Foundation's calendar.
  @Test func everyDayOfTheCalendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    // From 1586: before October 1582 Foundation's calendar is the Julian one.
    for day in stride(from: -140_000, to: 60_000, by: 1) where day % 7 == 0 || day % 365 < 3 {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      let expected = String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
      guard text({ ArrowText.write(day: Int64(day), to: $0) }) == expected else {
        Issue.record("day \(day): \(text { ArrowText.write(day: Int64(day), to: $0) }) instead of \(expected)")
        return
      }
    }
  }
}
