import Evaluation
import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct MapTests {
  private func point(_ row: Int, x: Float, scenario: String, cluster: Int, truth: Int? = nil) -> ClusterMap.Point {
    ClusterMap.Point(x: x, y: 0, row: row, scenario: scenario, cluster: cluster, probability: 0.125, truth: truth)
  }

  @Test func aPointSaysWhatItIs() {
    let map = ClusterMap([point(7, x: 1, scenario: "<home>", cluster: 2, truth: 3)], trustworthiness: nil)
    let html = map.html()
    #expect(html.contains("row 7: scenario &lt;home&gt;, cluster 2, probability 0.1250, simulated cluster 3"))
    #expect(html.components(separatedBy: "<h3>").count == 4)
    #expect(!ClusterMap([point(7, x: 1, scenario: "a", cluster: 0)], trustworthiness: nil).html().contains("imulated"))
    #expect(ClusterMap([], trustworthiness: nil).html().isEmpty)
  }

  /// More scenarios than colours share the last one; more clusters than colours are hollow.
  @Test func manyGroups() {
    let points = (0..<200).map { point($0, x: Float($0), scenario: "s\($0 % 12)", cluster: $0 % 10) }
    let page = MapPage(
      ClusterMap(points, trustworthiness: 0.5), model: "ADL", data: "a & b", facts: "All <well>.", version: "1"
    ).html()
    #expect(page.contains("5 smaller ones") && page.contains("f1 hollow") && !page.contains("f2 hollow\""))
    #expect(XMLParser(data: Data(page.utf8)).parse())
    #expect(page.components(separatedBy: "<title>row ").count == 1 + 2 * 200)
  }

  /// One row far away does not squeeze the others, and stays inside.
  @Test func aFarPointStaysInside() throws {
    let points = (0..<200).map { point($0, x: $0 == 0 ? 1e6 : Float($0), scenario: "s", cluster: 0) }
    let html = ClusterMap(points, trustworthiness: nil).html()
    let places = html.matches(of: #/<circle cx="([0-9.]+)" cy="210.0"/#).compactMap { Double($0.1) }
    #expect(places.count == 400 && places.allSatisfy { (0...420).contains($0) })
    #expect(Set(places).count > 150)
  }
}

struct SweepPageTests {
  @Test func showsEachNumberOfClusters() throws {
    let models = [1, 4, 9].map { k in
      var model = ComparedModel(name: "k\(k)", title: "K = \(k)", formula: "P", towerByFormula: 1)
      for seed in 0..<3 {
        let labels = (0..<300).map { Float($0 % 3 == 0 ? 1 : 0) }
        let scores = labels.indices.map { Float($0 * (37 + seed) % 101) / 200 + Float(k) / 40 * labels[$0] }
        let predictions = Predictions(
          probabilities: scores, labels: labels, scenarios: labels.map { _ in 0 }, scenarioNames: ["s"])
        let metrics = Metrics(
          evaluate(predictions), model: "adl", part: "test", clusters: [],
          parameters: .init(embedding: 10, shared: 20, specific: 20 * k, other: 0),
          flopsPerSample: .init(forward: 1, training: 3),
          training: .init(samplesPerSecond: 1000, seconds: 2, epochs: 2, bestEpoch: 1, peakMemoryBytes: 1),
          seed: UInt64(seed), threads: 2, version: "1")
        model.add(metrics, Placements(scores: scores, labels: labels))
      }
      return model
    }
    let page = SweepPage(Comparison(models, data: "a <log>", version: "1"), clusters: [1, 4, 9])
    let html = page.html()
    #expect(XMLParser(data: Data(html.utf8)).parse())
    #expect(html.contains("K = 9: ") && html.contains("a &lt;log&gt;") && html.contains("class=\"spread\""))
    #expect(page.table().rows.map { $0[0] } == ["1", "4", "9"])
    #expect(page.verdict.contains("K = 9"))
  }
}
