import Projection
import Reports
import Tensors
import Training

extension ClusterMap {
  /// Routed rows laid out by UMAP.
  ///
  /// - Parameter progress: is told the share done; throws to stop.
  init(
    _ rows: RoutedRows, generator: RandomGenerator, threads: Int, progress: (Double) throws -> Void
  ) rethrows {
    let workspace = Workspace(threads: coreCount(threads))
    let layout = try UMAP(
      rows.inputs, UMAP.Settings(), generator: generator.child("map"), in: workspace, progress: progress)
    let points = layout.points.enumerated().map { index, place in
      Point(
        x: place.x, y: place.y, row: rows.rowNumbers[index], scenario: rows.scenarios[index],
        cluster: rows.clusters[index], probability: rows.probabilities[index], truth: rows.truth?[index])
    }
    let trust = Projection.trustworthiness(of: layout.points, for: rows.inputs, in: workspace)
    self.init(points, trustworthiness: trust)
  }
}
