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

  /// Levenshtein's distance.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
