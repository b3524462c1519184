/// Adam (Kingma and Ba 2014) over all of a model's parameters: moments, step count, and rules for what a batch did not touch.
///
/// Embedding rows that the batch did not use, and specific weights of clusters without rows, keep their weights and
/// moments (lazy Adam): the paper's "updated only by their corresponding samples". Tables updated row by row have no
/// first moment (`AdamStep.rows`).
public final class Adam: Optimiser {
  public var learningRate: Double
  /// λ of the penalty λ/2 ‖e‖² on each embedding row that a batch uses.
  public var embeddingL2: Double
  /// λ of the pull on specific weights towards one (`AdamStep.star`).
  public var specificPull: Double
  /// The largest norm of all gradients together that a step may have; larger ones are scaled to it. 0 for any.
  public var clipGradients: Double
  /// Steps over which the learning rate rises to its value, in equal parts; 0 for none.
  public var warmUpSteps: Int
  /// β₁, the decay of the first moment in each step.
  public let beta1: Double
  /// β₂, the decay of the second moment in each step.
  public let beta2: Double
  /// ε, added to the root of the second moment.
  public let epsilon: Double
  public private(set) var step = 0
  private var moments: [Parameter: (m: MutableMatrix?, v: MutableMatrix)] = [:]

  public init(
    learningRate: Double = 1e-3, embeddingL2: Double = 0, specificPull: Double = 0, clipGradients: Double = 0,
    warmUpSteps: Int = 0, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.embeddingL2 = embeddingL2
    self.specificPull = specificPull
    self.clipGradients = clipGradients
    self.warmUpSteps = warmUpSteps
    (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
  }

  @discardableResult
  public func update(_ parameters: Parameters, with gradients: [Gradient], in workspace: Workspace) -> Bool {
    step += 1
    let (gradients, scale) = clipped(gradients, parameters, in: workspace)
    guard scale.isFinite else { return false }
    let warmth = warmUpSteps > 0 ? min(1, Double(step) / Double(warmUpSteps)) : 1
    let adam = AdamStep(
      step: step, learningRate: learningRate * warmth, scale: scale, beta1: beta1, beta2: beta2, epsilon: epsilon,
      in: workspace)
    var products: [ProductUpdate] = []
    for gradient in gradients {
      switch gradient {
      case .products(let parameter, let gradient, let active):
        products.append(ProductUpdate(gradient, active: active, own: tensors(of: parameter, in: parameters)))
      case .starProducts(let shared, let specific, let gradient, let active):
        products.append(
          ProductUpdate(
            gradient, active: active, own: tensors(of: specific, in: parameters),
            shared: tensors(of: shared, in: parameters), pull: specificPull))
      case .dense(let parameter, let matrix):
        adam.dense(matrix, tensors(of: parameter, in: parameters))
      case .grouped(let parameter, let matrix, let active):
        adam.grouped(matrix, active: active, tensors(of: parameter, in: parameters))
      case .star(let shared, let specific, let product, let active):
        adam.star(
          product: product, active: active, pull: specificPull, shared: tensors(of: shared, in: parameters),
          specific: tensors(of: specific, in: parameters))
      case .rows(let parameter, let rows):
        let l2 = parameters.role(of: parameter) == .embedding ? embeddingL2 : 0
        let factor = parameters.learningRateFactor(of: parameter)
        let v = secondMoment(of: parameter, in: parameters)
        workspace.timed(.embeddingUpdate) {
          adam.rows(rows, l2: l2, learningRateFactor: factor, parameters.storage(of: parameter), v)
        }
      }
    }
    adam.products(products)
    return adam.isHealthy
  }

  /// Clipping by the norm of all gradients together (Pascanu et al. 2013): each is multiplied by min(1, c / ‖g‖). Penalties
  /// are not among them. The norm needs gradients multiplied out, which otherwise happens piece by piece in the step.
  ///
  /// - Returns: the gradients, and what they are to be multiplied by; NaN if their norm is no finite number.
  private func clipped(
    _ gradients: [Gradient], _ parameters: Parameters, in workspace: Workspace
  ) -> ([Gradient], scale: Float) {
    guard clipGradients > 0 else { return (gradients, 1) }
    let whole = gradients.map { $0.multipliedOut(in: workspace) }
    let norm = whole.reduce(0) { $0 + $1.sumOfSquares(parameters, in: workspace) }.squareRoot()
    guard norm.isFinite else { return (whole, .nan) }
    return (whole, norm > clipGradients ? Float(clipGradients / norm) : 1)
  }

  /// Sets a tensor's moments to zero, where it gets new values. Its t stays: by the corrections of a large t its first
  /// steps are longer, up to (1 − β₁) / √(1 − β₂) ≈ 3 times, as they are for any embedding row that a batch uses for the
  /// first time late (lazy Adam). Counting t from here reached less in validation (docs/MultiEpoch.md).
  public func resetState(of parameter: Parameter) { moments[parameter] = nil }

  /// The moments "m" and "v" of every parameter updated so far, by name; "v" alone of tables.
  public var state: [OptimiserTensor] {
    moments.sorted { $0.key.name < $1.key.name }.flatMap { parameter, moments in
      (moments.m.map { [OptimiserTensor("m", of: parameter, $0.value)] } ?? [])
        + [OptimiserTensor("v", of: parameter, moments.v.value)]
    }
  }

  public func restore(step: Int, _ state: [OptimiserTensor]) {
    self.step = step
    moments = [:]
    let first = Dictionary(state.filter { $0.name == "m" }.map { ($0.parameter, $0.matrix) }) { _, last in last }
    for tensor in state where tensor.name == "v" {
      moments[tensor.parameter] = (first[tensor.parameter].map(MutableMatrix.init), MutableMatrix(tensor.matrix))
    }
  }

  private func tensors(of parameter: Parameter, in parameters: Parameters) -> AdamTensors {
    let v = secondMoment(of: parameter, in: parameters)
    if let m = moments[parameter]?.m { return (parameters.storage(of: parameter), m, v) }
    let m = MutableMatrix(Matrix(rows: v.rows, columns: v.columns))
    moments[parameter] = (m, v)
    return (parameters.storage(of: parameter), m, v)
  }

  private func secondMoment(of parameter: Parameter, in parameters: Parameters) -> MutableMatrix {
    if let v = moments[parameter]?.v { return v }
    let w = parameters.storage(of: parameter)
    let v = MutableMatrix(Matrix(rows: w.rows, columns: w.columns))
    moments[parameter] = (nil, v)
    return v
  }
}
