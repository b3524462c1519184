import Evaluation
import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct ComparePageTests {
  /// Set ADL_REPORT to a folder to look at the pages.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["ADL_REPORT"] != nil))
  func writesSamples() throws {
    let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["ADL_REPORT"] ?? "")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let samples = [
      ("many", SampleComparison.comparison(models: 9, scenarios: 29, against: 0, rows: 20_000)),
      ("two", SampleComparison.comparison(models: 2, scenarios: 1)),
      ("one-seed", SampleComparison.comparison(models: 4, seeds: 1)),
      ("two-seeds", SampleComparison.comparison(models: 5, seeds: 2)),
      ("alone", SampleComparison.comparison(models: 1)),
      ("twenty", SampleComparison.comparison(models: 20, scenarios: 50)),
      ("long", SampleComparison.comparison(named: String(repeating: "a long name ", count: 30), against: 1)),
    ]
    for (name, comparison) in samples {
      try Data(ComparePage(comparison).html().utf8).write(to: folder.appendingPathComponent("\(name).html"))
    }
  }
}
