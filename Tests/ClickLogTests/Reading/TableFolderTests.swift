import Foundation
import Testing

@testable import ClickLog

/// Tables with a log of their own: files that were removed are never read, and what is not read is named.
@Suite struct TableFolderTests {
  private static let start = """
    {"commitInfo":{"operation":"WRITE"}}
    {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
    {"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"{}","partitionColumns":["dt"],"configuration":{}}}

    """

  private static func add(_ name: String, dt: String? = "1", more: String = "") -> String {
    let value = dt.map { "\"\($0)\"" } ?? "null"
    return
      #"{"add":{"path":"\#(name)","partitionValues":{"dt":\#(value)},"size":1,"modificationTime":1,"dataChange":true\#(more)}}"#
      + "\n"
  }

  private static func remove(_ name: String) -> String {
    #"{"remove":{"path":"\#(name)","deletionTimestamp":1,"dataChange":true}}"# + "\n"
  }

  private func table(_ commits: [String], files: [String] = []) throws -> LogFolder {
    let folder = try LogFolder()
    for (i, commit) in commits.enumerated() {
      let digits = String(i)
      try folder.write("t/_delta_log/" + String(repeating: "0", count: 20 - digits.count) + digits + ".json", commit)
    }
    for file in files { try folder.write("t/" + file, "x") }
    return folder
  }

  private func found(_ folder: LogFolder) throws -> [LogFile] { try FileFinder(folder: folder["t"]).onlyLog() }
  private func line(_ folder: LogFolder) -> String { LogFolder.line { _ = try found(folder) } }

  @Test func theLogSaysWhichFilesCount() throws {
    let files = ["a.parquet", "b.parquet", "dt=x y/c.parquet", "d.parquet"]
    let folder = try table(
      [
        Self.start + Self.add("a.parquet") + Self.add("b.parquet"),
        Self.remove("a.parquet") + Self.add("dt=x%20y/c.parquet", dt: "x y"),
        // In one commit, whatever comes first in it.
        Self.add("b.parquet", dt: nil) + Self.remove("b.parquet"), Self.add("d.parquet") + "\n",
        Self.remove("d.parquet"),
      ], files: files)
    let found = try found(folder)
    #expect(found.map(\.name) == ["dt=x y/c.parquet", "b.parquet"])
    #expect(found.map(\.partitions) == [[.init(column: "dt", value: "x y")], [.init(column: "dt", value: "")]])
    // A checkpoint beside all commits says nothing more.
    try folder.write("t/_delta_log/00000000000000000002.checkpoint.parquet", "x")
    try folder.write("t/_delta_log/_last_checkpoint", "{}")
    #expect(try self.found(folder).count == 2)
    // By their names, never.
    for pattern in ["*.parquet", "**/*.parquet", "a.parquet"] {
      #expect(
        LogFolder.line { _ = try FileFinder(folder: folder["t"]).files(matching: pattern) }
          == "t: this folder is a Delta Lake table: which of its files count, its own log says, not their names; give the folder "
          + "itself, with no pattern")
    }
    for pattern in ["t/*.parquet", "**/a.parquet", "t/dt=*/*.parquet"] {
      #expect(
        LogFolder.line { _ = try FileFinder(folder: folder.url).files(matching: pattern) }.hasPrefix(
          "t: this folder is a Delta"))
    }
    #expect(
      LogFolder.line { _ = try FileFinder(folder: folder.url).onlyLog() }.hasPrefix(
        "t: this folder is a Delta Lake table"))
    #expect(
      LogFolder.line { _ = try FileFinder(folder: folder["t/dt=x y"]).onlyLog() }
        == "dt=x y: this folder is a part of a Delta Lake table: which of its files count, the table's log says; give the table t"
    )
  }

  @Test func whatIsNotReadIsNamed() throws {
    let vector =
      #","deletionVector":{"storageType":"u","pathOrInlineDv":"ab","offset":1,"sizeInBytes":3,"cardinality":1}"#
    let added = Self.add("a.parquet")
    for (commits, said) in [
      ([Self.start + Self.add("a.parquet", more: vector)], "rows are deleted within its files"),
      (
        [Self.start + added, Self.remove("a.parquet") + Self.add("a.parquet", more: vector)],
        "rows are deleted within its files"
      ),
      (
        [
          Self.start.replacingOccurrences(
            of: #""configuration":{}"#, with: #""configuration":{"delta.columnMapping.mode":"name"}"#) + added
        ],
        "column mapping"
      ),
      (
        [
          Self.start + #"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["typeWidening"]}}"#
            + "\n" + added
        ], "typeWidening"
      ),
      (
        [Self.start + #"{"protocol":{"minReaderVersion":9,"minWriterVersion":7}}"# + "\n" + added],
        "a version that is not read here, 9"
      ),
      ([Self.start + added, "{\"add\":"], "_delta_log/00000000000000000001.json is damaged in line 1"),
      ([added], "has no description of the table"), ([Self.start], "says that it has no rows"), ([], "has no commits"),
      ([Self.start + Self.add("../a.parquet")], "names a file that is not in the folder: ../a.parquet"),
      (
        [Self.start + Self.add("s3://bucket/a.parquet")],
        "names a file that is not in the folder: s3://bucket/a.parquet"
      ),
    ] {
      let folder = try table(commits, files: ["a.parquet", "_delta_log/x"])
      let line = line(folder)
      #expect(line.hasPrefix("t: this is a Delta Lake table, and ") && line.contains(said), "\(line)")
    }
    let cut = try table([Self.start + added, added, added], files: ["a.parquet"])
    try FileManager.default.removeItem(at: cut["t/_delta_log/00000000000000000001.json"])
    #expect(line(cut).contains("goes on from a checkpoint"))
    let gone = try table([Self.start + added])
    #expect(line(gone) == "a.parquet: no such file")
  }

  @Test func otherTablesAreNamed() throws {
    let iceberg = try LogFolder()
    try iceberg.write("t/metadata/v1.metadata.json", "{}")
    try iceberg.write("t/data/a.parquet", "x")
    #expect(line(iceberg).hasPrefix("t: this is an Iceberg table, which is not read; write it as plain Parquet"))
    #expect(
      LogFolder.line { _ = try FileFinder(folder: iceberg["t"]).files(matching: "data/*.parquet") }.contains(
        "an Iceberg table"))
    let hudi = try LogFolder()
    try hudi.write("t/.hoodie/hoodie.properties", "x")
    try hudi.write("t/a.parquet", "x")
    #expect(line(hudi).hasPrefix("t: this is a Hudi table, which is not read; write it as plain Parquet"))
    let plain = try LogFolder()
    try plain.write("t/metadata/notes.json", "{}")
    try plain.write("t/log.csv", "y\n1\n")
    #expect(try found(plain).map(\.name) == ["log.csv"])
  }
}
