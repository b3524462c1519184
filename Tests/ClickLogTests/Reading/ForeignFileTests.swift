import Foundation
import Testing

@testable import ClickLog

/// Files that are no logs are named, whatever they are called; and logs that look odd are not.
@Suite struct ForeignFileTests {
  private func line(_ bytes: [UInt8], name: String = "log.csv", form: FileForm = FileForm()) throws -> String {
    let folder = try LogFolder()
    try folder.write(name, Data(bytes))
    return LogFolder.line { try ForeignFile.check(LogFile(url: folder[name], name: name), form: form) }
  }

  private func line(_ text: String, form: FileForm = FileForm()) throws -> String {
    try line(Array(text.utf8), form: form)
  }

  private static func padded(_ head: [UInt8], _ count: Int = 600) -> [UInt8] {
    head + [UInt8](repeating: 0, count: max(0, count - head.count))
  }

  private static func zip(_ name: String, _ rest: String = "") -> [UInt8] {
    [0x50, 0x4b, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8)
      + Array(rest.utf8)
  }

  private static let binary: [([UInt8], String)] = [
    (zip("base.csv"), "a zip archive"), (zip("[Content_Types].xml"), "an Excel file"),
    (zip("a", "PK xl/worksheets/sheet1.xml"), "an Excel file"), (zip("arr_0.npy"), "an archive of NumPy arrays"),
    (zip("archive/data.pkl"), "a file of PyTorch"),
    ([0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18), "a zip archive"),
    ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4], "a 7z archive"),
    (Array("Rar!\u{1a}\u{7}\u{1}\0".utf8), "a rar archive"),
    (padded(padded(Array("log.csv".utf8), 257) + Array("ustar\0".utf8)), "a tar archive"),
    (padded([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), "an old Excel or Office file"),
    (padded(Array("SQLite format 3\0".utf8)), "an SQLite database"),
    (padded([9, 8, 7, 6, 5, 4, 3, 2] + Array("DUCK@".utf8)), "a DuckDB database"),
    (padded([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]), "an HDF5 file"),
    (padded([0x93] + Array("NUMPY\u{1}\0v\0{'descr'".utf8)), "a NumPy array"),
    ([0x80, 4, 0x95, 10, 0, 0, 0, 0, 0, 0, 0, 0x2e], "a pickle of Python"),
    ([0x80, 2, 0x7d, 0x2e], "a pickle of Python"),
    (padded(Array("Obj\u{1}\u{4}\u{16}avro.schema".utf8)), "an Avro file"),
    (Array("ORC\n\u{3}\0".utf8) + Array("\u{8}\u{3}ORC\u{17}".utf8), "an ORC file"),
    (Array("X\n\0\0\0\u{3}\0\u{4}".utf8), "a file of R"), (Array("RDX3\nX\n\0\0".utf8), "a file of R"),
    (padded([UInt8](repeating: 0, count: 12) + [0xc2, 0xea, 0x81, 0x60]), "a SAS file"),
    (Array("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000".utf8), "a SAS file"),
    (Array("<stata_dta><header><release>118".utf8), "a Stata file"), (padded([0x72, 2, 1, 0, 5, 0]), "a Stata file"),
    (Array("$FL2@(#) SPSS DATA FILE".utf8), "an SPSS file"), (Array("%PDF-1.7\n".utf8), "a PDF document"),
    ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "an image"), ([0xff, 0xd8, 0xff, 0xe0], "an image"),
    (padded([0x7f, 0x45, 0x4c, 0x46, 2, 1]), "a program"),
    (Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".utf8), "a pointer of Git LFS"),
    ([0x1f, 0x9d, 0x90], "a file packed by compress"),
    ([0x02, 0x21, 0x4c, 0x18, 0], "a file packed by lz4 in its old form"),
    // A length of 3, and its masked CRC-32C as TensorFlow writes it.
    ([3, 0, 0, 0, 0, 0, 0, 0, 0xb0, 0x99, 0x49, 0xe, 1, 2, 3, 0, 0, 0, 0], "a TFRecord file"),
  ]

  @Test func binaryFormsAreNamed() throws {
    for (bytes, name) in Self.binary {
      let said = try line(bytes)
      #expect(said.hasPrefix("log.csv: this is \(name), not a table as text; "), "\(said)")
      // Told otherwise, it still is what it is.
      #expect(try line(bytes, form: .with { ($0.delimiter, $0.encoding) = (";", "gbk") }) == said)
      // The end is out of reach in a packed file.
      if name == "an ORC file" { continue }
      let packed = try line(Gzip.compress(bytes), name: "log.csv.gz")
      #expect(packed.hasPrefix("log.csv.gz: this is \(name), packed by gzip, not a table as text; "), "\(packed)")
      #expect(try line(bytes, name: "log.csv.gz").hasPrefix("log.csv.gz: this is \(name)"))
    }
    #expect(
      try line(Self.zip("base.csv"))
        == "log.csv: this is a zip archive, not a table as text; unpack it and give the file inside (unzip)")
  }

  @Test func textThatIsNoTableIsNamed() throws {
    for (text, said) in [
      ("<!DOCTYPE html>\n<html>", "this is a web page"), ("\n <HTML><body>", "this is a web page"),
      ("\u{feff}<?xml version=\"1.0\"?><rows>", "this is an XML document"),
      ("[{\"click\": 1},\n{\"click\": 0}]\n", "this is a JSON array"),
      ("[\n  {\n    \"click\": 1", "this is a JSON array"),
      ("{\n  \"click\": 1,\n", "this is JSON of several lines an object"),
      ("1 3:0.5 7:1\n-1\n0 2:1\n", "this looks like a file of libsvm"),
      ("1 3:0.5 7:1\n-1 2:1e-3 # x\n", "this looks like a file of libsvm"),
      ("+1 qid:1 3:0.5\n0 qid:1 2:1\n", "this looks like a file of libsvm"),
      ("1 0:3:1 1:5:0.25\n0 0:1:1 1:2:1\n", "this looks like a file of libffm"),
    ] {
      let found = try line(text)
      #expect(found.contains(said), "\(text): \(found)")
    }
    // A schema that says how cells are told apart is believed.
    #expect(try line("1 3:0.5 7:1\n0 2:1 3:4\n", form: .with { $0.delimiter = " " }) == "nothing was thrown")
    let utf16 = Array("click,page\n1,home\n0,cart\n".utf16).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    #expect(
      try line(utf16)
        == "log.csv: this looks like UTF-16 without a byte-order mark, not a table as text; say so in the schema "
        + "(format: {encoding: utf-16le})")
    #expect(try line(utf16, form: .with { $0.encoding = "utf-16le" }) == "nothing was thrown")
    #expect(try line((0..<2_000).map { UInt8(truncatingIfNeeded: $0 * 97) }).contains("binary data of an unknown form"))
  }

  @Test func logsAreLeftAlone() throws {
    for text in [
      "", "a", "y,s\n1,a\n", "ORC,b\n1,ORC\n", "{\"click\": 1}\n{\"click\": 0}\n", "user_id,DUCK\n1,2\n",
      "click\u{1}page\n1\u{1}home\n",
      "1,\"[3, 4]\"\n", "[1|2],3\n", "1\t12:30\n0\t12:31\n", "BZh,b\n1,2\n", "X\n1\n", "y,t\n1,12:30\n", "PK,b\n1,2\n",
      "y,s\n1,\0\n0,\u{4}\u{5}\n" + String(repeating: "1,a\n", count: 100), "1 home\n0 cart\n",
    ] {
      #expect(try line(text) == "nothing was thrown", "\(text)")
    }
  }

  @Test func theReaderSaysSo() throws {
    let folder = try LogFolder()
    try folder.write("base.csv", Data(Self.zip("x.csv")))
    #expect(
      LogFolder.line { _ = try LogSource(data: folder["base.csv"]) }
        == "base.csv: this is a zip archive, not a table as text; unpack it and give the file inside (unzip)")
  }
}
