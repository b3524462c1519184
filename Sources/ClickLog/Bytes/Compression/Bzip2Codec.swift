import CCodecs

/// bzip2, by its own library.
final class Bzip2Codec: Codec {
  let compression = FileForm.Compression.bzip2
  private let start: adl_bz_init
  private let decompress: adl_bz_call
  private let end: adl_bz_call
  // On the heap: the library keeps its address.
  private let stream = UnsafeMutablePointer<adl_bz_stream>.allocate(capacity: 1)

  init(_ functions: CodecLibrary.Functions) throws {
    stream.initialize(to: adl_bz_stream())
    start = try functions("BZ2_bzDecompressInit")
    decompress = try functions("BZ2_bzDecompress")
    end = try functions("BZ2_bzDecompressEnd")
  }

  deinit {
    finish()
    stream.deallocate()
  }

  private func finish() { if stream.pointee.state != nil { _ = end(stream) } }

  func begin() throws(CodecError) {
    finish()
    stream.pointee = adl_bz_stream()
    guard start(stream, 0, 0) == 0 else { throw .memory }
  }

  func step(
    _ input: inout UnsafeRawBufferPointer, _ output: inout UnsafeMutableRawBufferPointer
  ) throws(CodecError) -> Bool {
    let (given, room) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    stream.pointee.avail_in = given
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_out = room
    let result = decompress(stream)
    input.advance(Int(given - stream.pointee.avail_in))
    output.advance(Int(room - stream.pointee.avail_out))
    switch result {
    case 0: return false
    case 4: return true  // BZ_STREAM_END
    case -3: throw .memory  // BZ_MEM_ERROR
    default: throw .damaged(nil)
    }
  }
}
