import Foundation

/// Writes arrays one after another to a file, each at a multiple of eight bytes, and at its end their places and a checksum.
package final class SectionWriter {
  private static let magic: UInt64 = 0x6c64_6120_6b6e_7563

  private let url: URL
  private let part: URL
  private let writer: FileWriter<UInt8>
  /// Where each section begins and how many bytes it has.
  private var places: [UInt64] = []
  private var content: UInt64 = 0

  /// Throws `WriteError` if the file cannot be made. It gets its name only when it is whole.
  package init(_ url: URL) throws {
    self.url = url
    part = url.appendingPathExtension("part")
    writer = try FileWriter(part)
  }

  package func append<T: BitwiseCopyable>(_ values: [T]) throws {
    try values.withUnsafeBytes { bytes in
      places += [UInt64(writer.count), UInt64(bytes.count)]
      content = Seal.hash(bytes, after: content)
      try writer.append(contentsOf: bytes)
    }
    while writer.count % 8 != 0 { try writer.append(0) }
  }

  /// So many sections without content.
  package func appendNothing(_ sections: Int) throws { for _ in 0..<sections { try append([UInt8]()) } }

  /// Completes the file and gives it its name.
  package func finish() throws {
    let checksum = places.withUnsafeBytes { Seal.hash($0, after: content) }
    let end = places + [checksum, UInt64(places.count), Self.magic]
    try end.withUnsafeBytes { try writer.append(contentsOf: $0) }
    try writer.finish()
    guard rename(part.path, url.path) == 0 else { throw WriteError(url) }
  }

  /// The sections' places of a file that was written whole; nil for any other.
  ///
  /// - Parameter verifying: whether to look at every byte.
  fileprivate static func places(in bytes: UnsafeRawBufferPointer, verifying: Bool) -> [Range<Int>]? {
    let words = UnsafeBufferPointer(
      start: bytes.baseAddress?.assumingMemoryBound(to: UInt64.self), count: bytes.count / 8)
    guard bytes.count % 8 == 0, words.count >= 3, words[words.count - 1] == magic,
      let count = Int(exactly: words[words.count - 2]), count % 2 == 0, count <= words.count - 3
    else { return nil }
    let table = words[(words.count - 3 - count)..<(words.count - 3)]
    let end = table.startIndex * 8
    var places: [Range<Int>] = []
    for i in stride(from: table.startIndex, to: table.endIndex, by: 2) {
      guard let first = Int(exactly: table[i]), let size = Int(exactly: table[i + 1]), first % 8 == 0, first <= end,
        size <= end - first
      else { return nil }
      places.append(first..<first + size)
    }
    guard verifying else { return places }
    let content = places.reduce(0) { Seal.hash(UnsafeRawBufferPointer(rebasing: bytes[$1]), after: $0) }
    let checksum = Seal.hash(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: table)), after: content)
    return checksum == words[words.count - 3] ? places : nil
  }
}

/// A file of `SectionWriter`, as memory.
@usableFromInline
package struct SectionFile {
  @usableFromInline let file: MappedFile
  @usableFromInline let places: [Range<Int>]

  /// How many sections there are.
  package var count: Int { places.count }

  /// Nil if there is no such file, or if it is not whole.
  ///
  /// - Parameter verifying: whether to look at every byte; for files that an earlier process left.
  package init?(_ url: URL, verifying: Bool = false) {
    guard let file = try? MappedFile(url), let places = SectionWriter.places(in: file.bytes, verifying: verifying)
    else { return nil }
    self.file = file
    self.places = places
  }

  /// The values live as long as this file.
  @inlinable package func values<T: BitwiseCopyable>(_ section: Int, of type: T.Type = T.self) -> UnsafeBufferPointer<T>
  {
    UnsafeRawBufferPointer(rebasing: file.bytes[places[section]]).bindMemory(to: T.self)
  }
}
