import Evaluation
import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct HTMLReportTests {
  @Test(arguments: [false, true], [false, true])
  func isWellFormed(hostile: Bool, clusters: Bool) {
    let page = HTMLReport(SampleReport.report(hostile: hostile, clusters: clusters)).html()
    let parser = XMLParser(data: Data(page.utf8))
    let parsed = parser.parse()
    #expect(parsed, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  @Test func escapesWhatCameFromData() {
    let page = HTMLReport(SampleReport.report(hostile: true)).html()
    #expect(!page.contains("<script"))
    #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)"))
  }

  @Test func loadsNothing() {
    let page = HTMLReport(SampleReport.report()).html()
    for loading in ["http:", "https:", "src=", "url(", "@import", "<link", "<script"] {
      #expect(!page.contains(loading), "\(loading)")
    }
  }

  @Test func theVerdictIsPlain() {
    var report = SampleReport.report()
    report.metrics.auc = 0.7301
    report.metrics.bestPossibleAUC = nil
    report.baseline?.metrics.auc = 0.7265
    #expect(report.verdict == "ADL reaches a test AUC of 0.7301, 0.0036 above DNN (0.7265).")
    report.baseline?.metrics.auc = 0.73012
    #expect(report.verdict == "ADL reaches a test AUC of 0.7301, level with DNN (0.7301).")
    report.baseline = nil
    report.metrics.bestPossibleAUC = 0.8
    #expect(report.verdict == "ADL reaches a test AUC of 0.7301; the best possible here is 0.8000.")
    report.metrics.auc = nil
    #expect(report.verdict.contains("too few of one class"))
    #expect(report.uncertainty == nil)
  }

  @Test func collapseIsSaid() throws {
    let healthy = try #require(SampleReport.report().metrics.clusters)
    #expect(!healthy.isSuspect && healthy.warning == nil && healthy.verdict.contains("distinct"))
    let collapsed = try #require(SampleReport.report(collapsed: true).metrics.clusters)
    #expect(collapsed.isSuspect && collapsed.warning != nil && collapsed.verdict.contains("collapsed"))
    #expect(SampleReport.report(clusters: false).metrics.clusters == nil)
  }

  @Test func anEmptyRunHasAPage() {
    let result = evaluate(Predictions(probabilities: [], labels: [], scenarios: [], scenarioNames: []))
    let metrics = Metrics(
      result, model: "adl", part: "test", clusters: [ClusterMetrics(counts: [0], centres: [[1]])],
      parameters: .init(embedding: 0, shared: 0, specific: 0, other: 0), flopsPerSample: .init(forward: 0, training: 0),
      training: .init(samplesPerSecond: 0, seconds: 0, epochs: 0, bestEpoch: 0, peakMemoryBytes: 0), seed: 0,
      threads: 1,
      version: "0")
    let history = [
      HistoryRow(epoch: 1, step: 0, seconds: 0, trainingLoss: .nan, validationAUC: nil, validationLogLoss: nil),
      HistoryRow(epoch: 1, step: 1, seconds: 0, trainingLoss: 0.5, validationAUC: 0.5, validationLogLoss: nil),
    ]
    let bins = [
      ReliabilityBin(sumPredicted: 0, clicks: 0, rows: 1), ReliabilityBin(sumPredicted: 1, clicks: 1, rows: 1),
    ]
    let report = RunReport(model: "ADL", data: "nothing", metrics: metrics, history: history, reliability: bins)
    let parser = XMLParser(data: Data(HTMLReport(report).html().utf8))
    #expect(parser.parse())
    #expect(!HTMLReport(report).html().contains("nan"))
  }

  /// Set ADL_REPORT to a folder to look at the page.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["ADL_REPORT"] != nil))
  func writesSamples() throws {
    let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["ADL_REPORT"] ?? "")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, report) in [
      ("report", SampleReport.report()), ("collapsed", SampleReport.report(hostile: true, collapsed: true)),
      ("plain", SampleReport.report(clusters: false)),
    ] {
      try Data(HTMLReport(report).html().utf8).write(to: folder.appendingPathComponent("\(name).html"))
    }
  }
}
