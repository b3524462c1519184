import ClickLog
import Evaluation
import Files
import Foundation
import Reports
import Runs
import Training

extension InspectCommand {
  /// Shows how much each input of the run's model matters on rows of a log.
  func showImportance(on data: String) throws {
    let context = common.context
    let scoring = ScoringOptions(run: folder, data: data, part: options.part, reading: reading)
    let opened = try scoring.open(planted, common, labelsRequired: true, context)
    let importance = try context.stage("shuffling", unit: "rows") { progress in
      try opened.run.model.importance(
        of: opened.rows.runs(options.sample), in: opened.data.log, permutations: options.permutations,
        seed: UInt64(common.seed ?? opened.run.settings.seed), cancellation: context.cancellation, progress: progress)
    }
    let table = ImportanceTable(importance)
    if let out = options.out { try AtomicFile.write(table.csv(), to: URL(fileURLWithPath: out)) }
    if common.json { return try importance.printJSON() }
    let whose = "\(opened.run.settings.model.title) on \(opened.data.name)"
    print("\(whose): \(table.heading)\n\n\(table.table().text())", terminator: "")
  }
}
