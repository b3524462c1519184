import Tensors

/// Floating point operations for one row (a multiplication and an addition are two), matrix products only.
public struct Flops: Sendable, Equatable {
  public let forward: Int
  public let training: Int

  public init(forward: Int, training: Int) {
    self.forward = forward
    self.training = training
  }

  /// Products of a row with so many weights: training adds the gradients of inputs and of weights, each as large as the forward pass.
  public init(weights: Int) {
    self.init(forward: .saturatingProduct([2, weights]), training: .saturatingProduct([6, weights]))
  }

  public static let none = Flops(forward: 0, training: 0)
}

/// What a part of a model costs for each row that goes through it. A layer knows its own; those of a layer of layers, and
/// of a model, are sums over the parts and how often a row goes through each.
public struct Cost: Sendable, Equatable {
  public let flops: Flops
  /// Numbers that the results of a forward pass take in memory for a row.
  public let activations: Int

  public init(flops: Flops = .none, activations: Int) {
    (self.flops, self.activations) = (flops, activations)
  }

  public static let none = Cost(activations: 0)

  /// A product of a row with weights [inputs, outputs].
  public static func product(_ inputs: Int, _ outputs: Int) -> Cost {
    Cost(flops: Flops(weights: .saturatingProduct([inputs, outputs])), activations: outputs)
  }

  /// A mixture of experts' results (`Tape.mixture`), with its gates before and after their softmax.
  ///
  /// - Parameter width: of each expert's result.
  public static func mixture(experts: Int, width: Int) -> Cost {
    Cost(
      flops: Flops(weights: .saturatingProduct([experts, width])),
      activations: .saturatingSum([.saturatingProduct([2, experts]), width]))
  }

  public static func + (a: Cost, b: Cost) -> Cost {
    Cost(
      flops: Flops(
        forward: .saturatingSum([a.flops.forward, b.flops.forward]),
        training: .saturatingSum([a.flops.training, b.flops.training])),
      activations: .saturatingSum([a.activations, b.activations]))
  }

  /// The cost of going through a part so many times.
  public static func * (count: Int, cost: Cost) -> Cost {
    func times(_ number: Int) -> Int { .saturatingProduct([count, number]) }
    return Cost(
      flops: Flops(forward: times(cost.flops.forward), training: times(cost.flops.training)),
      activations: times(cost.activations))
  }
}

extension Sequence<Cost> {
  /// The cost of going through all of them.
  public var total: Cost { reduce(.none, +) }
}
