import Foundation
import Tensors
import Testing

@testable import ClickLog

/// Parquet and Arrow files through the plugin, against what pyarrow wrote into them.
@Suite(.enabled(if: ArrowTestFiles.missing == nil, "\(ArrowTestFiles.missing ?? "")"))
struct ArrowTests {
  private let files: ArrowTestFiles

  init() throws { files = try ArrowTestFiles.written.get() }

  /// All cells that are wanted; null cells are nil.
  private func cells(_ file: ArrowFile, columns count: Int) throws -> [[String?]] {
    var rows: [[String?]] = []
    while let batch = try file.next() {
      for row in 0..<batch.rows {
        rows.append(
          (0..<count).map { column in
            var bytes: [UInt8] = []
            let isThere = batch.append(column: column, row: row, separator: UInt8(ascii: "|"), to: &bytes)
            return isThere ? String(decoding: bytes, as: UTF8.self) : nil
          })
      }
    }
    return rows
  }

  @Test func everyKindInEveryForm() throws {
    #expect(files.names.count == 14)
    for name in files.names {
      let file = try ArrowFile(files.file(name))
      #expect(file.columns == files.expected.columns, "\(name)")
      let found = try cells(file, columns: file.columns.count)
      #expect(found.count == files.expected.rows.count, "\(name)")
      for (row, (found, expected)) in zip(found, files.expected.rows).enumerated() {
        for (i, column) in file.columns.enumerated() where found[i] != expected[i] {
          Issue.record(
            "\(name), \(column), row \(row): \(found[i] ?? "nil") instead of \(expected[i] ?? "nil")")
        }
      }
    }
  }

  @Test(arguments: ["long.parquet", "long.arrow"]) func manyBatches(_ name: String) throws {
    let file = try ArrowFile(files.file(name))
    var text: [UInt8] = []
    var sizes: [Int] = []
    while let batch = try file.next() {
      sizes.append(batch.rows)
      for row in 0..<batch.rows {
        for column in 0..<4 {
          _ = batch.append(column: column, row: row, separator: UInt8(ascii: "|"), to: &text)
          text.append(UInt8(ascii: column == 3 ? "\n" : ";"))
        }
      }
    }
    #expect(sizes.reduce(0, +) == 150_000 && sizes.allSatisfy { (1...65_536).contains($0) })
    let expected = try [UInt8](Data(contentsOf: files.folder["long.txt"]))
    if text != expected {
      let lines = zip(text.split(separator: 10), expected.split(separator: 10)).first { $0 != $1 }
      Issue.record(
        "\(lines.map { "\(String(decoding: $0, as: UTF8.self)) instead of \(String(decoding: $1, as: UTF8.self))" } ?? "")"
      )
    }
  }

  @Test(arguments: ["none.parquet", "none.arrow"]) func noRows(_ name: String) throws {
    let file = try ArrowFile(files.file(name))
    #expect(file.columns == files.expected.columns)
    #expect(try file.next() == nil)
    #expect(try file.next() == nil, "and again")
  }

  @Test func oneRow() throws {
    let file = try ArrowFile(files.file("one.parquet"))
    #expect(try cells(file, columns: file.columns.count) == [files.expected.rows[3]])
  }

  @Test(arguments: ["nested.parquet", "nested.arrow"]) func chosenColumns(_ name: String) throws {
    let file = try ArrowFile(files.file(name))
    #expect(file.columns == ["a", "s", "s.x", "b", "m"])
    file.select(["b", "a", "b"])
    #expect(try cells(file, columns: 3) == [["u", "1", "u"], ["v", "2", "v"]])
    file.select(["b"])
    #expect(try cells(file, columns: 1) == [["u"], ["v"]], "from the first row again")
    file.select([])
    #expect(try cells(file, columns: 0).count == 2, "rows can be counted without a column")
    file.select(["a", "c"])
    #expect(LogFolder.line { _ = try file.next() } == "\(name): no column \"c\"; there are a, s, s.x, b, m")
    file.select(["s.x", "a"])
    #expect(try cells(file, columns: 2) == [["1", "1"], ["2", "2"]])
    file.select(["s"])
    let wanted = "expected a type whose values are text, numbers, dates, or lists of them, found"
    #expect(
      LogFolder.line { _ = try file.next() } == "\(name), column s: \(wanted) struct; its fields are columns: s.x")
    file.select(["m"])
    #expect(LogFolder.line { _ = try file.next() } == "\(name), column m: \(wanted) list of list of int64")
    file.select(nil)
    #expect(
      LogFolder.line { _ = try file.next() } == "\(name), column s: \(wanted) struct; its fields are columns: s.x")
  }

  @Test(arguments: ["whole.parquet", "whole.arrow", "part.parquet", "part.arrow"]) func fieldsAndMaps(_ name: String)
    throws
  {
    let file = try ArrowFile(files.file("fields-" + name))
    let columns = ["before", "user", "user.id", "user.home", "user.home.town", "user.home.zip", "map", "entries"]
    #expect(file.columns == columns)
    file.select(["before", "user.id", "user.home.town", "user.home.zip", "map", "entries"])
    var text: [UInt8] = []
    while let batch = try file.next() {
      for row in 0..<batch.rows {
        for column in 0..<6 {
          _ = batch.append(column: column, row: row, separator: UInt8(ascii: "|"), weighted: true, to: &text)
          text.append(UInt8(ascii: column == 5 ? "\n" : ";"))
        }
      }
    }
    let expected = try [UInt8](Data(contentsOf: files.folder["fields-\(name.prefix { $0 != "." }).txt"]))
    if text != expected {
      let lines = zip(text.split(separator: 10), expected.split(separator: 10)).first { $0 != $1 }
      Issue.record(
        "\(lines.map { "\(String(decoding: $0, as: UTF8.self)) instead of \(String(decoding: $1, as: UTF8.self))" } ?? "")"
      )
    }
  }

  @Test func whatIsNoSuchFile() throws {
    let folder = try LogFolder(["empty": "", "log.csv": "a,b\n1,2\n", "short": "PAR1", "old": "FEA1xxxx"])
    func line(_ name: String) throws -> String {
      let file = try LogFile(url: folder[name], name: name)
      return LogFolder.line { _ = try ArrowFile(file) }
    }
    #expect(try line("empty") == "empty: the file is empty")
    #expect(
      try line("log.csv")
        == "log.csv: expected a Parquet file or an Arrow file or stream; it begins like none of them")
    #expect(try line("short").hasPrefix("short: Parquet file size is 4 bytes"))
    #expect(try line("old") == "old: Feather files of version 1 are not read; write version 2")
    #expect(try ["empty", "log.csv"].allSatisfy { try !ArrowFile.holds(LogFile(url: folder[$0], name: $0)) })
    #expect(
      try ["kinds-zstd.parquet", "kinds-lz4.arrow", "kinds-None.arrows"].allSatisfy {
        try ArrowFile.holds(files.file($0))
      })
  }

  /// Rows read on one thread and used on others, after the file is gone.
  @Test func batchesAreHandedOver() async throws {
    let batches = try {
      let file = try ArrowFile(files.file("long.parquet"))
      var batches: [ArrowBatch] = []
      while let batch = try file.next() { batches.append(batch) }
      return batches
    }()
    let count = await withTaskGroup(of: Int.self) { group in
      for batch in batches {
        group.addTask {
          var bytes: [UInt8] = []
          for row in 0..<batch.rows { _ = batch.append(column: 1, row: row, separator: 0, to: &bytes) }
          return bytes.count
        }
      }
      return await group.reduce(0, +)
    }
    let expected = try String(contentsOf: files.folder["long.txt"], encoding: .utf8).split(separator: "\n")
      .reduce(0) { $0 + $1.split(separator: ";", omittingEmptySubsequences: false)[1].utf8.count }
    #expect(count == expected)
  }

  /// Whatever happened to a file, it is read or refused in one line.
  @Test(arguments: [
    "kinds-none.parquet", "kinds-snappy.parquet", "kinds-plain.parquet", "kinds-checked.parquet", "kinds-None.arrow",
    "kinds-zstd.arrow", "kinds-None.arrows",
  ])
  func damage(_ name: String) throws {
    let good = try [UInt8](Data(contentsOf: files.folder[name]))
    let folder = try LogFolder()
    var random = RandomGenerator(seed: 7)
    var refused = 0
    let rounds = Int(ProcessInfo.processInfo.environment["ADL_ARROW_MUTATIONS"] ?? "") ?? 200
    for round in 0..<rounds {
      var bytes = good
      if round % 4 == 0 {
        bytes.removeLast(Int(random.next() % UInt64(good.count)) + 1)
      } else {
        for _ in 0...(round % 3) {
          bytes[Int(random.next() % UInt64(good.count))] ^= 1 << UInt8(random.next() % 8)
        }
      }
      // Left behind if this crashes.
      try folder.write(name, Data(bytes))
      do {
        let file = try ArrowFile(LogFile(url: folder[name], name: name))
        _ = try cells(file, columns: file.columns.count)
      } catch let error as LogError {
        refused += 1
        #expect(error.file == name && !error.description.contains("\n"))
      }
    }
    #expect(refused > rounds / 4, "of \(rounds) damaged files \(refused) were refused")
  }
}
