import Foundation
import Testing

@testable import ClickLog

/// Logs in folders of which nothing more is known: parts without an ending, folders named after times, `**`.
@Suite struct FolderTests {
  private static func text(_ rows: Range<Int>) -> String {
    "y,s,u\n" + rows.map { "\($0 % 2),a,u\($0)\n" }.joined()
  }

  /// Writes files of a row each, in this order, and others.
  private func folder(_ names: [String], others: [String] = []) throws -> LogFolder {
    let folder = try LogFolder()
    for (i, name) in names.enumerated() { try folder.write("d/" + name, Self.text(i..<i + 1)) }
    for name in others { try folder.write("d/" + name, "other") }
    return folder
  }

  private func found(_ folder: LogFolder, _ pattern: String? = nil) throws -> [String] {
    let finder = FileFinder(folder: folder["d"])
    return try (pattern.map { try finder.files(matching: $0) } ?? finder.onlyLog()).map(\.name)
  }

  private func line(_ names: [String], others: [String] = [], pattern: String? = nil) throws -> String {
    let folder = try folder(names, others: others)
    return LogFolder.line { _ = try found(folder, pattern) }
  }

  @Test(arguments: [
    ["part-00000", "part-00001"], ["part-r-00000", "part-r-00001.gz"], ["000000_0", "000001_0", "000001_0_copy_1"],
    ["0000_part_00", "0001_part_00"], ["part-00000-2f-c000.csv", "part-00001-2f-c000.csv"], ["part-00000.zst"],
    ["log.txt"], ["ratings.dat"], ["log.csv.zst"], ["log.tsv.xz"], ["LOG.CSV.BZ2"], ["log.txt.lz4"],
    ["2024/01/01/data.csv", "2024/01/02/data.csv", "2024/02/01/data.csv.gz"],
    ["day_1/log.csv", "day_10/log.csv", "day_2/log.csv"],
    ["2024-01-01/part-0", "2024-01-01/part-1", "2024-01-02/part-0"], ["2024/log-1.csv", "2024/log-2.csv"],
    ["only/log.csv"], ["dt=1/hour=2/a.txt", "dt=1/hour=3/a.txt"], ["dt=1/000000_0", "dt=2/000000_0"],
    ["dt=1/2024/a.csv", "dt=1/2025/a.csv"],
  ])
  func whatIsThereIsTheLog(_ names: [String]) throws {
    let others = [
      "_SUCCESS", "_metadata", ".part-00000.crc", "_temporary/part-00000", ".hidden/log.csv", "README", "schema.yaml",
      "part-00000.crc",
    ]
    #expect(try found(folder(names, others: others)) == names)
    #expect(try found(folder(names)) == names)
  }

  @Test func asureEndingGoesBeforeAnUnsureOne() throws {
    #expect(
      try found(folder(["log.csv"], others: ["README.txt", "part-00000", "u.dat", "2024/01/log.csv"])) == ["log.csv"])
    #expect(try found(folder(["log.txt"], others: ["part-00000"])) == ["log.txt"])
    #expect(
      try found(folder(["2024/log.csv", "2025/log.csv"], others: ["2024/notes.txt"])) == [
        "2024/log.csv", "2025/log.csv",
      ])
  }

  @Test func whatIsNotOneLogIsAskedFor() throws {
    #expect(
      try line(["train.csv", "test.csv"])
        == "d: which file is the log? Name it in the schema (log: …) or give it instead of the folder; all of them are "
        + "log: \"*.csv\"; here are test.csv, train.csv")
    #expect(
      try line(["train/log.csv", "test/log.csv"]).hasSuffix(
        "; there are folders (test, train): give one of them, or say in the schema which files of them are one log "
          + "(log: \"**/*.csv\")"))
    #expect(
      try line(["2024/01/test.csv", "2024/01/train.csv"])
        == "d: which files of 2024/01 are the log? Name them in the schema, like log: \"**/test.csv\"; there are "
        + "test.csv, train.csv")
    // A folder of something else.
    #expect(try line([], others: ["notes/README.txt"]).hasSuffix("Parquet files, in this folder"))
    #expect(try line([], others: ["2024x/a.csv", "2024/a.csv"]).contains("there are folders (2024, 2024x)"))
  }

  @Test func anyNumberOfFolders() throws {
    let names = ["a.csv", "a/b.csv", "a/x/c.csv", "a/x/y/b.csv", "b/b.csv", "b-1/b.csv"]
    let folder = try folder(names, others: ["_no/b.csv", ".no/b.csv", "a/.no.csv", "a/notes.txt"])
    #expect(try found(folder, "**/*.csv") == ["a/b.csv", "a/x/c.csv", "a/x/y/b.csv", "a.csv", "b/b.csv", "b-1/b.csv"])
    #expect(try found(folder, "**/b.csv") == ["a/b.csv", "a/x/y/b.csv", "b/b.csv", "b-1/b.csv"])
    #expect(try found(folder, "a/**/*.csv") == ["a/b.csv", "a/x/c.csv", "a/x/y/b.csv"])
    #expect(try found(folder, "**/x/**/*.csv") == ["a/x/c.csv", "a/x/y/b.csv"])
    #expect(try found(folder, "**/**/y/b.csv") == ["a/x/y/b.csv"])
    #expect(try found(folder, "a/x/**") == ["a/x/c.csv", "a/x/y/b.csv"])
    #expect(try found(folder, "**/?/b.csv") == ["a/b.csv", "a/x/y/b.csv", "b/b.csv"])
    #expect(try LogSource(data: folder["d/a/**/*.csv"]).files.map(\.name) == ["b.csv", "x/c.csv", "x/y/b.csv"])
    #expect(LogFolder.line { _ = try LogSource(data: folder["d/**/z.csv"]) }.hasSuffix("no file matches this"))
    try FileManager.default.createSymbolicLink(atPath: folder["d/b/up"].path, withDestinationPath: "../../d")
    #expect(
      LogFolder.line { _ = try found(folder, "**/b.csv") }.hasPrefix("b/up: expected a folder with a part of the log"))
    // Folders' names are columns here, too.
    let parted = try self.folder(["x/dt=1/a.csv", "x/dt=2/a.csv"])
    let files = try FileFinder(folder: parted["d"]).files(matching: "**/a.csv")
    #expect(files.map(\.partitions) == [[.init(column: "dt", value: "1")], [.init(column: "dt", value: "2")]])
  }
}
