import ClickLog
import Foundation
import Tensors

/// Text in other clothes: packed, in another encoding, in a table with a log of its own.
extension FuzzTargets {
  /// - Parameter csv: a log with a header.
  func dressed(_ csv: [UInt8], _ schema: Schema) throws -> [Target] {
    try packed(csv, schema) + [utf16(csv, schema), delta(csv, schema)]
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
