import Tensors

/// What a model gets for each batch: which table rows each field of each row pools, each row's scenario, and its running
/// statistics.
public struct ModelInput: Sendable {
  public let bags: Bags
  /// Index of the scenario, in 0 ..< M; −1 for one that training never saw.
  public let scenarios: [Int32]
  /// [n, `ModelShape.numbers`], row after row; empty where the log has none.
  public let numbers: [Float]

  public init(bags: Bags, scenarios: [Int32], numbers: [Float] = []) {
    self.bags = bags
    self.scenarios = scenarios
    self.numbers = numbers
  }
}
