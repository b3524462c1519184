import Foundation

/// What came out: figures, and failures with the inputs that caused them.
final class TortureResults {
  private(set) var figures: [(name: String, count: Int)] = []
  private var failures: [(key: String, line: String, count: Int)] = []
  /// Where failing inputs are kept.
  let folder: URL

  /// Failures of one kind that are kept one by one; more are counted only.
  private static let keptOfAKind = 3

  init(_ folder: URL) { self.folder = folder }

  func count(_ name: String, _ more: Int = 1) {
    if let i = figures.firstIndex(where: { $0.name == name }) {
      figures[i].count += more
    } else {
      figures.append((name, more))
    }
  }

  /// - Parameters:
  ///   - kind: what failures have in common that are one fault of the program.
  ///   - keep: writes what is needed to see it again into a folder.
  func fail(_ kind: String, _ line: String, keep: (URL) throws -> Void = { _ in }) {
    let before = failures.filter { $0.key == kind }.reduce(0) { $0 + $1.count }
    guard before < Self.keptOfAKind else {
      if let i = failures.lastIndex(where: { $0.key == kind }) { failures[i].count += 1 }
      return
    }
    let number = failures.count + 1
    let place = folder.appendingPathComponent("\(number)")
    try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try? keep(place)
    let whole = "\(kind): \(line)".split(whereSeparator: \.isNewline).joined(separator: " ")
    try? Data((whole + "\n").utf8).write(to: place.appendingPathComponent("failure.txt"))
    failures.append((kind, "\(whole) [\(place.path)]", 1))
    printLine("FAILED \(whole)")
  }

  var failed: Int { failures.reduce(0) { $0 + $1.count } }

  /// The table at the end, and a line for each failure.
  func printSummary() {
    count("failures", failed)
    let width = figures.map(\.name.count).max() ?? 0
    for (name, count) in figures {
      printLine(name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + "\(count)")
    }
    for (_, line, count) in failures {
      printLine("failure: \(line)" + (count > 1 ? ", and \(count - 1) more of this kind" : ""))
    }
  }
}
