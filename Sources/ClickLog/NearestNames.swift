/// Suggestions for a name that is not there.
package enum NearestNames {
  /// Bytes of a name that is compared with others; longer ones are none that somebody mistyped.
  private static let longest = 1_000

  /// A clause to end an error line with: the names most like `name`, or all of them when none is like it.
  package static func hint(for name: String, among names: [String]) -> String {
    let near = nearest(to: name, among: names)
    if !near.isEmpty { return "did you mean \(near.map { "\"\($0)\"" }.joined(separator: " or "))?" }
    return names.isEmpty ? "there are none" : "there are \(list(names))"
  }

  /// Some names, as a line has room for them.
  static func list(_ names: [String], _ separator: String = ", ") -> String {
    let shown = names.prefix(12).map(short).joined(separator: separator)
    return shown + (names.count > 12 ? ", … (\(names.count) in all)" : "")
  }

  /// Up to three names, nearest first, that differ from `name` in at most a third of its letters (or only in case).
  static func nearest(to name: String, among names: [String]) -> [String] {
    guard name.utf8.count <= longest else { return [] }
    let wanted = Array(name.lowercased())
    let reach = max(1, wanted.count / 3)
    return
      names
      .filter { $0.utf8.count <= longest }
      .map { (name: $0, distance: distance(wanted, Array($0.lowercased()))) }
      .filter { $0.distance <= reach }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(3)
      .map(\.name)
  }

  /// A name as a line has room for it.
  static func short(_ name: String) -> String {
    name.unicodeScalars.count > 100 ? String(String.UnicodeScalarView(name.unicodeScalars.prefix(100))) + "…" : name
  }

  /// Levenshtein's distance, in which two neighbours that were swapped are one fault (optimal string alignment).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var (before, last) = ([Int](), Array(0...b.count))
    for (i, x) in a.enumerated() {
      var row = [i + 1]
      for (j, y) in b.enumerated() {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (x == y ? 0 : 1))
        if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}
