import Foundation
import Testing

@testable import ClickLog

/// Texts packed by every compression: what was packed comes back, and what cannot be unpacked is one line.
@Suite struct CompressionTests {
  private static let text = Array(PackedText.text.utf8)

  @Test(arguments: FileForm.Compression.packing)
  func whatWasPackedComesBack(_ compression: FileForm.Compression) throws {
    let folder = try LogFolder()
    let packed = PackedText.packed(compression)
    for name in ["log.csv", "log.csv" + compression.fileEnding, "LOG.CSV" + compression.fileEnding.uppercased()] {
      #expect(try folder.streamed(packed, name: name) == Self.text, "\(name)")
    }
    for seed in 0..<20 as Range<UInt64> {
      #expect(try folder.streamed(packed, sizes: LogFolder.oddSizes(seed)) == Self.text)
    }
    #expect(try folder.streamed(packed, sizes: [1]) == Self.text)
    #expect(try folder.streamed(packed, form: .with { $0.compression = compression }) == Self.text)
    #expect(try folder.streamed(packed, form: .with { $0.compression = FileForm.Compression.none }) == packed)
    #expect(
      try folder.streamed(Self.text, name: "log.zst", form: .with { $0.compression = FileForm.Compression.none })
        == Self.text)
  }

  @Test(arguments: FileForm.Compression.packing)
  func membersFollowOneAnother(_ compression: FileForm.Compression) throws {
    let folder = try LogFolder()
    let packed = PackedText.packed(compression)
    let thrice = Self.text + Self.text + Self.text
    #expect(try folder.streamed(packed + packed + packed) == thrice)
    #expect(try folder.streamed(packed + packed + packed, sizes: LogFolder.oddSizes(7)) == thrice)
    if compression.hasPadding {
      #expect(try folder.streamed(packed + [0, 0, 0, 0] + packed + [0, 0, 0, 0]) == Self.text + Self.text)
    }
    let skipped: [UInt8] = [0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
    if compression == .zstd || compression == .lz4 {
      let name = "log" + compression.fileEnding
      #expect(try folder.streamed(skipped + packed + skipped + packed, name: name) == Self.text + Self.text)
      #expect(try folder.streamed(skipped, name: name) == [])
    }
  }

  @Test(arguments: FileForm.Compression.packing)
  func brokenDataIsOneLine(_ compression: FileForm.Compression) throws {
    let folder = try LogFolder()
    let packed = PackedText.packed(compression)
    let name = compression.rawValue
    func line(_ bytes: [UInt8], form: FileForm = FileForm()) -> String {
      LogFolder.line { _ = try folder.streamed(bytes, form: form) }
    }
    for count in [11, packed.count / 2, packed.count - 1] {
      #expect(
        line(Array(packed[..<count])) == "log.csv: the \(name) data ends in the middle; the file is cut off", "\(count)"
      )
      #expect(
        line(packed + packed[..<count]) == "log.csv: the \(name) data ends in the middle; the file is cut off")
    }
    let followed = "log.csv: the \(name) data is followed by bytes that are none; are they of another file?"
    for garbage in [[1], Array("a,b,c\n1,2,3\n".utf8), [UInt8](repeating: 7, count: 200_000)] {
      #expect(line(packed + garbage) == followed)
    }
    // One bit of each byte: noticed, or, in a header, without a meaning.
    for place in packed.indices {
      var damaged = packed
      damaged[place] ^= 0x10
      let said = line(damaged)
      #expect(
        said == "nothing was thrown" || said.hasPrefix("log.csv: the \(name) data ")
          || said.hasPrefix("log.csv: unpacking the \(name) data needs more memory"), "\(place): \(said)")
    }
    var damaged = packed
    for place in packed.count / 2..<packed.count / 2 + 8 { damaged[place] ^= 0x5a }
    #expect(line(damaged).hasPrefix("log.csv: the \(name) data is damaged"))
    #expect(
      line(Self.text, form: .with { $0.compression = compression })
        == "log.csv: expected \(name), as the schema says, but the file does not begin like one")
    #expect(
      LogFolder.line { _ = try folder.streamed(Self.text, name: "l" + compression.fileEnding) }
        == "l\(compression.fileEnding): expected \(name), as the name says, but the file does not begin like one")
  }

  @Test func aLibraryThatIsNotHereIsNamed() throws {
    let folder = try LogFolder(["log.csv": "x"])
    let file = try LogFile(url: folder["log.csv"], name: "log.csv")
    var library = CodecLibrary.zstd
    library.names = ["libnothing.so.1"]
    #expect(
      LogFolder.line { _ = try library.open(for: .zstd, file: file) }
        == "log.csv: reading zstd needs libnothing.so.1, which is not here; install it "
        + "(Debian, Ubuntu: apt-get install libzstd1), or unpack the file first")
    let functions = try CodecLibrary.zstd.open(for: .zstd, file: file)
    #expect(
      LogFolder.line { let _: @convention(c) () -> Void = try functions("ZSTD_nothing") }
        .hasSuffix("is another one than expected: it has no ZSTD_nothing"))
  }

  /// The programs themselves, over a text longer than any buffer here.
  @Test(arguments: FileForm.Compression.packing)
  func whatItsProgramPacksComesBack(_ compression: FileForm.Compression) throws {
    let folder = try LogFolder()
    let text = Array((0..<200_000).map { "\($0),\($0 &* 2_654_435_761 % 1_000_003)\n" }.joined().utf8)
    try folder.write("text", Data(text))
    let arguments: [[String]] =
      switch compression {
      case .zstd: [["-q", "--long=27"], ["-q", "-19", "--no-check"]]
      case .lz4: [["-q", "-B4"], ["-q", "-9", "-BD", "--no-frame-crc"]]
      case .xz: [["-1"], ["--block-size=100000", "--check=none"]]
      default: [["-1"], ["-9"]]
      }
    for arguments in arguments {
      guard let packed = try folder.run(compression.rawValue, arguments + ["-c", folder["text"].path]) else {
        print("\(compression.rawValue) is not here: its files are not compared")
        return
      }
      #expect(packed.count < text.count)
      for sizes in [[1 << 20], [100_003, 7, 5_000]] {
        #expect(try folder.streamed(packed, sizes: sizes) == text, "\(arguments)")
      }
    }
  }

  /// The same rows give the same store, bit for bit, also as files of a folder.
  @Test func theStoreIsTheSame() throws {
    let folder = try LogFolder(["plain.csv": PackedText.text])
    let schema = "label: y\nscenario: s\nsplit: {random: [0.6, 0.2, 0.2]}\nfeatures: {u: {kind: id}}\n"
    _ = try folder.prepared(schema, of: "plain.csv", into: "plain.store")
    let whole = try folder.files(below: "plain.store")
    for compression in FileForm.Compression.packing {
      let name = "in-\(compression)/log.csv\(compression.fileEnding)"
      try folder.write(name, "")
      try folder.write(name, Data(PackedText.packed(compression)))
      _ = try folder.prepared(schema, of: "in-\(compression)", into: "\(compression).store")
      #expect(try folder.files(below: "\(compression).store") == whole, "\(compression)")
    }
  }
}

extension LogFolder {
  /// What a program prints; nil where it is not here.
  func run(_ program: String, _ arguments: [String]) throws -> [UInt8]? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 127 ? nil : Array(data)
  }
}
