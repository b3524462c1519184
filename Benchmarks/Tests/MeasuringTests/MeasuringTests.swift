import Foundation
import Testing

@testable import Measuring

struct MeasuringTests {
  @Test func whatProgramsSay() {
    let bench = Measured(
      output: "{\n \"samplesPerSecond\" : 80000.5, \"shareOfPeak\": 0.6, \"peakMemoryBytes\": 1048576\n}\n")
    #expect(bench == Measured(samplesPerSecond: 80000.5, shareOfPeak: 0.6, peakMemoryBytes: 1_048_576))
    let peer = Measured(output: "warming up\n{\"model\": \"adl\", \"samplesPerSecond\": 20000}\n")
    #expect(peer == Measured(samplesPerSecond: 20000))
    let run = Measured(output: "{\"auc\": 0.7, \"training\": {\"samplesPerSecond\": 5, \"peakMemoryBytes\": 6}}")
    #expect(run == Measured(samplesPerSecond: 5, peakMemoryBytes: 6))
    for nothing in ["", "{}", "{\"samplesPerSecond\": 0}", "no JSON"] { #expect(Measured(output: nothing) == nil) }
  }

  @Test func medians() {
    #expect(Series.median([]) == nil)
    #expect(Series.median([3]) == 3)
    #expect(Series.median([9, 1, 2]) == 2)
    #expect(Series.median([4, 1, 2, 3]) == 2.5)
  }

  /// Each candidate once a round, in turn and back.
  @Test func roundsGoInTurn() throws {
    let candidates = ["a", "b"].map { Candidate($0, ["echo", "{\"samplesPerSecond\": 7}"]) }
    var order: [String] = []
    let series = try Candidate.rounds(2, of: candidates) { _, total, last in
      #expect(total == 4)
      order.append(String(last.prefix(1)))
    }
    #expect(order == ["a", "b", "b", "a"])
    #expect(series.map(\.median) == [7, 7])
    let broken = Candidate("broken", ["sh", "-c", "echo why >&2; exit 3"])
    let error = #expect(throws: MeasuringError.self) { try broken.measure() }
    #expect(error?.description.contains("ended with 3 and said: why") == true)
  }

  @Test func theTable() {
    func series(_ rates: [Double], _ share: Double?) -> Series {
      Series(
        rates.map { Measured(samplesPerSecond: $0, shareOfPeak: share, peakMemoryBytes: share.map { _ in 2_097_152 }) })
    }
    let table = StepTable([
      ("ours", series([61_234, 60_000, 66_666], 0.614), false), ("slow peer", series([9_999], nil), true),
      ("peer", series([20_411, 20_000], nil), true),
    ])
    #expect(
      table.table.rows == [
        ["ours", "61,200", "60,000 to 66,700", "3.03", "61%", "2 MB"],
        ["slow peer", "10,000", "10,000 to 10,000", "0.49", "", ""],
        ["peer", "20,200", "20,000 to 20,400", "1.00", "", ""],
      ])
  }

  @Test func theChart() {
    let svg = Chart(
      title: "a < b", xTitle: "x", lines: [.init("one", [(1, 1), (10, 3)]), .init("two", [(1, 1), (10, 3)])]
    ).svg()
    #expect(svg.contains("a &lt; b") && svg.components(separatedBy: "<polyline").count == 3)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect([0.3, 1, 13, 59, 80, 99].map(Chart.roundUp) == [0.4, 1, 20, 60, 80, 100])
    #expect([3, 0.25, 32_768, 1_500_000].map(Chart.label) == ["3", "0.3", "32.8k", "1.5M"])
    #expect(!Chart(title: "", xTitle: "", lines: []).svg().contains("nan"))
  }
}
