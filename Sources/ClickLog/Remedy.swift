/// What helps against an error, as a value: a program words it by its own flags and commands.
public enum Remedy: Equatable, Sendable, Codable {
  /// Smaller steps: a lower learning rate.
  case lowerLearningRate
  /// Smaller steps: a lower learning rate, steps over which it rises, or a largest norm of gradients.
  case smallerSteps
  /// Resuming the unfinished run.
  case resume
  /// Resuming the unfinished run in this folder, or deleting what is there of it.
  case resumeOrDelete(folder: String)
  /// A folder for a new run.
  case newRun
  /// Other settings only for a new run; a resumed one keeps its own.
  case keepSettings
  /// Another folder for the output, or deleting what is in the way, in words such as "that folder".
  case anotherFolder(orDelete: String)
  /// Leaving out copies of rows.
  case dropDuplicates
  /// Allowing more rows that cannot be read.
  case allowBadRows
  /// A schema of one's own.
  case writeSchema
  /// No schema: the log has its own.
  case omitSchema
  /// Appending the later log to the store, or giving the log itself.
  case appendToStore
  /// Training on the same rows again.
  case again
  /// Building the plugin that reads Arrow and Parquet.
  case buildArrowPlugin
  /// The same once more: the one that is there does not fit.
  case rebuildArrowPlugin
}
