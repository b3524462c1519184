import Evaluation
import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Names of scenarios, perspectives, models, files and settings come from data and users: on every page they are text, and the
/// page has the elements and attributes that it has for names that mean no harm.
@Suite struct HostileNamesTests {
  static let names = [
    "<script>alert(1)</script>", "\" onload=\"alert(1)", "' onerror='alert(1)", "</script><script>alert(1)//",
    "</title></style><script>alert(1)</script>", "</svg><img src=x onerror=alert(1)>", "]]><script>", "<!-- ", "--><b>",
    "&lt;script&gt;", "&#60;script&#62;", "<scr\u{0}ipt>", "\u{202E}<script>", "<\u{301}script>",
    "\"\u{301} onload=\"\u{301}", "<?xml version=\"1.0\"?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>&y;", "javascript:alert(1)",
    "a\nb\tc\rd\u{1b}[31m", "\u{FFFE}\u{1F600}", "",
  ]

  /// What a page is made of: elements with the names of their attributes, in order, and the text of each page.
  private final class Structure: NSObject, XMLParserDelegate {
    var elements: [String] = []
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append("\(name) \(attributes.keys.sorted())")
      text += attributes.keys.sorted().compactMap { attributes[$0] }.joined()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  private func structure(_ page: String, _ name: String) -> Structure {
    let parser = XMLParser(data: Data(page.utf8))
    let structure = Structure()
    parser.delegate = structure
    #expect(parser.parse(), "\(name.debugDescription): line \(parser.lineNumber)")
    return structure
  }

  private func expectHarmless(_ name: String, _ page: (String) -> String) {
    let hostile = page(name)
    for tag in ["<script", "<img", "<?xml", "<!--"] {
      #expect(!hostile.lowercased().contains(tag), "\(name.debugDescription)")
    }
    let (found, plain) = (structure(hostile, name), structure(page("plain"), "plain"))
    #expect(found.elements == plain.elements, "\(name.debugDescription)")
    // The name itself can be read, but for characters that a page cannot have.
    let canStay = !name.isEmpty && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7f }
    if canStay { #expect(found.text.contains(name)) }
  }

  @Test(arguments: names, [false, true])
  func aRun(_ name: String, collapsed: Bool) {
    expectHarmless(name) { HTMLReport(SampleReport.report(named: $0, collapsed: collapsed)).html() }
  }

  @Test(arguments: names)
  func aRunOfSeveralPerspectives(_ name: String) {
    expectHarmless(name) { name in
      var report = SampleReport.report(named: name)
      let clusters = report.metrics.clusters.map { clusters in
        var clusters = clusters
        clusters.perspective = name
        return clusters
      }
      report.metrics.perspectives = [clusters, clusters].compactMap { $0 }
      report.metrics.version = name
      report.metrics.part = name
      return HTMLReport(report).html()
    }
  }

  @Test(arguments: names)
  func aMap(_ name: String) {
    expectHarmless(name) { name in
      let points = (0..<40).map { row in
        ClusterMap.Point(
          x: Float(row), y: Float(row % 7), row: row, scenario: "\(name)\(row % 12)", cluster: row % 3, probability: 0.5
        )
      }
      return MapPage(
        ClusterMap(points, trustworthiness: 0.5), model: name, data: name, facts: name, version: name
      ).html()
    }
  }

  @Test(arguments: names)
  func aSweep(_ name: String) {
    expectHarmless(name) { name in
      let models = [1, 4].map { k in
        var model = ComparedModel(name: "\(name)\(k)", title: "\(name)\(k)", formula: name, towerByFormula: 1)
        let labels = (0..<60).map { Float($0 % 3 == 0 ? 1 : 0) }
        let scores = labels.indices.map { Float($0 * 37 % 101) / 200 + Float(k) / 40 * labels[$0] }
        let predictions = Predictions(
          probabilities: scores, labels: labels, scenarios: labels.map { _ in 0 }, scenarioNames: [name])
        let metrics = Metrics(
          evaluate(predictions), model: name, part: name, clusters: [],
          parameters: .init(embedding: 10, shared: 20, specific: 20 * k, other: 0),
          flopsPerSample: .init(forward: 1, training: 3),
          training: .init(samplesPerSecond: 1000, seconds: 2, epochs: 2, bestEpoch: 1, peakMemoryBytes: 1), seed: 1,
          threads: 2, version: name)
        model.add(metrics, Placements(scores: scores, labels: labels))
        return model
      }
      return SweepPage(Comparison(models, data: name, version: name), clusters: [1, 4]).html()
    }
  }

  @Test(arguments: names)
  func aComparison(_ name: String) {
    expectHarmless(name) {
      ComparePage(SampleComparison.comparison(models: 2, named: $0, against: 1, rows: 400)).html()
    }
  }

  /// Tables to paste: a name neither ends a cell nor a line, nor is it markup.
  @Test func tables() {
    for name in Self.names + ["a|b", "a|\u{301}b", "a,b", "a,\u{301}b", "say \"no\"", "\"\u{301}", "`x`", "[x](y)"] {
      var table = TextTable([.text(name), .number("n")])
      table.add([name, "1"])
      let lines = table.markdown().split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 4, "\(name.debugDescription)")
      // Each mark that is not the table's own has a backslash before it.
      let scalars = Array(table.markdown().unicodeScalars)
      func bare(_ mark: Unicode.Scalar) -> Int {
        scalars.indices.count { scalars[$0] == mark && ($0 == 0 || scalars[$0 - 1] != "\\") }
      }
      #expect(bare("|") == 9 && bare("<") == 0, "\(name.debugDescription)")
      #expect(Self.cells(table.csv()) == [[name, "n"], [name, "1"]], "\(name.debugDescription)")
      #expect(!table.text().unicodeScalars.contains("\u{1b}") && table.text().split(separator: "\n").count == 3)
    }
  }

  /// A name of 64 KB does not make a page of hundreds of megabytes, nor a table as wide.
  @Test func longNamesAreCut() {
    let long = String(repeating: "<x>", count: 20_000)
    let points = (0..<500).map { row in
      ClusterMap.Point(x: Float(row), y: 0, row: row, scenario: "\(row % 3)\(long)", cluster: 0, probability: 0.5)
    }
    #expect(ClusterMap(points, trustworthiness: nil).html().utf8.count < 1_000_000)
    #expect(HTMLReport(SampleReport.report(named: long)).html().utf8.count < 10_000_000)
    let comparison = SampleComparison.comparison(models: 2, scenarios: 2, named: long, rows: 400)
    #expect(ComparePage(comparison).html().utf8.count < 10_000_000)
    var table = TextTable([.text("scenario"), .number("n")])
    table.add([long, "1"])
    #expect(table.text().split(separator: "\n").allSatisfy { $0.count < 200 })
    #expect(table.csv().contains(long) && table.markdown().utf8.count > long.utf8.count, "files have all of it")
  }

  /// A reader of CSV, scalar by scalar.
  private static func cells(_ csv: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    var scalars = Array(csv.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch (scalar, isQuoted) {
      case ("\"", true) where scalars.first == "\"":
        cell.append("\"")
        scalars.removeFirst()
      case ("\"", _): isQuoted.toggle()
      case (",", false), ("\n", false):
        row.append(String(cell))
        cell.removeAll()
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      default: cell.append(scalar)
      }
    }
    return rows
  }
}
