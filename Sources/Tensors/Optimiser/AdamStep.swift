import CKernels
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A tensor and its moments, which a step changes in place.
public typealias AdamTensors = (w: MutableMatrix, m: MutableMatrix, v: MutableMatrix)

/// One step of Adam (Kingma and Ba 2014, algorithm 1) on each form of gradient, in place:
/// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
///
/// It moves seven floats for each weight and is as fast as memory; hence the product rule of the star is fused in, and
/// what had no rows is not touched.
public struct AdamStep: @unchecked Sendable {
  let constants: adl_adam
  let learningRate: Float
  let workspace: Workspace
  private let health = Health()
  private static let chunk = 1 << 13

  private final class Health: Sendable { let broke = Atomic(false) }

  /// Whether every weight and second moment that the step changed so far is a finite number. A gradient that is none, or whose
  /// square is too large, leaves its trace there.
  public var isHealthy: Bool { !health.broke.load(ordering: .relaxed) }

  /// Takes note of what a kernel returned.
  func note(_ healthy: Int32) { if healthy == 0 { health.broke.store(true, ordering: .relaxed) } }

  /// - Parameters:
  ///   - step: t, from 1.
  ///   - scale: what every gradient is multiplied by first; less than 1 where they are clipped.
  public init(
    step: Int, learningRate: Double, scale: Float = 1, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, in workspace: Workspace
  ) {
    // The corrections belong to the decay rates that the kernel works with: 1 − Float(0.999) is off by 5e-5 of itself.
    let (b1, b2) = (Float(beta1), Float(beta2))
    let t = Double(step)
    constants = adl_adam(
      rate: Float(learningRate / (1 - pow(Double(b1), t))), beta1: b1, beta2: b2, epsilon: Float(epsilon),
      correction: Float(1 / (1 - pow(Double(b2), t)).squareRoot()), scale: scale)
    self.learningRate = Float(learningRate)
    self.workspace = workspace
  }

  /// Of a tensor whose gradient is whole.
  public func dense(_ gradient: Matrix, _ tensors: AdamTensors) {
    grouped(gradient, active: [true], tensors)
  }

  /// Of a stack. Groups that are not active keep their weights and moments.
  public func grouped(_ gradient: Matrix, active: [Bool], _ tensors: AdamTensors) {
    let own = WritableTensors(tensors)
    let size = own.w.count / max(active.count, 1)
    let chunks = (size + Self.chunk - 1) / Self.chunk
    workspace.workers.run(active.count * chunks) { task in
      let (group, part) = task.quotientAndRemainder(dividingBy: chunks)
      guard active[group] else { return }
      let start = group * size + part * Self.chunk
      note(
        adl_adam_update(
          min(Self.chunk, size - part * Self.chunk), constants, gradient.base + start, own.w.base + start,
          own.m.base + start, own.v.base + start))
    }
  }

  /// Both factors of a star product, from the gradient of the product. Chunk by chunk all groups pass through one core's
  /// cache, the shared factor's gradient adding up on the way.
  ///
  /// - Parameter pull: λ of w ← w + η λ (1 − w) after the step on active specific factors, which keeps clusters close to what
  ///   they share (a weight decay apart from the gradient, Loshchilov and Hutter 2019, towards one).
  public func star(
    product: Matrix, active: [Bool], pull: Double = 0, shared: AdamTensors, specific: AdamTensors
  ) {
    let pull = share(pull)
    let (shared, specific) = (WritableTensors(shared), WritableTensors(specific))
    let size = shared.w.count
    workspace.workers.run(over: size, chunk: Self.chunk) { range in
      let dShared = workspace.buffers.zeros(1, range.count)
      for (group, isActive) in active.enumerated() where isActive {
        let start = group * size + range.lowerBound
        note(
          adl_adam_update_star(
            range.count, constants, pull, product.base + start, shared.w.base + range.lowerBound, dShared.base,
            specific.w.base + start, specific.m.base + start, specific.v.base + start))
      }
      note(
        adl_adam_update(
          range.count, constants, dShared.base, shared.w.base + range.lowerBound, shared.m.base + range.lowerBound,
          shared.v.base + range.lowerBound))
    }
  }

  /// η λ, the share of its way to one that a specific factor goes in a step; not beyond one.
  func share(_ pull: Double) -> Float { min(learningRate * Float(pull), 1) }

  /// The rows of an embedding table that a batch used; the others keep weights and moments (lazy Adam). Without momentum,
  /// β₁ = 0: m would bring (1 − β₁) of a gradient now and the rest in the steps that follow, which for a row that few
  /// batches use do not follow, so that a rare value would learn ten times too slowly (docs/Optimiser.md).
  ///
  /// - Parameters:
  ///   - l2: λ of the penalty λ/2 ‖e‖² on each row used.
  ///   - learningRateFactor: what the learning rate is multiplied by.
  public func rows(
    _ gradient: RowGradient, l2: Double, learningRateFactor: Double = 1, _ w: MutableMatrix, _ v: MutableMatrix
  ) {
    let (w, v) = (w.writable(), v.writable())
    let constants = adl_adam(
      rate: learningRate * Float(learningRateFactor), beta1: 0, beta2: constants.beta2, epsilon: constants.epsilon,
      correction: constants.correction, scale: constants.scale)
    workspace.workers.run(over: gradient.count, chunk: 256) { range in
      note(
        adl_adam_update_rows(
          range.lowerBound, range.upperBound, constants, Float(l2), gradient.dimension, gradient.rows.base,
          gradient.starts.base, gradient.uses.base, gradient.weights?.base, gradient.scales.base,
          gradient.upstream.base, w.base, v.base))
    }
  }
}

/// The matrices of `AdamTensors` while a step is made. Nothing else has their memory: kernels write through their `base`.
struct WritableTensors: Sendable {
  let w: Matrix
  let m: Matrix
  let v: Matrix

  init(_ tensors: AdamTensors) {
    (w, m, v) = (tensors.w.writable(), tensors.m.writable(), tensors.v.writable())
  }
}
