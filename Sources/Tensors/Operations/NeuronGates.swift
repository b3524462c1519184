import CKernels

/// How AdaSparse turns a pruner's output v into a neuron's weight π (Yang et al. 2022, section 3.2), with u = σ(α v).
public enum NeuronGate: String, Sendable, CaseIterable, Codable {
  /// π = 1 where u ≥ ε, else 0; the gradient goes straight through, as if π were u.
  case binarisation
  /// π = β σ(v): weighs, prunes nothing.
  case scaling
  /// π = β u where β u ≥ ε, else 0.
  case fusion

  /// ε
  public static let threshold: Float = 0.25
  /// β
  public static let height: Float = 2

  var code: Int32 {
    switch self {
    case .binarisation: 0
    case .scaling: 1
    case .fusion: 2
    }
  }
}

extension Tape {
  /// h̃ = h ⊗ π(v), neuron by neuron.
  ///
  /// - Parameters:
  ///   - h, v: [n, neurons].
  ///   - alpha: α, the sharpness.
  ///   - pull: what the share of pruned gates adds to the loss: given the share r, its derivative dR/dr. The gradient
  ///     goes straight through: dr/dv = −u′ / (n · neurons).
  /// - Returns: h̃, and how many of the gates are 0.
  ///
  /// Backward: dh = dh̃ ⊗ π, dv = dh̃ ⊗ h ⊗ π′ + dR/dr · dr/dv.
  public func gated(
    _ h: Value, by v: Value, _ gate: NeuronGate, alpha: Float, pull: (Double) -> Double
  ) -> (Value, zeros: Int) {
    precondition(h.rows == v.rows && h.columns == v.columns, "a gate per neuron")
    let sharpness = gate == .scaling ? 1 : alpha
    let u = workspace.buffers.matrix(v.rows, v.columns)
    let y = workspace.buffers.matrix(v.rows, v.columns)
    let chunk = 1 << 14
    let counts = IndexList(count: (y.count + chunk - 1) / chunk, in: workspace.buffers)
    workspace.workers.run(over: y.count, chunk: chunk) { range in
      let start = range.lowerBound
      counts.base[start / chunk] = adl_gate(
        range.count, gate.code, sharpness, NeuronGate.height, NeuronGate.threshold, v.matrix.base + start,
        h.matrix.base + start, u.base + start, y.base + start)
    }
    let pruned = counts.reduce(0) { $0 + Int($1) }
    let total = Double(max(y.count, 1))
    let slope = Float(-pull(Double(pruned) / total) / total)
    let value = record(y, from: [h, v]) { tape, dy in
      let dh = tape.workspace.buffers.matrix(h.rows, h.columns)
      let dv = tape.workspace.buffers.matrix(v.rows, v.columns)
      tape.workspace.workers.run(over: dy.count, chunk: chunk) { range in
        let start = range.lowerBound
        adl_gate_backward(
          range.count, gate.code, sharpness, NeuronGate.height, NeuronGate.threshold, slope, h.matrix.base + start,
          u.base + start, dy.base + start, dh.base + start, dv.base + start)
      }
      tape.accumulate(dh, into: h)
      tape.accumulate(dv, into: v)
    }
    return (value, zeros: pruned)
  }
}
