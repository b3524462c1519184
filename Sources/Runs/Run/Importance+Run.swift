import ClickLog
import Evaluation
import Training

extension Importance {
  /// Rows that are looked at, unless another number is asked for.
  public static let usualRows = 200_000
  /// Shuffles of each input, unless another number is asked for.
  public static let usualPermutations = 5
}

extension Predictor {
  /// How much each input matters on some rows, as a run's page shows it.
  func importance(
    on rows: LogPart, of log: PreparedLog, _ settings: RunSettings, _ context: RunContext
  ) throws -> Importance {
    context.reporter.begin("shuffling")
    defer { context.reporter.end() }
    return try importance(
      of: rows.runs(Importance.usualRows), in: log, permutations: Importance.usualPermutations,
      seed: UInt64(settings.seed), cancellation: context.cancellation
    ) { context.reporter.update($0, of: $1, unit: "rows") }
  }
}
