import Evaluation
import Reports
import ScenarioModels
import Tensors
import Training

extension TrainingRun {
  /// This run in a table of several.
  var entry: MetricsTable.Entry { MetricsTable.Entry(name: settings.model.title, metrics: metrics) }
}

extension RunReport {
  /// The page of a run.
  ///
  /// - Parameter data: the log's name.
  init(_ run: TrainingRun, data: String, baseline: MetricsTable.Entry?) throws {
    self.init(
      model: run.settings.model.title, data: data, metrics: run.metrics, baseline: baseline,
      history: run.history, reliability: run.result.reliability,
      scenarioClusters: run.result.scenarios.filter { !$0.clusterCounts.isEmpty }.map {
        ScenarioClusters(scenario: $0.name, counts: $0.clusterCounts)
      },
      map: try run.routedRows.map { rows in
        try ClusterMap(
          rows, generator: RandomGenerator(seed: UInt64(run.settings.seed)), threads: run.settings.threads
        ) { _ in try Interruption.check() }
      },
      settings: run.settings.pairs.map { Setting(name: $0.key, value: $0.value) })
  }
}
