import ClickLog
import Files
import Foundation
import Tensors

/// Tensors in a file that PyTorch, NumPy and others open: eight bytes with the header's length, a JSON header, then the
/// numbers, little-endian (https://huggingface.co/docs/safetensors). All tensors here are F32. The header's metadata has a
/// checksum of everything.
public struct Safetensors {
  /// Free text that travels in the header, besides the checksum.
  public var metadata: [String: String] = [:]
  /// Name, shape and numbers of each tensor, in the file's order.
  public var tensors: [(name: String, shape: [Int], matrix: Matrix)] = []

  /// Of a file that was read: whether it is what was written; nil if it has no checksum (another program wrote it).
  public private(set) var isWhole: Bool?

  private static let largestHeader = 100 << 20

  public init() {}

  public subscript(name: String) -> (shape: [Int], matrix: Matrix)? {
    tensors.first { $0.name == name }.map { ($0.shape, $0.matrix) }
  }

  private struct Entry: Codable {
    var dtype = "F32"
    let shape: [Int]
    let dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  /// Writes to a temporary name first: at `url` there is always a whole file.
  public func write(to url: URL) throws {
    var header: [String: AnyEncodable] = [:]
    header["__metadata__"] = AnyEncodable(metadata.merging(["checksum": Seal.open]) { $1 })
    var offset = 0
    var content: UInt64 = 0
    for (name, shape, matrix) in tensors {
      let end = offset + matrix.count * MemoryLayout<Float>.size
      content = matrix.withUnsafeBufferPointer { Seal.hash(UnsafeRawBufferPointer($0), after: content) }
      header[name] = AnyEncodable(Entry(shape: shape, dataOffsets: [offset, end]))
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    // The numbers start at a multiple of eight, as readers that map the file like it.
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    Seal.seal(&json, covering: content)
    try AtomicFile.write(to: url) { file in
      try withUnsafeBytes(of: UInt64(json.count).littleEndian) { try file.write($0) }
      try json.withUnsafeBytes { try file.write($0) }
      for (_, _, matrix) in tensors {
        try matrix.withUnsafeBufferPointer { try file.write(UnsafeRawBufferPointer($0)) }
      }
    }
  }

  /// Reads a file, believing nothing in it that was not checked against its size.
  ///
  /// - Throws: `LogError`, one line with the file and what was expected.
  public init(contentsOf url: URL) throws {
    guard let data = try? Data(contentsOf: url, options: .alwaysMapped) else {
      throw LogError("expected a file that can be read", file: url.relativePath)
    }
    func broken(_ expected: String) -> LogError { LogError("expected \(expected)", file: url.relativePath) }
    guard data.count >= 8 else { throw broken("a safetensors file, of 8 bytes at least") }
    let headerSize = data.prefix(8).enumerated().reduce(UInt64(0)) {
      $0 | UInt64($1.element) << (8 * UInt64($1.offset))
    }
    guard headerSize <= Self.largestHeader, headerSize <= data.count - 8 else {
      throw broken("a safetensors header within the file's \(data.count) bytes")
    }
    let body = 8 + Int(headerSize)
    let header = Data(data[8..<body])
    guard let json = try? JSONSerialization.jsonObject(with: header) as? [String: Any] else {
      throw broken("a JSON header")
    }
    var entries: [(name: String, shape: [Int], range: Range<Int>)] = []
    for (name, value) in json {
      if name == "__metadata__" {
        guard let text = value as? [String: String] else { throw broken("text in __metadata__") }
        metadata = text
        continue
      }
      guard let entry = value as? [String: Any], entry["dtype"] as? String == "F32",
        let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
      else { throw broken("dtype F32, shape and data_offsets for tensor '\(name)'") }
      var bytes = MemoryLayout<Float>.size
      for size in shape {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
        guard size >= 0, !overflow else { throw broken("a possible shape for tensor '\(name)'") }
        bytes = product
      }
      guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= data.count - body, offsets[1] - offsets[0] == bytes
      else { throw broken("tensor '\(name)' of shape \(shape) within the file's \(data.count) bytes") }
      entries.append((name, shape, offsets[0]..<offsets[1]))
    }
    entries.sort { ($0.range.lowerBound, $0.name) < ($1.range.lowerBound, $1.name) }
    var end = 0
    var content: UInt64 = 0
    for entry in entries {
      guard entry.range.lowerBound == end else { throw broken("tensors side by side; '\(entry.name)' is not") }
      end = entry.range.upperBound
    }
    guard end == data.count - body else { throw broken("nothing after the last tensor") }
    for entry in entries {
      var matrix = Matrix(rows: entry.shape.dropLast().reduce(1, *), columns: entry.shape.last ?? 1)
      matrix.withUnsafeMutableBufferPointer { numbers in
        data.copyBytes(to: numbers, from: body + entry.range.lowerBound..<body + entry.range.upperBound)
      }
      tensors.append((entry.name, entry.shape, matrix))
      content = matrix.withUnsafeBufferPointer { Seal.hash(UnsafeRawBufferPointer($0), after: content) }
    }
    isWhole = metadata.removeValue(forKey: "checksum").map { _ in Seal.holds(header, covering: content) }
  }
}

/// A value of any kind in a JSON object.
private struct AnyEncodable: Encodable {
  private let encodeValue: (any Encoder) throws -> Void

  init(_ value: some Encodable) { encodeValue = value.encode }
  func encode(to encoder: any Encoder) throws { try encodeValue(encoder) }
}
