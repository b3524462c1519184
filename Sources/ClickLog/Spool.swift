import Foundation

/// Values written one after another to a file and then read as memory: how a column of any length is kept between the
/// pass over the text and the pass that writes the store, in 64 KB of memory and the system's page cache.
final class Spool<Value: BitwiseCopyable> {
  private let url: URL
  private let writer: FileWriter<Value>
  private var map: MappedFile?

  init(_ url: URL) throws {
    self.url = url
    writer = try FileWriter(url)
  }

  deinit { unlink(url.path) }

  var count: Int { writer.count }

  @inline(__always)
  func append(_ value: Value) throws { try writer.append(value) }

  /// Everything appended. Nothing may be appended afterwards; the memory lives as long as the spool.
  func values() throws -> UnsafeBufferPointer<Value> {
    if map == nil {
      _ = try writer.finish()
      map = try MappedFile(url, count: count * MemoryLayout<Value>.stride)
    }
    return map?.bytes.bindMemory(to: Value.self) ?? UnsafeBufferPointer(start: nil, count: 0)
  }
}

/// Makes spools in one folder.
final class SpoolFolder {
  private let folder: URL
  private var made = 0

  init(_ folder: URL) { self.folder = folder }

  func make<Value: BitwiseCopyable>(_ type: Value.Type = Value.self) throws -> Spool<Value> {
    made += 1
    return try Spool(folder.appendingPathComponent("spool-\(made)"))
  }

  /// The coder for a feature of this kind.
  func coder(for kind: Schema.Feature.Kind) throws -> ColumnCoder {
    switch kind {
    case .id: IDCoder(try make())
    case .number: NumberCoder(try make())
    case .ids(let separator, _):
      try ListCoder(starts: make(), codes: make(), separator: separator.utf8.first ?? UInt8(ascii: ","))
    }
  }
}
