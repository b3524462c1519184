import ClickLog
import Foundation
import Tensors

/// Text in other clothes: packed, in another encoding, in a table with a log of its own.
extension FuzzTargets {
  /// - Parameter csv: a log with a header.
  func dressed(_ csv: [UInt8], _ schema: Schema) throws -> [Target] {
    try packed(csv, schema) + [utf16(csv, schema), delta(csv, schema)] + forms()
  }

  private func place(_ name: String, _ file: String) throws -> URL {
    let folder = copies.path("logs-\(name)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent(file)
  }

  private func packed(_ csv: [UInt8], _ schema: Schema) throws -> [Target] {
    try Packing.allCases.compactMap { packing in
      guard let original = packing.pack(csv) else { return nil }
      let name = "csv.\(packing)"
      let file = try place(name, "log.csv.\(packing)")
      return Target(
        name: name, file: file, original: original,
        change: { random in
          if random.index(below: 3) > 0 { return ByteDamage.apply(original, &random) }
          let member = packing.pack(TextDamage(separator: UInt8(ascii: ",")).apply(csv, &random)) ?? []
          return random.index(below: 4) == 0 ? original + member : member
        }, open: { try copies.prepare(file, schema) })
    }
  }

  private func utf16(_ csv: [UInt8], _ schema: Schema) throws -> Target {
    func encoded(_ text: [UInt8]) -> [UInt8] {
      [0xff, 0xfe] + String(decoding: text, as: UTF8.self).utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    }
    let file = try place("utf-16", "log.csv")
    let original = encoded(csv)
    return Target(
      name: "utf-16", file: file, original: original,
      change: { random in
        random.index(below: 2) == 0
          ? ByteDamage.apply(original, &random)
          : encoded(TextDamage(separator: UInt8(ascii: ",")).apply(csv, &random))
      }, open: { try copies.prepare(file, schema) })
  }

  /// A text with all that a schema's `format` can name, and a schema with all that it can say.
  private func forms() throws -> [Target] {
    let yaml = """
      format: {columns: [shown, n, page, when, price, tags, list, day], delimiter: '::', quote: none, escape: '\\', comment: '#',
        skipRows: 1, missing: ['?', '-'], decimal: ',', encoding: utf-8}
      label: {clicks: n, of: shown}
      weight: price
      scenario: [page, {column: price, buckets: 3}]
      session: page
      time: when
      timeFormat: '%d.%m.%Y %H:%M'
      split: {by: when, validation: '03.05.2024 00:00', test: '2024-05-04'}
      minimumCount: 1
      features:
        hour: {kind: hour, of: when, zone: '+05:30'}
        weekday: {kind: weekday, of: when}
        price: {kind: number, buckets: 4}
        tags: {kind: ids, separator: '|', ignore: ['0'], weighted: true}
        list: {kind: ids}
        day: {kind: id, buckets: 9}

      """
    let schema = try Schema.parse(yaml: yaml)
    let rows = (0..<30).map { row in
      "\(row % 5 + 1)::\(row % 2)::p\\::\(row % 2)::0\(row / 6 + 1).05.2024 \(10 + row % 9):00::\(row),5::a:\(row),5|0:1|b:2"
        + "::[\(row), '\(row % 3)', null]::\(row % 4 == 0 ? "?" : "d\(row)")\n"
    }
    let text = Array(("made by hand\n# no row\n" + rows.joined()).utf8)
    let file = try place("forms", "log.dat")
    let schemaFile = try place("schema-forms", "schema.yaml")
    let log = try place("schema-forms", "log.dat")
    try Data(text).write(to: log)
    let original = Array(yaml.utf8)
    return [
      Target(
        name: "forms", file: file, original: text,
        change: { TextDamage(separator: UInt8(ascii: ":")).apply(text, &$0) },
        open: { try copies.prepare(file, schema) }),
      Target(
        name: "schema-forms", file: schemaFile, original: original, change: { TreeDamage.yaml(original, &$0) },
        open: {
          let read = try Schema.load(contentsOf: schemaFile)
          guard try Schema.parse(yaml: read.yaml) == read else { throw Unlike("a schema is read as another") }
          try copies.prepare(log, read)
        }),
    ]
  }

  /// The log of a Delta table, whose files are what their content says.
  private func delta(_ csv: [UInt8], _ schema: Schema) throws -> Target {
    let file = try place("delta/_delta_log", "00000000000000000000.json")
    let folder = copies.path("logs-delta")
    for name in ["a.csv", "b.csv"] { try Data(csv).write(to: folder.appendingPathComponent(name)) }
    let log = Array(
      """
      {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
      {"metaData":{"id":"1","format":{"provider":"parquet"},"partitionColumns":["day"],"configuration":{}}}
      {"add":{"path":"a.csv","partitionValues":{"day":"1"},"size":1,"dataChange":true}}
      {"add":{"path":"b.csv","partitionValues":{"day":null},"size":1,"dataChange":true}}
      {"remove":{"path":"c.csv","dataChange":true}}

      """.utf8)
    return Target(
      name: "delta", file: file, original: log, change: { TextDamage(separator: nil).apply(log, &$0) },
      open: { try copies.prepare(folder, schema) })
  }
}
