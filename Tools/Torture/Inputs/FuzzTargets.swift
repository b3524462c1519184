import ClickLog
import Foundation
import Runs
import SimulatedLogs
import Tensors
import Training

/// Every form of input, with changes to its structure.
struct FuzzTargets {
  let copies: FixtureCopies
  private let comma = UInt8(ascii: ",")
  private let tab = UInt8(ascii: "\t")

  init(_ copies: FixtureCopies) { self.copies = copies }

  func all() throws -> [Target] {
    // Text is slow, as a store is made of it: the parsers' turn comes more often.
    let quick = try settings() + runs() + stores()
    return try logs() + jsonLines() + aliCCP() + quick + quick + arrow()
  }

  private func bytes(_ url: URL) throws -> [UInt8] { Array(try Data(contentsOf: url)) }

  private func logs() throws -> [Target] {
    let fixtures = copies.fixtures
    let schema = try Schema.load(contentsOf: fixtures.schema)
    // A few rows are enough, and quick.
    let lines = try bytes(fixtures.csv).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let csv = Array(lines.prefix(41).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    let tsv = csv.map { $0 == comma ? tab : $0 }
    func target(
      _ name: String, _ file: String, _ original: [UInt8], _ schema: Schema?,
      _ change: @escaping (inout RandomGenerator) throws -> [UInt8]
    ) throws -> Target {
      let folder = copies.path("logs-\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let url = folder.appendingPathComponent(file)
      return Target(
        name: name, file: url, original: original, change: change, open: { try copies.prepare(url, schema) })
    }
    let packed = copies.path("packed.gz")
    return [
      try target("csv", "log.csv", csv, schema) { TextDamage(separator: comma).apply(csv, &$0) },
      try target("csv-inferred", "log.csv", csv, nil) { TextDamage(separator: comma).apply(csv, &$0) },
      try target("tsv", "log.tsv", tsv, schema) { TextDamage(separator: tab).apply(tsv, &$0) },
      try target("csv.gz", "log.csv.gz", try Gzip.pack(csv, by: packed), schema) {
        try Gzip.damage(csv, separator: comma, by: packed, &$0)
      },
      try joined(),
      truth(try bytes(fixtures.log.appendingPathComponent("truth.csv"))),
    ] + (try dressed(csv, schema))
  }

  /// Objects with all that JSON has in them.
  private func jsonLines() throws -> [Target] {
    let lines = (0..<30).map { row in
      """
      {"click":\(row % 2 == 0),"tab":"t\(row % 3)","user":{"id":\(row % 7),"home":{"town":"\\u00e9\\ud83d\\ude00\(row % 4)"}},\
      "tags":{"a":\(Double(row) / 4),"b":1e-1},"words":["x","y \\"z\\"",null],"age":\(row % 5 == 0 ? "null" : "\(row)")}

      """
    }
    let original = Array(lines.joined().utf8)
    let schema = try Schema.parse(
      yaml: """
        label: click
        scenario: tab
        session: user.id
        split: {random: [0.6, 0.2, 0.2]}
        minimumCount: 1
        features:
          user.home.town: {kind: id}
          age: {kind: number, buckets: 4}
          tags: {kind: ids, separator: ";", weighted: true}
          words: {kind: ids, separator: ";"}
        """)
    return try [("jsonl", schema), ("jsonl-inferred", nil)].map { name, schema in
      let folder = copies.path("logs-\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let url = folder.appendingPathComponent("log.jsonl")
      return Target(
        name: name, file: url, original: original,
        change: { random in
          guard random.index(below: 2) == 0 else { return TextDamage(separator: comma).apply(original, &random) }
          var changed = lines
          let row = random.index(below: lines.count)
          let line = TreeDamage.json(Array(lines[row].utf8.dropLast()), &random)
          changed[row] = String(decoding: line, as: UTF8.self) + "\n"
          return Array(changed.joined().utf8)
        }, open: { try copies.prepare(url, schema) })
    }
  }

  /// A side table.
  private func joined() throws -> Target {
    let folder = copies.path("logs-joined")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let rows = (0..<30).map { "\($0 % 7),\($0 % 2),\($0 % 3),\($0 * 10)\n" }.joined()
    try Data(("user,click,tab,time\n" + rows).utf8).write(to: folder.appendingPathComponent("log.csv"))
    let users = Array(
      ("user,age,tags,level\n" + (0..<6).map { "\($0),\($0 * 11),\($0);\($0 + 1),l\($0)\n" }.joined()).utf8)
    let schema = try Schema.parse(
      yaml: """
        label: click
        scenario: tab
        session: level
        split: {random: [0.6, 0.2, 0.2]}
        minimumCount: 1
        joins: [{file: users.csv, on: user}]
        features:
          user: {kind: id}
          age: {kind: number, buckets: 4}
          tags: {kind: ids, separator: ";"}
          level: {kind: id, buckets: 8}
        """)
    let url = folder.appendingPathComponent("users.csv")
    return Target(
      name: "side-table", file: url, original: users, change: { TextDamage(separator: comma).apply(users, &$0) },
      open: { try copies.prepare(folder.appendingPathComponent("log.csv"), schema) })
  }

  private func truth(_ original: [UInt8]) -> Target {
    let url = copies.path("truth.csv")
    return Target(
      name: "truth.csv", file: url, original: original,
      change: { TextDamage(separator: comma).apply(original, &$0) },
      open: {
        _ = try PlantedTruth.load(url)
      })
  }

  private func aliCCP() throws -> [Target] {
    let folder = copies.path("ali-ccp")
    return try Folders.files(copies.fixtures.aliCCP).filter { $0.hasSuffix("train.csv") }.map { name in
      let original = try bytes(copies.fixtures.aliCCP.appendingPathComponent(name))
      return Target(
        name: name, file: folder.appendingPathComponent(name), original: original,
        change: { TextDamage(separator: comma).apply(original, &$0) },
        open: { try copies.prepare(folder, Schema.aliCCP) })
    }
  }

  private func settings() throws -> [Target] {
    let fixtures = copies.fixtures
    let schema = try bytes(fixtures.schema)
    let run = try bytes(fixtures.run.appendingPathComponent("run.yaml"))
    let (schemaFile, runFile) = (copies.path("schema.yaml"), copies.path("run.yaml"))
    return [
      Target(
        name: "schema", file: schemaFile, original: schema, change: { TreeDamage.yaml(schema, &$0) },
        open: {
          let read = try Schema.load(contentsOf: schemaFile)
          // A schema that was written is read as the same.
          guard try Schema.parse(yaml: read.yaml) == read else { throw Unlike("a schema is read as another") }
        }),
      Target(
        name: "settings", file: runFile, original: run, change: { TreeDamage.yaml(run, &$0) },
        open: {
          guard let text = String(data: try Data(contentsOf: runFile), encoding: .utf8) else { return }
          let read = try RunSettings(yaml: text, file: "run.yaml")
          guard try RunSettings(yaml: read.yaml(), file: "run.yaml") == read else {
            throw Unlike("settings are read as others")
          }
        }),
    ]
  }

  private func runs() throws -> [Target] {
    let fixtures = copies.fixtures
    func target(
      _ folder: String, _ name: String, _ source: URL, _ change: @escaping ([UInt8], inout RandomGenerator) -> [UInt8],
      reseal: @escaping ([UInt8]) -> [UInt8] = { $0 }, _ open: @escaping () throws -> Void
    ) throws -> Target {
      let original = try bytes(source.appendingPathComponent(name))
      return Target(
        name: "\(folder)/\(name)", file: copies.path("\(folder)/\(name)"), original: original,
        change: { change(original, &$0) }, reseal: reseal, open: open)
    }
    let open = { try copies.openRun(predicting: true) }
    let (tensors, resealed) = (SafetensorsDamage.apply, Resealing.safetensors)
    var targets = [
      try target("run", "run.yaml", fixtures.run, TreeDamage.yaml, open),
      try target("run", "metrics.json", fixtures.run, TreeDamage.json, open),
      try target("run", "model.safetensors", fixtures.run, tensors, reseal: resealed, open),
      try target(
        "begun", "unfinished/checkpoint.safetensors", fixtures.unfinished, tensors, reseal: resealed,
        { try copies.openCheckpoint() }),
    ]
    for name in Folders.files(fixtures.run) where name.hasPrefix("vocabulary/") {
      let isJSON = name.hasSuffix(".json")
      let change: ([UInt8], inout RandomGenerator) -> [UInt8] =
        if isJSON {
          TreeDamage.json
        } else if name.hasSuffix(".yaml") {
          TreeDamage.yaml
        } else {
          TextDamage(separator: tab).apply
        }
      var one = try target("run", name, fixtures.run, change, open)
      if isJSON { one.reseal = Resealing.json }
      let list = "vocabulary/encoding.json"
      if name != list {
        let listed = try bytes(fixtures.run.appendingPathComponent(list))
        let file = one.file.lastPathComponent
        one.companion = (
          copies.path("run/\(list)"), listed, { Resealing.listing(listed, file: file, bytes: $0) }
        )
      }
      targets.append(one)
    }
    return targets
  }

  private func stores() throws -> [Target] {
    let original = try bytes(copies.fixtures.store.appendingPathComponent("store.json"))
    return [
      Target(
        name: "store.json", file: copies.path("s.store/store.json"), original: original,
        change: { TreeDamage.json(original, &$0) }, reseal: Resealing.json, open: { try copies.openStore() })
    ]
  }

  /// Files for Arrow that the script made, where Arrow is there.
  private func arrow() throws -> [Target] {
    guard let samples = ProcessInfo.processInfo.environment["TORTURE_ARROW"], !samples.isEmpty else { return [] }
    return try ["log.parquet", "log.arrow", "log.arrows"].map { name in
      let original = try bytes(URL(fileURLWithPath: samples).appendingPathComponent(name))
      let folder = copies.path("arrow-\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let url = folder.appendingPathComponent(name)
      // Arrow reserves its memory at the first use, before it is limited.
      try Data(original).write(to: url)
      try copies.prepare(url, nil)
      return Target(
        name: name, file: url, original: original, change: { ByteDamage.apply(original, &$0) },
        open: { try copies.prepare(url, nil) })
    }
  }

  private struct Unlike: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}
