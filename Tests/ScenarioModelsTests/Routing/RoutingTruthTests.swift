import Evaluation
import Tensors
import Testing
import Training

@testable import ScenarioModels

/// Whether the clusters that training finds are those that made the log.
struct RoutingTruthTests {
  private func agreement(
    shares: [Double], clusters: Int, deviation: Double, router: RouterKind = .adaptive, compared: Bool = false
  ) throws -> (found: ClusterAgreement, plain: ClusterAgreement?) {
    let log = LatentLog(batches: 30, shares: shares)  // 61,440 rows
    var settings = ModelSettings()
    settings.hidden = [32, 16]
    settings.clusters = clusters
    settings.embeddingDeviation = deviation
    settings.router = router
    let workspace = Workspace(threads: 2)
    var learner = try Learner(
      .adl, for: log.shape, settings, optimiser: Adam(learningRate: 0.003), generator: RandomGenerator(seed: 1),
      in: workspace)
    for _ in 0..<4 {
      for batch in log.batches.dropLast() { _ = try learner.train(on: batch.input, labels: batch.labels) }
    }

    let last = log.batches[log.batches.count - 1]
    let routing = try #require(learner.predict(last.input).routing)
    let found = try #require(ClusterAgreement(found: Array(routing.clusters), truth: last.clusters))
    guard compared else { return (found, nil) }
    func inputs(_ input: ModelInput) throws -> [[Double]] {
      let tape = Tape(
        parameters: learner.parameters, workspace: workspace, mode: .inference, generator: RandomGenerator(seed: 1))
      let x = try #require(learner.model.routingModel?.route(input, on: tape).first).inputs
      return (0..<x.rows).map { x.row($0).map(Double.init) }
    }
    let cluster = plainKMeans(try inputs(log.batches[log.batches.count - 2].input), count: clusters, starts: 10)
    let plain = try inputs(last.input).map { Int32(cluster($0)) }
    return (found, ClusterAgreement(found: plain, truth: last.clusters))
  }

  /// As well as the best of ten starts of k-means on the same inputs, whatever embeddings start with.
  @Test(arguments: [3, 5, 9], [1e-4, 1e-2, 1])
  func findsTheClusters(count: Int, deviation: Double) throws {
    let shares = Array(repeating: 1 / Double(count), count: count)
    let (found, plain) = try agreement(shares: shares, clusters: count, deviation: deviation, compared: true)
    #expect(found.adjustedRandIndex >= 0.85)
    #expect(found.adjustedRandIndex >= (try #require(plain)).adjustedRandIndex - 0.03)
  }

  /// Small clusters are not lost among large ones.
  @Test(arguments: [1e-4, 1e-2, 1])
  func findsUnequalClusters(deviation: Double) throws {
    let found = try agreement(shares: [0.6, 0.25, 0.1, 0.05], clusters: 8, deviation: deviation).found
    #expect(found.purity >= 0.95)
  }

  /// The printed form does not, on the same rows: what this router is for.
  @Test func thePrintedFormCollapses() throws {
    let shares = Array(repeating: 0.2, count: 5)
    let found = try agreement(shares: shares, clusters: 5, deviation: 0.01, router: .dlm).found
    #expect(found.adjustedRandIndex < 0.1)
  }
}
