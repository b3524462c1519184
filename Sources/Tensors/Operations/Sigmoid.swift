#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// 1 / (1 + exp(−z)), without overflow for any z (equation 7).
public func sigmoid(_ z: Float) -> Float {
  let e = exp(-abs(z))
  return z >= 0 ? 1 / (1 + e) : e / (1 + e)
}

/// The probability of a click from a model's logit: σ(z), kept within (0, 1), which a Float's σ leaves from logits of 17 and
/// −88 on. Not a number for a logit that is none.
public func clickProbability(_ z: Float) -> Float {
  let p = sigmoid(z)
  let (least, most) = (Float.leastNormalMagnitude, Float(1).nextDown)
  return p < least ? least : p > most ? most : p
}

extension Tape {
  /// σ(x) = 1 / (1 + e⁻ˣ). Backward: dx = dy ⊗ y ⊗ (1 − y).
  public func probabilities(_ x: Value) -> Value {
    let y = each(x.matrix, x.matrix) { x, _ in sigmoid(x) }
    return record(y, from: [x]) { tape, dy in tape.accumulate(tape.each(dy, y) { dy, y in dy * y * (1 - y) }, into: x) }
  }
}
