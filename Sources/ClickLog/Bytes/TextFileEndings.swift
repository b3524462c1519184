/// The ends of text files' names, which may be those of compressed ones.
enum TextFileEndings {
  /// The endings themselves, and each with every compression's behind it: `.csv`, `.csv.gz`, `.csv.zst`, ….
  static func packed(_ endings: [String]) -> [String] {
    endings + FileForm.Compression.packing.flatMap { packing in endings.map { $0 + packing.fileEnding } }
  }

  /// A name without the ending of a compression.
  static func unpacked(_ name: String) -> String {
    guard let ending = FileForm.Compression.named(name)?.fileEnding else { return name }
    return String(name.dropLast(ending.count))
  }
}
