import Evaluation
import Foundation
import Runs

extension CompareCommand {
  /// Compares finished runs on a log.
  func compareRuns(_ paths: [String], on log: String) throws {
    if let flag = flagOfTraining { throw UsageError("\(flag): finished runs are compared as they are; leave it out") }
    let context = shared.common.context
    let runs = try FinishedRuns(paths.map { RunFolder(URL(fileURLWithPath: $0)) })
    let name = URL(fileURLWithPath: log).deletingPathExtension().lastPathComponent
    let folder = ComparisonFolder(URL(fileURLWithPath: shared.out ?? "compare/\(name)-runs"))
    try folder.check()
    let comparison = try Interrupted.hinting("the same command starts again") {
      try runs.compare(
        on: log, part: part, against: against, threads: shared.common.threads,
        preparation: shared.reading.preparation(shared.common), context)
    }
    try write(comparison, to: folder)
  }

  /// A flag that was given and says how to train.
  private var flagOfTraining: String? {
    let given: [(Bool, String)] = [
      (chosen.models != nil, "--models"), (chosen.entrants != nil, "--entrants"), (tune != nil, "--tune"),
      (holdOutScenario != nil, "--hold-out-scenario"), (shared.seeds != nil, "--seeds"),
      (shared.common.seed != nil, "--seed"), (shared.schema != nil, "--schema"),
      (shared.dropDuplicates, "--drop-duplicates"), (shared.options.config != nil, "--config"),
      (shared.planted.rows != nil, "--rows"), (shared.planted.plantedClusters != nil, "--planted-clusters"),
      (shared.planted.aligned, "--aligned"),
    ]
    return given.first { $0.0 }?.1 ?? (shared.options.flags.given + cluster.given).first.map { "--\($0.setting.flag)" }
  }
}
