import Foundation
import Testing

@testable import ClickLog

/// A preparation that is stopped, and the next one.
@Suite struct InterruptionTests {
  private struct Stop: Error {}

  private static let log = MixedLog(rows: 150, people: 120)

  private func folder() throws -> LogFolder {
    try LogFolder(["log.csv": Self.log.text, "users.csv": Self.log.userText])
  }

  /// The files of the store that comes of a preparation that nobody stops.
  private static let whole = Result {
    let folder = try LogFolder(["log.csv": log.text, "users.csv": log.userText])
    _ = try folder.prepared(MixedLog.schema, options())
    return try folder.files(below: "store")
  }

  private static func options(threads: Int = 1) -> PreparationOptions {
    .cut(200, threads: threads) { $0.canGoOn = true }
  }

  private func stop(
    _ folder: LogFolder, at stage: LogProgress.Stage, _ options: PreparationOptions = Self.options(),
    schema: String = MixedLog.schema
  ) {
    #expect(throws: Stop.self, "\(stage)") {
      try folder.prepared(schema, options) { if $0.stage == stage { throw Stop() } }
    }
  }

  /// When each of the coded chunks was written.
  private func chunks(_ folder: LogFolder) throws -> [String: Date] {
    let place = folder[".store.building/read"]
    var dates: [String: Date] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: place.path) where name.contains("-") {
      guard name.hasPrefix("log-") || name.hasPrefix("table-"), !name.hasSuffix(".part") else { continue }
      let attributes = try FileManager.default.attributesOfItem(atPath: place.appendingPathComponent(name).path)
      dates[name] = attributes[.modificationDate] as? Date
    }
    return dates
  }

  @Test(arguments: [LogProgress.Stage.tables, .log, .copies, .rows, .vocabulary, .store], [1, 3])
  func whatWasReadIsNotReadAgain(_ stage: LogProgress.Stage, _ threads: Int) throws {
    let folder = try folder()
    let options = Self.options(threads: threads)
    stop(folder, at: stage, options)
    #expect(try folder.names == [".store.building", "log.csv", "users.csv"])
    let before = try chunks(folder)
    // Where it is stopped while reading, chance says how much is there.
    #expect(stage == .tables || before.keys.contains { $0.hasPrefix("table-0-") })
    #expect(stage == .tables || stage == .log || before.count > 40)
    var after: [String: Date] = [:]
    _ = try folder.prepared(MixedLog.schema, options) {
      if $0.stage == .rows, after.isEmpty { after = try chunks(folder) }
    }
    #expect(after.count > 40)
    for (name, date) in before { #expect(after[name] == date, "\(name) was written again") }
    #expect(try folder.files(below: "store") == Self.whole.get())
    #expect(try folder.names == ["log.csv", "store", "users.csv"])
  }

  /// Chunks that were cut off while they were written are not there.
  @Test func aDamagedChunkIsCodedAgain() throws {
    let folder = try folder()
    stop(folder, at: .store)
    for (name, keep) in [("log-3", 0), ("log-7", 100), ("table-0-2", 8)] {
      let url = folder[".store.building/read/" + name]
      try Data(contentsOf: url).prefix(keep).write(to: url)
    }
    try FileManager.default.removeItem(at: folder[".store.building/read/log-5"])
    _ = try folder.prepared(MixedLog.schema, Self.options())
    #expect(try folder.files(below: "store") == Self.whole.get())
  }

  @Test func anotherSchemaStartsAfresh() throws {
    // As many columns, read in another way.
    let other = MixedLog.schema.replacingOccurrences(
      of: "tags: {kind: ids, separator: \"|\"}", with: "tags: {kind: ids, separator: \"g\"}")
    #expect(other != MixedLog.schema)
    let whole = try folder()
    _ = try whole.prepared(other, Self.options())
    let folder = try folder()
    stop(folder, at: .store)
    _ = try folder.prepared(other, Self.options())
    #expect(try folder.files(below: "store") == whole.files(below: "store"))
  }

  @Test func anotherLogStartsAfresh() throws {
    let log = MixedLog(rows: 150, people: 120, seed: 2)
    let whole = try LogFolder(["log.csv": log.text, "users.csv": Self.log.userText])
    _ = try whole.prepared(MixedLog.schema, Self.options())
    let folder = try folder()
    stop(folder, at: .store)
    try folder.write("log.csv", log.text)
    _ = try folder.prepared(MixedLog.schema, Self.options())
    #expect(try folder.files(below: "store") == whole.files(below: "store"))
  }

  @Test func theOldStoreStaysUntilTheNewOneIsWhole() throws {
    let folder = try folder()
    _ = try folder.prepared(MixedLog.schema, Self.options())
    let before = try folder.files(below: "store")
    try folder.write("log.csv", MixedLog(rows: 90, people: 120, seed: 9).text)
    stop(folder, at: .store)
    #expect(try folder.files(below: "store") == before)
    #expect(try PreparedLog.open(folder["store"]).rows > 100)
    _ = try folder.prepared(MixedLog.schema, Self.options())
    #expect(try folder.files(below: "store") != before)
  }

  @Test(arguments: [LogProgress.Stage.tables, .log, .copies, .rows, .vocabulary, .store])
  func nothingStaysWhereNothingIsToGoOn(_ stage: LogProgress.Stage) throws {
    let folder = try folder()
    stop(folder, at: stage, .cut(200, threads: 1))
    #expect(try folder.names == ["log.csv", "users.csv"])
  }

  /// Whoever has to mend the log starts afresh.
  @Test func aBadLogLeavesNothing() throws {
    let folder = try folder()
    stop(folder, at: .log)
    try folder.write("log.csv", Self.log.text + "1,0\n")
    #expect(
      LogFolder.line { _ = try folder.prepared(MixedLog.schema, Self.options()) }.hasSuffix(
        ": expected 9 columns, as in the header, found 2"))
    #expect(try folder.names == ["log.csv", "users.csv"])
  }

  /// What was read without labels is not what training reads.
  @Test func aPredictionDoesNotGoOnFromATraining() throws {
    let folder = try LogFolder(["log.csv": "y,s,u\n" + (0..<300).map { "\($0 % 2),a,u\($0 % 9)\n" }.joined()])
    let schema = "label: y\nscenario: s\nfeatures: {u: {kind: id}}"
    let encoding = try folder.prepared(schema, into: "first").encoding
    let source = try LogSource(data: folder["log.csv"])
    var prediction = LogPreparer(source: source, encoding: encoding, labelsRequired: false)
    prediction.options = Self.options()
    #expect(throws: Stop.self) {
      try prediction.prepare(into: folder["store"]) { if $0.stage == .store { throw Stop() } }
    }
    _ = try folder.prepared(schema, of: "log.csv", Self.options())
    #expect(try folder.files(below: "store") == folder.files(below: "first"))
  }
}
