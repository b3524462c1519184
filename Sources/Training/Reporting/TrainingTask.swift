/// One training as a reporter names it.
public struct TrainingTask: Sendable {
  /// The model's name, or its place among several, such as "run 3 of 35, ADL, seed 1".
  public let title: String
  /// At most so many.
  public let epochs: Int
  /// Until all of the work that this training is a part of is done; nil where that is not known.
  public let secondsLeft: @Sendable () -> Double?

  public init(_ title: String, epochs: Int, secondsLeft: @escaping @Sendable () -> Double? = { nil }) {
    (self.title, self.epochs, self.secondsLeft) = (title, epochs, secondsLeft)
  }
}
