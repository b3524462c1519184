import Tensors

/// AdaSparse's pruners, one per layer (Yang et al. 2022, sections 3.2 and 3.3), and their common annealing.
///
/// The sharpness α grows with the training steps, so that soft gates become hard ones; so does the weight λ of the
/// sparsity regulariser R = mean over layers of λ (r − r̄)², where the share r of pruned gates is outside its range
/// r_min ... r_max around r̄. The step that both depend on is part of the model.
struct Pruner: Sendable {
  /// r_min ... r_max
  static let target = 0.15...0.35

  struct Annealing {
    let alpha: Float
    let lambda: Double

    /// - Parameter step: training steps done.
    init(step: Float) {
      alpha = min(5, 1 + step / 500)
      lambda = min(1, 0.01 * (1 + Double(step) / 100))
    }
  }

  let form: NeuronGate
  let scenario: ScenarioEmbedding
  let layers: [DenseLayer]
  private let steps: Parameter

  /// - Parameter widths: the inputs of each layer.
  init(scenarios: Int, widths: [Int], _ settings: ModelSettings, in parameters: Parameters) {
    let dimension = settings.embeddingDimension
    form = settings[AdaSparse.self].sparseForm
    scenario = ScenarioEmbedding("pruner.scenario", scenarios: scenarios, settings, in: parameters)
    layers = widths.enumerated().map { index, width in
      DenseLayer("pruner.\(index)", dimension + width, width, .identity, role: .other, in: parameters)
    }
    steps = parameters.add("pruner.steps", [1], .state, .constant(0))
  }

  var weights: Int { layers.reduce(0) { $0 + $1.weight.count } }

  /// Where annealing stands; a training step moves it on.
  func annealing(on tape: Tape) -> Annealing {
    let step = tape.parameters[steps][0, 0]
    tape.update(steps, to: Matrix(rows: 1, columns: 1, elements: [step + 1]))
    return Annealing(step: step)
  }

  /// h̃, and how many of its gates are 0.
  func callAsFunction(
    _ h: Value, _ v: Value, layer: Int, _ annealing: Annealing, on tape: Tape
  ) -> (Value, zeros: Int) {
    tape.gated(h, by: layers[layer](tape.joined(v, h), on: tape), form, alpha: annealing.alpha) { share in
      2 * weight(of: share, annealing) * (share - middle)
    }
  }

  /// R
  func penalty(_ pruned: [(zeros: Int, of: Int)], _ annealing: Annealing) -> Double {
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
