/// One library's way of unpacking bytes, member by member (gzip's, bzip2's, xz's streams, zstd's and lz4's frames).
protocol Codec: AnyObject {
  var compression: FileForm.Compression { get }

  /// Gets ready for a member, of which nothing was read yet.
  func begin() throws(CodecError)

  /// Unpacks what it can, and says whether the member ended there. `input` and `output` keep what was not used of them.
  func step(
    _ input: inout UnsafeRawBufferPointer, _ output: inout UnsafeMutableRawBufferPointer
  ) throws(CodecError) -> Bool
}

/// Why bytes cannot be unpacked.
enum CodecError: Error {
  /// They are not what they ought to be; with what the library says, if it says anything.
  case damaged(String?)
  /// More memory is needed than there is, or than is allowed.
  case memory
}

extension UnsafeRawBufferPointer {
  /// Leaves out the first bytes.
  mutating func advance(_ count: Int) { self = UnsafeRawBufferPointer(rebasing: self[count...]) }
}

extension UnsafeMutableRawBufferPointer {
  mutating func advance(_ count: Int) { self = UnsafeMutableRawBufferPointer(rebasing: self[count...]) }
}
