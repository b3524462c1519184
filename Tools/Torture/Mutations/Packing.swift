import Foundation

/// Compressions whose libraries are opened where they are here.
enum Packing: String, CaseIterable {
  case zst, bz2, xz, lz4

  private typealias Zstd =
    @convention(c) (
      UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int, Int32
    ) -> Int
  private typealias Bzip2 =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt32>, UnsafeRawPointer?, UInt32, Int32, Int32, Int32
    ) -> Int32
  private typealias Xz =
    @convention(c) (
      UInt32, Int32, UnsafeRawPointer?, UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>, Int
    ) -> Int32
  private typealias LZ4 =
    @convention(c) (
      UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int, UnsafeRawPointer?
    ) -> Int

  private var libraries: [String] {
    let names =
      switch self {
      case .zst: ["libzstd.so.1", "libzstd.1.dylib"]
      case .bz2: ["libbz2.so.1.0", "libbz2.so.1", "libbz2.1.0.dylib"]
      case .xz: ["liblzma.so.5", "liblzma.5.dylib"]
      case .lz4: ["liblz4.so.1", "liblz4.1.dylib"]
      }
    return names + names.map { "/opt/homebrew/lib/\($0)" }
  }

  private var function: String {
    switch self {
    case .zst: "ZSTD_compress"
    case .bz2: "BZ2_bzBuffToBuffCompress"
    case .xz: "lzma_easy_buffer_encode"
    case .lz4: "LZ4F_compressFrame"
    }
  }

  /// Nil where the library is not here.
  func pack(_ bytes: [UInt8]) -> [UInt8]? {
    guard let library = libraries.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
      let found = dlsym(library, function)
    else { return nil }
    let room = bytes.count + bytes.count / 50 + 1_000
    return [UInt8](unsafeUninitializedCapacity: room) { target, count in
      let (output, input) = (UnsafeMutableRawPointer(target.baseAddress), bytes)
      switch self {
      case .zst: count = unsafeBitCast(found, to: Zstd.self)(output, room, input, input.count, 3)
      case .lz4: count = unsafeBitCast(found, to: LZ4.self)(output, room, input, input.count, nil)
      case .bz2:
        var size = UInt32(room)
        _ = unsafeBitCast(found, to: Bzip2.self)(output, &size, input, UInt32(input.count), 1, 0, 0)
        count = Int(size)
      case .xz:
        // The fastest preset, and a CRC-32.
        _ = unsafeBitCast(found, to: Xz.self)(0, 1, nil, input, input.count, output, &count, room)
      }
      // An error's number is no size.
      count = max(0, min(count, room))
    }
  }
}
