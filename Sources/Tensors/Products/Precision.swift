import CKernels

/// What the operands of a training step's matrix products are rounded to. Their sums, the weights, the gradients and all
/// else are single-precision floats either way, and so is everything at inference: a trained model scores alike anywhere.
public enum Precision: String, CaseIterable, Codable, Sendable {
  case float32
  /// bfloat16: the upper half of a float, with 8 bits of precision.
  case bf16

  /// Whether this processor has the instructions.
  public var isAvailable: Bool { self == .float32 || adl_gemm_has_bf16() != 0 }

  /// - Precondition: the precision is available.
  var kernel: ProductKernel {
    precondition(isAvailable, "this processor has no instructions for \(rawValue)")
    return self == .bf16 ? .bf16 : .best
  }
}
