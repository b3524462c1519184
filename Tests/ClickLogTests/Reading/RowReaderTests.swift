import CZlib
import Foundation
import Testing

@testable import ClickLog

@Suite struct RowReaderTests {
  /// All rows of a file with this content; `chunk` cuts it at odd places.
  private func rows(_ data: Data, name: String = "log.csv", delimiter: Character = ",", chunk: Int = 1 << 20) throws
    -> [[String]]
  {
    let folder = try LogFolder()
    try folder.write(name, data)
    let reader = try RowReader(
      LogFile(url: folder[name], name: name), TextSyntax(delimiter: Array(String(delimiter).utf8)), chunk: chunk)
    var rows: [[String]] = []
    while try reader.next() {
      try reader.checkCount(reader.count)
      rows.append((0..<reader.count).map { String(decoding: reader[$0], as: UTF8.self) })
    }
    return rows
  }

  private func rows(_ text: String, chunk: Int = 1 << 20) throws -> [[String]] {
    try rows(Data(text.utf8), chunk: chunk)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
    ("\u{feff}a,b\n1,2\n\n\r\n\n", [["a", "b"], ["1", "2"]]),
    ("a,b\n\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\n,\n", [["a", "b"], ["", ""]]),
    ("a,b,\n", [["a", "b", ""]]),
    ("\"a,1\",\"b\n2\"\n3,4\n", [["a,1", "b\n2"], ["3", "4"]]),
    ("\"say \"\"yes\"\"\",\"\"\n\"\"\"\",x\n", [["say \"yes\"", ""], ["\"", "x"]]),
    ("\"a\",\"b\"\r\n\"c\",d", [["a", "b"], ["c", "d"]]),
    ("a,\"b\"", [["a", "b"]]),
    ("5\" wide,b\n", [["5\" wide", "b"]]),
    ("é,日本\n", [["é", "日本"]]),
    ("", []),
    ("\n\n", []),
  ])
  func everyOddityIsReadThroughEveryChunk(_ text: String, _ expected: [[String]]) throws {
    for chunk in [16, 17, 19, 23, 1 << 20] { #expect(try rows(text, chunk: chunk) == expected, "chunk \(chunk)") }
  }

  @Test func longRowsGrowTheBuffer() throws {
    let long = String(repeating: "x", count: 100_000)
    #expect(
      try rows("a,b\n\(long),\"\(long)\n\"\n1,2\n", chunk: 64) == [["a", "b"], [long, long + "\n"], ["1", "2"]])
  }

  @Test func gzipOfSeveralMembersReadsAsOneText() throws {
    let text = "a,b\n" + (0..<50_000).map { "\($0),\($0 % 7)\n" }.joined()
    let half = text.utf8.count / 2 + 3
    let bytes = Array(text.utf8)
    let data = Gzip.compress(Array(bytes[..<half])) + Gzip.compress(Array(bytes[half...]))
    #expect(try rows(Data(data), name: "log.csv.gz") == rows(text))
  }

  @Test func brokenTextSaysWhere() throws {
    #expect(
      LogFolder.line { _ = try rows("a,b\n1,\"x\n") }
        == "log.csv, row 1 (line 2): a quote opened in this row is never closed (where quotes are plain characters, say format: {quote: none})")
    #expect(
      LogFolder.line { _ = try rows("a,b\n\n1,\"x\"y\n") }
        == "log.csv, row 1 (line 3): expected a delimiter after a closing quote (a quote inside a quoted value is written twice, or behind what the schema's format names as escape)"
    )
  }

  @Test func brokenGzipSaysSo() throws {
    let whole = Gzip.compress(Array((0..<5_000).map { "\($0)\n" }.joined().utf8))
    var damaged = whole
    for i in 100..<140 { damaged[i] ^= 0x5a }
    #expect(
      LogFolder.line { _ = try rows(Data(whole.dropLast(20)), name: "l.csv.gz") }
        == "l.csv.gz: the gzip data ends in the middle; the file is cut off")
    #expect(LogFolder.line { _ = try rows(Data(damaged), name: "l.csv.gz") } == "l.csv.gz: the gzip data is damaged")
    #expect(
      LogFolder.line { _ = try rows(Data("a,b\n".utf8), name: "l.csv.gz") }
        == "l.csv.gz: expected gzip, as the name says, but the file does not begin like one")
  }
}

/// Compression, to have something to read.
enum Gzip {
  static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    var input = bytes
    var output = [UInt8](repeating: 0, count: bytes.count + 1_000)
    deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    let room = output.count
    input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(room)
        _ = deflate(&stream, Z_FINISH)
      }
    }
    deflateEnd(&stream)
    return Array(output[..<(room - Int(stream.avail_out))])
  }
}
