import CCodecs

/// zstd, by its own library.
final class ZstdCodec: Codec {
  let compression = FileForm.Compression.zstd
  private let decompress: adl_zstd_step
  private let free: adl_zstd_free
  private let isError: adl_result_is_error
  private let name: adl_result_name
  private let stream: UnsafeMutableRawPointer

  init(_ functions: CodecLibrary.Functions) throws {
    let create: adl_zstd_create = try functions("ZSTD_createDStream")
    free = try functions("ZSTD_freeDStream")
    decompress = try functions("ZSTD_decompressStream")
    isError = try functions("ZSTD_isError")
    name = try functions("ZSTD_getErrorName")
    let set: adl_zstd_set? = try? functions("ZSTD_DCtx_setParameter")
    guard let stream = create() else { throw LogError("zstd has not enough memory") }
    self.stream = stream
    // Windows up to 2 GB (`zstd --long=31`); without this, 128 MB.
    _ = set?(stream, 100, 31)
  }

  deinit { _ = free(stream) }

  /// A frame begins where the one before has ended.
  func begin() {}

  func step(
    _ input: inout UnsafeRawBufferPointer, _ output: inout UnsafeMutableRawBufferPointer
  ) throws(CodecError) -> Bool {
    var from = adl_zstd_input(bytes: input.baseAddress, size: input.count, place: 0)
    var to = adl_zstd_output(bytes: output.baseAddress, size: output.count, place: 0)
    let result = decompress(stream, &to, &from)
    guard isError(result) == 0 else {
      let reason = name(result).map { String(cString: $0) } ?? ""
      throw reason.contains("Allocation") ? .memory : .damaged(reason)
    }
    input.advance(from.place)
    output.advance(to.place)
    return result == 0
  }
}
