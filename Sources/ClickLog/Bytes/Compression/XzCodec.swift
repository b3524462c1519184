import CCodecs

/// xz, by liblzma.
final class XzCodec: Codec {
  /// More than the largest preset asks for (`xz -9`: 65 MB); a damaged header can ask for 4 GB.
  private static let mostMemory: UInt64 = 1 << 30

  let compression = FileForm.Compression.xz
  private let start: adl_lzma_init
  private let code: adl_lzma_code
  private let end: adl_lzma_end
  private let stream = UnsafeMutablePointer<adl_lzma_stream>.allocate(capacity: 1)

  init(_ functions: CodecLibrary.Functions) throws {
    stream.initialize(to: adl_lzma_stream())
    start = try functions("lzma_stream_decoder")
    code = try functions("lzma_code")
    end = try functions("lzma_end")
  }

  deinit {
    if stream.pointee.internal != nil { end(stream) }
    stream.deallocate()
  }

  /// What was allocated for the member before is used again.
  func begin() throws(CodecError) {
    guard start(stream, Self.mostMemory, 0) == 0 else { throw .memory }
  }

  func step(
    _ input: inout UnsafeRawBufferPointer, _ output: inout UnsafeMutableRawBufferPointer
  ) throws(CodecError) -> Bool {
    let (given, room) = (input.count, output.count)
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = given
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    let result = code(stream, 0)
    input.advance(given - stream.pointee.avail_in)
    output.advance(room - stream.pointee.avail_out)
    switch result {
    case 0, 2, 3, 10: return false  // LZMA_OK; an unknown or no checksum; LZMA_BUF_ERROR: more input is needed
    case 1: return true  // LZMA_STREAM_END
    case 5, 6: throw .memory  // LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR
    case 8: throw .damaged("an option that this library does not know")
    default: throw .damaged(nil)
    }
  }
}
