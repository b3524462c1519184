import Evaluation
import Foundation
import Reports
import ScenarioModels
import Tensors
import Training

extension Run {
  /// This run in a table of several.
  public var entry: MetricsTable.Entry { MetricsTable.Entry(name: settings.model.title, metrics: metrics) }

  /// The run's page.
  ///
  /// - Parameter data: the log's name.
  /// - Throws: `Interruption`.
  public func html(of data: String, _ cancellation: Cancellation = Cancellation()) throws -> String {
    HTMLReport(try RunReport(self, data: data, cancellation)).html()
  }
}

extension RunReport {
  /// What is on the page of a run, some of its rows laid out in the plane.
  ///
  /// - Parameter data: the log's name.
  /// - Throws: `Interruption`.
  init(_ run: Run, data: String, _ cancellation: Cancellation) throws {
    self.init(
      model: run.settings.model.title, data: data, metrics: run.metrics, baseline: run.baseline,
      history: run.history, reliability: run.result.reliability,
      scenarioClusters: run.result.scenarios.filter { !$0.clusterCounts.isEmpty }.map {
        ScenarioClusters(scenario: $0.name, counts: $0.clusterCounts)
      },
      map: try run.routedRows.map { rows in
        try ClusterMap.layOut(
          rows, generator: RandomGenerator(seed: UInt64(run.settings.seed)), threads: run.settings.threads
        ) { _ in try cancellation.check() }
      },
      importance: run.importance,
      settings: run.settings.pairs.map { Setting(name: $0.key, value: $0.value) })
  }
}
