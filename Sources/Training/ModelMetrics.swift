import Evaluation
import Foundation
import ScenarioModels
import Tensors

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a model is and costs, in the words of `metrics.json`.
extension Learner {
  public var parameterCounts: Metrics.Parameters {
    Metrics.Parameters(
      embedding: parameters.count(of: .embedding), shared: parameters.count(of: .shared),
      specific: parameters.count(of: .specific), other: parameters.count(of: .other))
  }

  public var flopsPerSample: Metrics.FlopsPerSample {
    Metrics.FlopsPerSample(forward: Double(model.flopsPerRow.forward), training: Double(model.flopsPerRow.training))
  }

  /// The router's centres, one array each.
  public var centres: [[Float]]? {
    model.centres.map { centres in (0..<centres.shape[0]).map { parameters[centres].row($0) } }
  }

  /// The health of the clusters that these predictions were routed to; nil for a model that does not route.
  public func clusterMetrics(_ result: EvaluationResult) -> ClusterMetrics? {
    guard let centres, let counts = result.clusterCounts else { return nil }
    return ClusterMetrics(counts: counts, centres: centres)
  }
}

/// The most memory that this process ever held, in bytes.
public func peakMemoryBytes() -> Int {
  var usage = rusage()
  #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
    return usage.ru_maxrss
  #else
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  #endif
}

/// Counts the peak anew from what is held now, so that each of several runs in one process has its own. Linux can
/// (proc(5), clear_refs); elsewhere the peak stays that of the whole process.
func restartPeakMemory() {
  guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
  try? file.write(contentsOf: Data("5".utf8))
}
