/// Numbers that are no longer numbers: training, or whatever else needed them, stops before it harms anything.
public struct NumbersBroke: Error, CustomStringConvertible {
  /// What is not a finite number, such as "the gradient of tower.0.specific".
  public let what: String
  /// The training step, from 1.
  public let step: Int?
  /// The place in the batch of the row that looks guilty.
  public let row: Int?
  /// Why, as far as it can be told, and what helps.
  public let cause: String
  /// The scenario of that row, and what remains whole; whoever knows them fills them in.
  public var scenario: String?
  public var remains: String?

  public init(
    _ what: String, step: Int? = nil, row: Int? = nil, cause: String = "a lower --learning-rate usually helps"
  ) {
    (self.what, self.step, self.row, self.cause) = (what, step, row, cause)
  }

  public var description: String {
    let place = [step.map { "step \($0)" }, scenario.map { "scenario '\($0)'" }].compactMap { $0 }
    let start = place.isEmpty ? "" : place.joined(separator: ", ") + ": "
    return "\(start)\(what) is not a finite number: \(cause); \(remains ?? "what was good before is untouched")"
  }
}
