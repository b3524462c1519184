/// What binary forms begin with.
enum ForeignSignature {
  /// The form that begins, and ends, with these bytes; nil for any other.
  static func form(of bytes: [UInt8], end: [UInt8]) -> ForeignForm? {
    if bytes.starts(with: [0x50, 0x4b, 3, 4]) || bytes.starts(with: [0x50, 0x4b, 5, 6]) { return archive(bytes) }
    for (mark, place, form) in marks where bytes.count >= place + mark.count {
      // A mark further on may be a column's name, where no zero is near it.
      if bytes[place...].starts(with: mark), place == 0 || bytes.prefix(place + 16).contains(0) { return form }
    }
    // A column may be called ORC too, and a value. The last byte is the length of what is before.
    if bytes.starts(with: Array("ORC".utf8)), end.last != UInt8(ascii: "\n"),
      end.dropLast().suffix(3).elementsEqual("ORC".utf8)
    {
      return ForeignForm(name: "an ORC file", remedy: "write it as Parquet or CSV (pandas.read_orc, or Spark)")
    }
    // Protocols 2 to 5 begin with their number; 4 and 5 with a frame.
    if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) { return pickle }
    // Stata's before 117: a release, the order of bytes, 1, 0.
    if bytes.count > 4, (0x6c...0x73).contains(bytes[0]), (1...2).contains(bytes[1]), bytes[2] == 1, bytes[3] == 0 {
      return stata
    }
    if isTFRecord(bytes) {
      return ForeignForm(
        name: "a TFRecord file",
        remedy: "write its features as Parquet or CSV (tf.data.TFRecordDataset, tf.io.parse_example)")
    }
    return nil
  }

  private static let pickle = ForeignForm(
    name: "a pickle of Python", remedy: "write it as Parquet or CSV (pandas.read_pickle(…).to_parquet(…))")
  private static let stata = ForeignForm(
    name: "a Stata file", remedy: "write it as Parquet or CSV (pandas.read_stata(…).to_parquet(…))")
  private static let image = ForeignForm(name: "an image", remedy: "give the log itself")

  /// A mark, where it stands, and what it says.
  private static let marks: [(mark: [UInt8], place: Int, form: ForeignForm)] = {
    let unpack = "unpack it and give the file inside"
    let pack = "unpack it, or pack it by gzip, zstd, bzip2, xz or lz4"
    let r = ForeignForm(name: "a file of R", remedy: "write it as CSV (write.csv, or data.table's fwrite)")
    func packed(_ name: String) -> ForeignForm { ForeignForm(name: "a file packed by \(name)", remedy: pack) }
    return [
      ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0, ForeignForm(name: "a 7z archive", remedy: "\(unpack) (7z x)")),
      (Array("Rar!\u{1a}\u{7}".utf8), 0, ForeignForm(name: "a rar archive", remedy: "\(unpack) (unrar x)")),
      (Array("ustar".utf8), 257, ForeignForm(name: "a tar archive", remedy: "\(unpack) (tar xf)")),
      (
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], 0,
        ForeignForm(name: "an old Excel or Office file", remedy: "save it as CSV (UTF-8)")
      ),
      (
        Array("SQLite format 3\0".utf8), 0,
        ForeignForm(
          name: "an SQLite database", remedy: "write the table as CSV (sqlite3 -header -csv FILE 'select * from …')")
      ),
      (
        Array("DUCK".utf8), 8,
        ForeignForm(name: "a DuckDB database", remedy: "write the table as Parquet (copy … to 'log.parquet')")
      ),
      (
        [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], 0,
        ForeignForm(name: "an HDF5 file", remedy: "write it as Parquet or CSV (pandas.read_hdf(…).to_parquet(…))")
      ),
      (
        [0x93] + Array("NUMPY".utf8), 0,
        ForeignForm(name: "a NumPy array", remedy: "write it as CSV with the columns' names, or as Parquet (pandas)")
      ),
      (
        Array("Obj\u{1}".utf8), 0,
        ForeignForm(name: "an Avro file", remedy: "write it as Parquet or JSON lines (avro-tools tojson, or Spark)")
      ),
      (Array("X\n\0\0\0\u{2}".utf8), 0, r), (Array("X\n\0\0\0\u{3}".utf8), 0, r),
      (Array("RDX2\n".utf8), 0, r), (Array("RDX3\n".utf8), 0, r), (Array("RDA2\n".utf8), 0, r),
      ([UInt8](repeating: 0, count: 12) + [0xc2, 0xea, 0x81, 0x60], 0, sas),
      (Array("HEADER RECORD*******LIBRARY".utf8), 0, sas),
      (Array("<stata_dta>".utf8), 0, stata),
      (Array("$FL2@(#)".utf8), 0, spss), (Array("$FL3@(#)".utf8), 0, spss),
      (Array("%PDF-".utf8), 0, ForeignForm(name: "a PDF document", remedy: "give the log itself")),
      ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0, image), ([0xff, 0xd8, 0xff], 0, image),
      (Array("GIF89a".utf8), 0, image), (Array("GIF87a".utf8), 0, image),
      ([0x7f] + Array("ELF".utf8), 0, ForeignForm(name: "a program", remedy: "give the log itself")),
      (
        Array("version https://git-lfs.github.com/spec/".utf8), 0,
        ForeignForm(name: "a pointer of Git LFS", remedy: "fetch what it stands for (git lfs pull)")
      ),
      ([0x1f, 0x9d], 0, packed("compress")),
      ([0xff, 0x06, 0, 0] + Array("sNaPpY".utf8), 0, packed("snappy")),
      ([0x89] + Array("LZO\0\r\n\u{1a}\n".utf8), 0, packed("lzop")),
      (Array("LZIP\u{1}".utf8), 0, packed("lzip")),
      ([0x02, 0x21, 0x4c, 0x18], 0, packed("lz4 in its old form")),
      ([0x5d, 0, 0], 0, packed("lzma")),
    ]
  }()

  private static let sas = ForeignForm(
    name: "a SAS file", remedy: "write it as Parquet or CSV (pandas.read_sas(…).to_parquet(…))")
  private static let spss = ForeignForm(
    name: "an SPSS file", remedy: "write it as Parquet or CSV (pandas.read_spss(…).to_parquet(…))")

  /// What a zip archive is by the names of what is in it.
  private static func archive(_ bytes: [UInt8]) -> ForeignForm {
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    let length = bytes.count > 27 ? Int(bytes[26]) + 256 * Int(bytes[27]) : 0
    let first = String(decoding: bytes.dropFirst(30).prefix(length), as: UTF8.self)
    if text.contains("[Content_Types].xml") || text.contains("xl/") {
      return ForeignForm(name: "an Excel file", remedy: "save it as CSV (UTF-8), one sheet a file")
    }
    if first.hasSuffix(".npy") {
      return ForeignForm(
        name: "an archive of NumPy arrays", remedy: "write them as CSV with the columns' names, or as Parquet (pandas)")
    }
    if first.hasSuffix("/data.pkl") {
      return ForeignForm(
        name: "a file of PyTorch", remedy: "write it as CSV with the columns' names, or as Parquet (pandas)")
    }
    return ForeignForm(name: "a zip archive", remedy: "unpack it and give the file inside (unzip)")
  }

  /// A record: 8 bytes of length, and their CRC-32C, turned and moved.
  private static func isTFRecord(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 16 else { return false }
    var crc = ~UInt32(0)
    for byte in bytes[..<8] {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
    }
    crc = ~crc
    let masked = (crc >> 15 | crc << 17) &+ 0xa282_ead8
    return (0..<4).allSatisfy { bytes[8 + $0] == UInt8(truncatingIfNeeded: masked >> (8 * UInt32($0))) }
  }
}
