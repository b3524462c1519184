import Projection
import Reports
import Tensors

extension ClusterMap {
  /// Lays routed rows out in the plane by UMAP.
  ///
  /// - Parameters:
  ///   - threads: 0 for one per core.
  ///   - progress: is handed the share done; throws to stop.
  public static func layOut(
    _ rows: RoutedRows, generator: RandomGenerator, threads: Int, progress: (Double) throws -> Void
  ) rethrows -> ClusterMap {
    let workspace = Workspace(threads: coreCount(threads))
    let layout = try UMAP(
      rows.inputs, UMAP.Settings(), generator: generator.child("map"), in: workspace, progress: progress)
    let points = layout.points.enumerated().map { index, place in
      Point(
        x: place.x, y: place.y, row: rows.rowNumbers[index], scenario: rows.scenarios[index],
        cluster: rows.clusters[index], probability: rows.probabilities[index], truth: rows.truth?[index])
    }
    let trust = Projection.trustworthiness(of: layout.points, for: rows.inputs, in: workspace)
    return ClusterMap(points, trustworthiness: trust)
  }
}
