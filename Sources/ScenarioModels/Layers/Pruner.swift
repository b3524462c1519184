import Tensors

/// AdaSparse's pruners, one per layer (Yang et al. 2022, sections 3.2 and 3.3), and their common annealing.
///
/// The sharpness α grows with the training steps, so that soft gates become hard ones; so does the weight λ of the
/// sparsity regulariser R = mean over layers of λ (r − r̄)², where the share r of pruned gates is outside its range
/// r_min ... r_max around r̄. The step that both depend on is part of the model.
public struct Pruner: Sendable {
  /// r_min ... r_max
  public static let target = 0.15...0.35

  /// How sharp gates are, and how much their share weighs, at one step of training.
  public struct Annealing: Sendable {
    /// α
    let alpha: Float
    /// λ
    let lambda: Double

    /// - Parameter step: training steps done.
    init(step: Float) {
      alpha = min(5, 1 + step / 500)
      lambda = min(1, 0.01 * (1 + Double(step) / 100))
    }
  }

  private let form: NeuronGate
  private let scenario: ScenarioEmbedding
  private let layers: [DenseLayer]
  private let steps: Parameter

  /// - Parameters:
  ///   - widths: the inputs of each layer.
  ///   - form: how gates weigh neurons.
  public init(
    scenarios: Int, widths: [Int], form: NeuronGate, _ settings: NetworkSettings, in parameters: Parameters
  ) {
    self.form = form
    let dimension = settings.embeddingDimension
    scenario = ScenarioEmbedding("pruner.scenario", scenarios: scenarios, settings, in: parameters)
    layers = widths.enumerated().map { index, width in
      DenseLayer("pruner.\(index)", dimension + width, width, .identity, role: .other, in: parameters)
    }
    steps = parameters.add("pruner.steps", [1], .state, .constant(0))
  }

  /// Of each layer: its input [v; h], the pruner's product, the gates and what they leave of h.
  public var cost: Cost {
    layers.reduce(scenario.cost) { sum, layer in
      sum + layer.cost + Cost(activations: layer.weight.shape[0] + 2 * layer.weight.shape[1])
    }
  }

  /// v_m of each row, [n, dimension].
  public func vectors(_ scenarios: [Int32], on tape: Tape) -> Value { scenario(scenarios, on: tape) }

  /// The annealing of this step; in training the next step's is one further.
  public func annealing(on tape: Tape) -> Annealing {
    let step = tape.parameters[steps][0, 0]
    tape.update(steps, to: Matrix(rows: 1, columns: 1, elements: [step + 1]))
    return Annealing(step: step)
  }

  /// h̃, and how many of its gates are 0.
  ///
  /// - Parameters:
  ///   - h: the layer's inputs, [n, width].
  ///   - v: from `vectors`.
  public func callAsFunction(
    _ h: Value, _ v: Value, layer: Int, _ annealing: Annealing, on tape: Tape
  ) -> (Value, zeros: Int) {
    tape.gated(h, by: layers[layer](tape.joined(v, h), on: tape), form, alpha: annealing.alpha) { share in
      2 * weight(of: share, annealing) * (share - middle)
    }
  }

  /// R
  ///
  /// - Parameter pruned: of each layer, how many gates are 0, and of how many.
  public func penalty(_ pruned: [(zeros: Int, of: Int)], _ annealing: Annealing) -> Double {
    pruned.reduce(0) { sum, layer in
      guard layer.of > 0 else { return sum }
      let share = Double(layer.zeros) / Double(layer.of)
      return sum + weight(of: share, annealing) * (share - middle) * (share - middle)
    }
  }

  /// r̄
  private var middle: Double { (Self.target.lowerBound + Self.target.upperBound) / 2 }

  /// A layer's part of λ, where its share of pruned gates asks for it. Scaling prunes nothing and is left alone.
  private func weight(of share: Double, _ annealing: Annealing) -> Double {
    form == .scaling || Self.target.contains(share) ? 0 : annealing.lambda / Double(layers.count)
  }
}
