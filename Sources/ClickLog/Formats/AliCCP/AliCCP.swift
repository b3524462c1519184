/// The published form of Ali-CCP (Ma et al., SIGIR '18): `sample_skeleton_{train,test}.csv`, and beside each the
/// features that its users have in common, `common_features_{train,test}.csv`.
///
///     skeleton:  sample_id,click,conversion,common_feature_index,feature_num,feature_list
///     common:    common_feature_index,feature_num,feature_list
///
/// There is no header. A feature list is `field ^B feature id ^C value`, joined by `^A`; a field that stands there several
/// times has several values, and all of them count.
enum AliCCP {
  enum Kind: Sendable, Equatable { case skeleton, common }

  static let comma = UInt8(ascii: ",")
  static let key = "common_feature_index"
  static let part = "part"
  static let skeletonFields = ["205", "206", "207", "210", "216", "508", "509", "702", "853", "301"]
  static let commonFields = [
    "101", "121", "122", "124", "125", "126", "127", "128", "129", "109_14", "110_14", "127_14", "150_14",
  ]

  /// The columns before the feature list.
  static func plainColumns(of kind: Kind) -> [String] {
    switch kind {
    case .skeleton: ["sample_id", "click", "conversion", key]
    case .common: [key]
    }
  }

  static func fields(of kind: Kind) -> [String] { kind == .skeleton ? skeletonFields : commonFields }

  static func columns(of kind: Kind) -> [String] { plainColumns(of: kind) + fields(of: kind) }

  /// What a file holds, if it is one of the published files: they have their names, and no header.
  static func kind(of file: LogFile) -> Kind? {
    let name = file.url.lastPathComponent
    let kinds: [(String, Kind)] = [("sample_skeleton_", .skeleton), ("common_features_", .common)]
    guard let kind = kinds.first(where: { name.hasPrefix($0.0) })?.1 else { return nil }
    guard let stream = try? ByteStream(file) else { return nil }
    var first = [UInt8](repeating: 0, count: 256)
    let got = (try? first.withUnsafeMutableBytes { try stream.read(into: $0) }) ?? 0
    let line = first.prefix(got).prefix { $0 != UInt8(ascii: "\n") }
    guard got > 0 else { return nil }
    // The names say what is in them; a converted file has them in a header.
    return String(decoding: line, as: UTF8.self).contains(key) ? nil : kind
  }

  /// The part of the data that a file holds, by its name: `train` or `test`.
  static func part(ofFile name: String) -> String {
    let stem = name.split(separator: "/").last?.split(separator: ".").first ?? ""
    return String(stem.split(separator: "_").last ?? "")
  }

  /// Which column of a file a field is, found from the field's bytes.
  struct FieldTable {
    private var places = [Int8](repeating: -1, count: 2048)

    init(_ fields: [String], first: Int) {
      for (i, field) in fields.enumerated() {
        let bytes = Array(field.utf8)
        if let slot = bytes.withUnsafeBytes({ Self.slot($0) }) { places[slot] = Int8(first + i) }
      }
    }

    /// -1 for a field that does not belong here.
    @inline(__always)
    func column(of field: Cell) -> Int { Self.slot(field).map { Int(places[$0]) } ?? -1 }

    /// Three digits, and whether `_14` follows.
    @inline(__always)
    private static func slot(_ field: Cell) -> Int? {
      guard field.count == 3 || field.count == 6 else { return nil }
      var number = 0
      for i in 0..<3 {
        let digit = Int(field[i]) - 48
        guard (0...9).contains(digit) else { return nil }
        number = 10 * number + digit
      }
      if field.count == 3 { return number }
      guard field[3] == UInt8(ascii: "_"), field[4] == UInt8(ascii: "1"), field[5] == UInt8(ascii: "4") else {
        return nil
      }
      return 1024 + number
    }
  }
}
