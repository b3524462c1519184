import CKernels

#if canImport(Accelerate)
  import Accelerate
#else
  import CBLAS
#endif

/// Part of a matrix: the upper left corner, its shape, and the distance between rows.
struct Block {
  var base: UnsafeMutablePointer<Float>
  var rows: Int
  var columns: Int
  var stride: Int

  init(_ matrix: Matrix, rows: Range<Int>, columns: Range<Int>) {
    base = matrix.base + rows.lowerBound * matrix.columns + columns.lowerBound
    self.rows = rows.count
    self.columns = columns.count
    stride = matrix.columns
  }
}

/// What makes matrix products: kernels of our own on x86-64 processors with wide registers, elsewhere the system's library.
///
/// A library has to recognise the processor, and one that is older than the processor takes its slowest kernels (OpenBLAS
/// 0.3.21 on an Intel Xeon of 2023: a tenth of the speed). Ours need the instructions and nothing else.
enum ProductKernel: Equatable, Sendable {
  /// 512-bit registers, and 256-bit ones.
  case avx512, avx2
  /// 512-bit registers whose operands are rounded to bfloat16. Never the best: only where it was asked for.
  case bf16
  /// Accelerate on macOS, OpenBLAS elsewhere.
  case library

  /// The fastest that this processor has.
  static var best: ProductKernel { available[0] }

  /// All in single precision that this processor has, the fastest first.
  static var available: [ProductKernel] {
    switch adl_gemm_level() {
    case 2: [.avx512, .avx2, .library]
    case 1: [.avx2, .library]
    default: [.library]
    }
  }

  /// Whether an element's bits depend on its row, its column and its addend alone. A library picks its kernels by the shape
  /// of a product, and their roundings differ in the last bit.
  var keepsBits: Bool { self != .library }

  /// What `adl_gemm` calls it.
  fileprivate var level: Int32 {
    switch self {
    case .library: 0
    case .avx2: 1
    case .avx512: 2
    case .bf16: 3
    }
  }
}

/// The library's own threads collapse where cores are shared; the worker pool runs single-threaded calls on fixed tiles.
func singleThreadedBLAS() {
  #if !canImport(Accelerate)
    openblas_set_num_threads(1)
  #endif
}

/// What happens to each row of a product on its way out.
struct Finish {
  /// As many floats as the product has columns.
  var bias: UnsafePointer<Float>
  var activation: Activation
}

/// result = a · b, where `transposeA` and `transposeB` say which of them is to be read as its transpose.
///
/// - Parameters:
///   - adding: result += a · b instead.
///   - finish: then, result = activation(result + bias).
func multiply(
  _ a: Block, _ b: Block, into result: Block, transposeA: Bool = false, transposeB: Bool = false, adding: Bool = false,
  finish: Finish? = nil, with kernel: ProductKernel = .best
) {
  let inner = transposeA ? a.rows : a.columns
  guard result.rows > 0, result.columns > 0 else { return }
  if inner > 0, kernel.keepsBits {
    return adl_gemm(
      kernel.level, result.rows, result.columns, inner,
      a.base, transposeA ? 1 : a.stride, transposeA ? a.stride : 1,
      b.base, transposeB ? 1 : b.stride, transposeB ? b.stride : 1,
      result.base, result.stride, adding ? 1 : 0, finish?.bias, finish?.activation == .relu ? 1 : 0)
  }
  if inner > 0 {
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      numericCast(result.rows), numericCast(result.columns), numericCast(inner),
      1, a.base, numericCast(a.stride), b.base, numericCast(b.stride),
      adding ? 1 : 0, result.base, numericCast(result.stride))
  } else if !adding {
    for row in 0..<result.rows { (result.base + row * result.stride).update(repeating: 0, count: result.columns) }
  }
  if let finish {
    adl_bias_activation(
      result.rows, result.columns, result.base, result.stride, finish.bias, finish.activation == .relu ? 1 : 0)
  }
}
