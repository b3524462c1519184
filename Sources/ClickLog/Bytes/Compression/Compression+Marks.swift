extension FileForm.Compression {
  /// Those that pack anything.
  static let packing = allCases.filter { $0 != .none }
  /// So many bytes tell which it is.
  static let longestMark = 10

  /// The end of such a file's name.
  var fileEnding: String {
    switch self {
    case .none: ""
    case .gzip: ".gz"
    case .zstd: ".zst"
    case .bzip2: ".bz2"
    case .xz: ".xz"
    case .lz4: ".lz4"
    }
  }

  /// Whether zeros may follow a member, as tapes and block devices leave them: `gzip` and `xz` pass over them too.
  var hasPadding: Bool { self == .gzip || self == .xz }

  /// What a member may begin with.
  private var marks: [[UInt8]] {
    switch self {
    case .none: []
    case .gzip: [[0x1f, 0x8b]]
    case .zstd: [[0x28, 0xb5, 0x2f, 0xfd]]
    // The first block's, or the end's where there is none, in decimals of π and of its root.
    case .bzip2:
      (UInt8(ascii: "1")...UInt8(ascii: "9")).flatMap { size in
        [[0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]].map {
          Array("BZh".utf8) + [size] + $0
        }
      }
    case .xz: [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]]
    case .lz4: [[0x04, 0x22, 0x4d, 0x18]]
    }
  }

  /// Frames to be passed over, which zstd's and lz4's files may have anywhere: parallel packers begin with one.
  private static let skipped: [[UInt8]] = (0x50...0x5f).map { [$0, 0x2a, 0x4d, 0x18] }

  /// Whether bytes begin as a member does.
  ///
  /// - Parameter cutOff: whether fewer bytes than tell it are taken for the begin of one.
  func begins<Bytes: Collection<UInt8>>(_ bytes: Bytes, cutOff: Bool = false) -> Bool {
    let all = self == .zstd || self == .lz4 ? marks + Self.skipped : marks
    return all.contains { bytes.starts(with: $0) || (cutOff && $0.starts(with: bytes)) }
  }

  /// How a file of this name is packed that begins with these bytes; nil where it is not.
  init?(_ bytes: [UInt8], name: String) {
    let named = Self.named(name)
    let fitting = Self.packing.filter { $0.begins(bytes) }
    guard let found = fitting.first(where: { $0 == named }) ?? fitting.first else { return nil }
    self = found
  }

  /// What the name says.
  static func named(_ name: String) -> Self? {
    let lowered = name.lowercased()
    return packing.first { lowered.hasSuffix($0.fileEnding) }
  }
}

extension FileForm {
  /// How a file is packed that begins with these bytes. Throws `LogError` where the form or the name says otherwise.
  func compression(of bytes: [UInt8], name: String) throws -> Compression {
    if let compression {
      guard compression == .none || compression.begins(bytes) else {
        throw LogError(
          "expected \(compression.rawValue), as the schema says, but the file does not begin like one", file: name)
      }
      return compression
    }
    if let found = Compression(bytes, name: name) { return found }
    if let named = Compression.named(name) {
      throw LogError("expected \(named.rawValue), as the name says, but the file does not begin like one", file: name)
    }
    return .none
  }
}
