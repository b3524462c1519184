import ClickLog

/// A number that is not finite where one is needed: training or scoring stops before it does harm.
public struct NonFiniteError: Error, CustomStringConvertible {
  /// What is not a finite number, such as "the gradient of tower.0.specific".
  public let what: String
  /// The training step, from 1.
  public let step: Int?
  /// The place in the batch of the row that most likely caused it.
  public let row: Int?
  /// Why, as far as it is known.
  public let cause: String?
  /// What helps; nil where the input is wrong.
  public let remedy: Remedy?
  /// The scenario of that row, and what is still whole; filled in by the caller that knows them.
  public var scenario: String?
  public var remains: String?

  public init(
    _ what: String, step: Int? = nil, row: Int? = nil, cause: String? = nil, remedy: Remedy? = .lowerLearningRate
  ) {
    (self.what, self.step, self.row, self.cause, self.remedy) = (what, step, row, cause, remedy)
  }

  public var description: String {
    let place = [step.map { "step \($0)" }, scenario.map { "scenario '\($0)'" }].compactMap { $0 }
    let start = place.isEmpty ? "" : place.joined(separator: ", ") + ": "
    let reason = cause.map { ": \($0)" } ?? ""
    return "\(start)\(what) is not a finite number\(reason); \(remains ?? "what was good before is untouched")"
  }
}

extension NonFiniteError: UserFacingError {
  public var category: ErrorCategory { .failed }
}
