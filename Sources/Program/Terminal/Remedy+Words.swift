import ClickLog

extension Remedy {
  /// What helps, in the words of this program's flags and commands.
  var words: String {
    switch self {
    case .lowerLearningRate: "a lower --learning-rate usually helps"
    case .smallerSteps: "a lower --learning-rate, --warm-up-steps 1000 or --clip-gradients 1 usually helps"
    case .resume: "go on with --resume"
    case .resumeOrDelete(let folder): "--resume \(folder) goes on with it; or delete \(folder)/unfinished"
    case .newRun: "--out begins a new one"
    case .keepSettings: "--resume goes on with them, --out begins a new run"
    case .anotherFolder(let thing): "take another --out, or delete \(thing)"
    case .dropDuplicates: "--drop-duplicates leaves them out"
    case .allowBadRows: "--max-bad-rows allows more"
    case .writeSchema: "write your own with --schema"
    case .omitSchema: "leave out --schema"
    case .appendToStore: "adl prepare --append grows one, or give the log itself"
    case .again: "--again trains on the same rows again"
    case .buildArrowPlugin: "scripts/setup --parquet builds it"
    case .rebuildArrowPlugin: "scripts/setup --parquet builds it anew"
    }
  }

  /// A line with this remedy at its end.
  func added(to line: String) -> String {
    line.hasSuffix(".") ? "\(line.dropLast()); \(words)." : "\(line); \(words)"
  }
}

extension UserFacingError {
  /// What went wrong and what helps, in one line of moderate length, whatever the user's data put into it.
  var line: String { LogError.shortLine(remedy?.added(to: description) ?? description) }
}
