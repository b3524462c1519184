/// What text may be that has no row a line, by how it begins.
enum ForeignText {
  /// - Parameters:
  ///   - bytes: the first ones, as UTF-8.
  ///   - isTold: whether the schema says what is between cells: then only what cannot be a table is named.
  static func form(of bytes: [UInt8], isTold: Bool) -> ForeignForm? {
    if let form = binary(bytes) { return form }
    let hasMark = bytes.starts(with: [0xef, 0xbb, 0xbf])
    let text = String(decoding: bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self)
    let trimmed = text.drop { $0.isWhitespace }
    let begin = trimmed.prefix(20).lowercased()
    if begin.hasPrefix("<!doctype html") || begin.hasPrefix("<html") {
      return ForeignForm(
        name: "a web page", remedy: "was the log downloaded, or a page about it, or a page that asks to log in?")
    }
    if begin.hasPrefix("<?xml") { return ForeignForm(name: "an XML document", remedy: "write it as CSV or JSON lines") }
    guard !isTold else { return nil }
    return json(trimmed) ?? libsvm(text)
  }

  /// JSON that is no object a line.
  private static func json(_ text: Substring) -> ForeignForm? {
    let next = text.dropFirst().drop { $0.isWhitespace }.first
    if text.first == "[", next == "{" || (next == nil && text.count > 1) {
      return ForeignForm(name: "a JSON array", remedy: "one object a line is read (jq -c '.[]' FILE > log.jsonl)")
    }
    let line = text.prefix { !$0.isNewline }
    if text.first == "{", next == "\"" || next == nil, line.dropFirst().allSatisfy(\.isWhitespace),
      line.count < text.count
    {
      return ForeignForm(
        name: "JSON of several lines an object", remedy: "one object a line is read (jq -c . FILE > log.jsonl)")
    }
    return nil
  }

  /// A label and `index:value` pairs, or, as libffm has them, `field:index:value`.
  private static func libsvm(_ text: String) -> ForeignForm? {
    // The last line may be cut off.
    let lines = text.split(whereSeparator: \.isNewline).prefix(8)
    let whole = lines.count > 1 ? lines.dropLast() : lines
    var pairs = 0
    var parts = 2
    for line in whole {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      guard let label = words.first, Double(label) != nil else { return nil }
      for word in words.dropFirst() {
        let numbers = word.split(separator: ":", omittingEmptySubsequences: false)
        guard numbers.count == 2 || numbers.count == 3, Double(numbers[numbers.count - 1]) != nil,
          UInt64(numbers[0]) != nil || numbers[0] == "qid"
        else { return nil }
        parts = max(parts, numbers.count)
        pairs += 1
      }
    }
    guard pairs > 1 else { return nil }
    return ForeignForm(
      name: "a file of \(parts == 3 ? "libffm" : "libsvm")",
      remedy: "write a column a feature, with a header (sklearn.datasets.load_svmlight_file), and give the log as CSV",
      verb: "looks like")
  }

  /// Bytes that stand in no text, in such a number that they are no value's.
  private static func binary(_ bytes: [UInt8]) -> ForeignForm? {
    guard !bytes.isEmpty else { return nil }
    func zeros(_ first: Int, by step: Int) -> Double {
      let places = stride(from: first, to: bytes.count, by: step)
      return Double(places.count { bytes[$0] == 0 }) / Double(max(1, bytes.count / step))
    }
    // ASCII has a zero in each of UTF-16's units.
    let (even, odd) = (zeros(0, by: 2), zeros(1, by: 2))
    if bytes.count >= 16, max(even, odd) > 0.4, min(even, odd) < 0.1 {
      return ForeignForm(
        name: "UTF-16 without a byte-order mark",
        remedy: "say so in the schema (format: {encoding: utf-16\(odd > even ? "le" : "be")})", verb: "looks like")
    }
    // Tabs, line ends, and what Hive, Ali-CCP and old tapes put between cells are text.
    let strange = bytes.count { $0 == 0 || (4...8).contains($0) || (0x0e...0x1b).contains($0) || $0 == 0x7f }
    guard strange >= 8, 50 * strange > bytes.count else { return nil }
    return ForeignForm(
      name: "binary data of an unknown form", remedy: "write it as CSV, JSON lines or Parquet")
  }
}
