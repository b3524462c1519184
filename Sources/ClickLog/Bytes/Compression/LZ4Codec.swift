import CCodecs

/// lz4's frames, by its own library.
final class LZ4Codec: Codec {
  let compression = FileForm.Compression.lz4
  private let decompress: adl_lz4_step
  private let free: adl_lz4_free
  private let isError: adl_result_is_error
  private let name: adl_result_name
  private let stream: UnsafeMutableRawPointer

  init(_ functions: CodecLibrary.Functions) throws {
    let create: adl_lz4_create = try functions("LZ4F_createDecompressionContext")
    free = try functions("LZ4F_freeDecompressionContext")
    decompress = try functions("LZ4F_decompress")
    isError = try functions("LZ4F_isError")
    name = try functions("LZ4F_getErrorName")
    var stream: UnsafeMutableRawPointer?
    // The interface's version, LZ4F_VERSION.
    guard isError(create(&stream, 100)) == 0, let stream else { throw LogError("lz4 has not enough memory") }
    self.stream = stream
  }

  deinit { _ = free(stream) }

  /// A frame begins where the one before has ended.
  func begin() {}

  func step(
    _ input: inout UnsafeRawBufferPointer, _ output: inout UnsafeMutableRawBufferPointer
  ) throws(CodecError) -> Bool {
    var (taken, made) = (input.count, output.count)
    let result = decompress(stream, output.baseAddress, &made, input.baseAddress, &taken, nil)
    guard isError(result) == 0 else {
      let reason = name(result).map { String(cString: $0) } ?? ""
      throw reason.contains("allocation") ? .memory : .damaged(reason)
    }
    input.advance(taken)
    output.advance(made)
    return result == 0
  }
}
