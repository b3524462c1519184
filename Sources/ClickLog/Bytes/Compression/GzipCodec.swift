import CZlib

/// gzip, by zlib.
final class GzipCodec: Codec {
  let compression = FileForm.Compression.gzip
  // On the heap: zlib keeps its address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  init() {
    stream.initialize(to: z_stream())
    // 16 asks for a gzip header, 15 for the largest window.
    inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func begin() { inflateReset(stream) }

  func step(
    _ input: inout UnsafeRawBufferPointer, _ output: inout UnsafeMutableRawBufferPointer
  ) throws(CodecError) -> Bool {
    let (given, room) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = given
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    let result = inflate(stream, Z_NO_FLUSH)
    input.advance(Int(given - stream.pointee.avail_in))
    output.advance(Int(room - stream.pointee.avail_out))
    switch result {
    case Z_OK, Z_BUF_ERROR: return false
    case Z_STREAM_END: return true
    case Z_MEM_ERROR: throw .memory
    default: throw .damaged(nil)
    }
  }
}
