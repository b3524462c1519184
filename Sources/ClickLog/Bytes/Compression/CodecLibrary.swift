import Foundation

/// A library that unpacks bytes, opened at run time: only who reads such files needs it.
struct CodecLibrary: Sendable {
  /// What it is called, the likeliest name first.
  var names: [String]
  /// Debian's package.
  let package: String

  #if os(macOS)
    private static func names(_ library: String, linux: [String], macOS: String) -> [String] {
      let file = "lib\(library).\(macOS).dylib"
      return [file, "/opt/homebrew/lib/\(file)", "/usr/local/lib/\(file)"]
    }
  #else
    private static func names(_ library: String, linux: [String], macOS: String) -> [String] {
      linux.map { "lib\(library).so.\($0)" }
    }
  #endif

  static let zstd = CodecLibrary(names: names("zstd", linux: ["1"], macOS: "1"), package: "libzstd1")
  /// Not all systems have its lesser number in the name.
  static let bzip2 = CodecLibrary(names: names("bz2", linux: ["1.0", "1"], macOS: "1.0"), package: "libbz2-1.0")
  static let xz = CodecLibrary(names: names("lzma", linux: ["5"], macOS: "5"), package: "liblzma5")
  static let lz4 = CodecLibrary(names: names("lz4", linux: ["1"], macOS: "1"), package: "liblz4-1")

  /// Opens it; it stays open until the program ends. Throws `LogError`, which names `file`, if it is not here.
  func open(for compression: FileForm.Compression, file: LogFile) throws -> Functions {
    for name in names {
      if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
        return Functions(handle: handle, library: name, file: file.name)
      }
    }
    throw missing(compression, file)
  }

  private func missing(_ compression: FileForm.Compression, _ file: LogFile) -> LogError {
    LogError(
      "reading \(compression.rawValue) needs \(names.first ?? "its library"), which is not here; install it "
        + "(Debian, Ubuntu: apt-get install \(package)), or unpack the file first", file: file.name)
  }

  /// The functions of a library.
  struct Functions {
    fileprivate let handle: UnsafeMutableRawPointer
    fileprivate let library: String
    fileprivate let file: String

    /// A function by its name. Throws `LogError` if it is not there.
    func callAsFunction<Function>(_ name: String, as type: Function.Type = Function.self) throws -> Function {
      guard let found = dlsym(handle, name) else {
        throw LogError("\(library) is another one than expected: it has no \(name)", file: file)
      }
      return unsafeBitCast(found, to: type)
    }
  }
}

extension FileForm.Compression {
  /// What unpacks it. Throws `LogError`, which names `file`, if the library is not here.
  func codec(for file: LogFile) throws -> any Codec {
    switch self {
    case .none, .gzip: GzipCodec()
    case .zstd: try ZstdCodec(CodecLibrary.zstd.open(for: self, file: file))
    case .bzip2: try Bzip2Codec(CodecLibrary.bzip2.open(for: self, file: file))
    case .xz: try XzCodec(CodecLibrary.xz.open(for: self, file: file))
    case .lz4: try LZ4Codec(CodecLibrary.lz4.open(for: self, file: file))
    }
  }
}
