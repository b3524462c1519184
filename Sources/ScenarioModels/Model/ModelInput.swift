import Tensors

/// What a model gets for each batch: which table rows each field of each row pools, and each row's scenario.
public struct ModelInput: Sendable {
  public let bags: Bags
  /// Index of the scenario, in 0 ..< M; −1 for one that training never saw.
  public let scenarios: [Int32]

  public init(bags: Bags, scenarios: [Int32]) {
    self.bags = bags
    self.scenarios = scenarios
  }
}
