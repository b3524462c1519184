/// Forms of files that are not read: named by their first bytes, so that no line is about their bytes as text.
enum ForeignFile {
  /// So many bytes tell a form.
  private static let begin = 1 << 12

  /// Throws `LogError`, which says what the file is and what to do with it, if no text with a row a line is in it.
  ///
  /// A file that is empty, or that cannot be unpacked or converted, is for who reads it.
  static func check(_ file: LogFile, form: FileForm = FileForm()) throws {
    let bytes = try FileBytes(file)
    let raw = bytes.bytes(begin, at: 0)
    let end = file.size > raw.count ? bytes.bytes(64, at: max(0, file.size - 64)) : Array(raw.suffix(64))
    try throwNamed(ForeignSignature.form(of: raw, end: end), file, nil)
    let compression = try? form.compression(of: raw, name: file.name)
    var text = raw
    // Most files are neither packed nor of another encoding, and a log may have thousands.
    if compression != FileForm.Compression.none || ByteOrderMark(raw) != nil || form.encoding != nil {
      var plain = form
      plain.encoding = nil
      guard let unpacked = beginning(of: file, plain) else { return }
      try throwNamed(ForeignSignature.form(of: unpacked, end: []), file, compression)
      guard let decoded = form.encoding == nil ? unpacked : beginning(of: file, form) else { return }
      text = decoded
    }
    // Who says what is between cells has rows.
    let isTold = form.kind == .delimited || form.delimiter != nil || form.columns != nil
    try throwNamed(ForeignText.form(of: text, isTold: isTold), file, compression)
  }

  private static func throwNamed(
    _ form: ForeignForm?, _ file: LogFile, _ compression: FileForm.Compression?
  ) throws {
    guard let form else { return }
    let packed = compression.flatMap { $0 == .none ? nil : ", packed by \($0.rawValue)" } ?? ""
    throw LogError("this \(form.verb) \(form.name)\(packed), not a table as text; \(form.remedy)", file: file.name)
  }

  private static func beginning(of file: LogFile, _ form: FileForm) -> [UInt8]? {
    guard let stream = try? ByteStream(file, form: form) else { return nil }
    return try? stream.peek(begin)
  }
}

/// A form that is not read, in words.
struct ForeignForm: Equatable {
  /// With its article, such as "a zip archive".
  let name: String
  /// What to do with such a file.
  let remedy: String
  /// "is", or "looks like" where it is a guess.
  var verb = "is"
}
