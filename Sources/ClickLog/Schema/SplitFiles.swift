/// Which files hold which part of a log: names or patterns, relative to the data's folder.
public struct SplitFiles: Sendable, Equatable {
  public var training: [String]
  /// Without any, the last tenth of the training files' rows is the validation.
  public var validation: [String]
  public var test: [String]

  public init(training: [String], validation: [String] = [], test: [String]) {
    (self.training, self.validation, self.test) = (training, validation, test)
  }

  /// The parts' patterns, in the order in which the log is read.
  var parts: [(part: PartName, patterns: [String])] {
    [(.training, training), (.validation, validation), (.test, test)]
  }
}
