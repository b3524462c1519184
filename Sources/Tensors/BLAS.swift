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

  /// All of a matrix.
  init(_ matrix: Matrix) { self.init(matrix, rows: 0..<matrix.rows, columns: 0..<matrix.columns) }
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

  /// Columns that one product makes at most, and one of the last. A library packs its operands anew for each product: so
  /// its tiles stay wide. Ours packs W's columns while it multiplies them.
  var tileWidth: (wide: Int, narrow: Int) { self == .library ? (512, 512) : (512, 128) }

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

/// What happens to a product on its way out: result = activation(result + bias), and 0 where a mask is not positive.
struct Finish {
  /// As many floats as the product has columns.
  var bias: UnsafePointer<Float>?
  var activation = Activation.identity
  /// Laid out as the result, its rows as far apart.
  var mask: UnsafePointer<Float>?
}

/// result = a · b, where `transposeA` and `transposeB` say which of them is to be read as its transpose.
///
/// - Parameters:
///   - factor: if given, b is multiplied by it element by element as it is read; laid out as b. Not for the library.
///   - adding: result += a · b instead.
///   - finish: what happens then.
func multiply(
  _ a: Block, _ b: Block, times factor: UnsafePointer<Float>? = nil, into result: Block, transposeA: Bool = false,
  transposeB: Bool = false, adding: Bool = false, finish: Finish = Finish(), with kernel: ProductKernel = .best
) {
  let inner = transposeA ? a.rows : a.columns
  guard result.rows > 0, result.columns > 0 else { return }
  let relu: Int32 = finish.activation == .relu ? 1 : 0
  if inner > 0, kernel.keepsBits {
    return adl_gemm(
      kernel.level, result.rows, result.columns, inner,
      a.base, transposeA ? 1 : a.stride, transposeA ? a.stride : 1,
      b.base, factor, transposeB ? 1 : b.stride, transposeB ? b.stride : 1,
      result.base, result.stride,
      adl_finish(adding: adding ? 1 : 0, bias: finish.bias, relu: relu, mask: finish.mask))
  }
  if inner > 0 {
    precondition(factor == nil, "the library takes no factors")
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      numericCast(result.rows), numericCast(result.columns), numericCast(inner),
      1, a.base, numericCast(a.stride), b.base, numericCast(b.stride),
      adding ? 1 : 0, result.base, numericCast(result.stride))
  } else if !adding {
    for row in 0..<result.rows { (result.base + row * result.stride).update(repeating: 0, count: result.columns) }
  }
  if let bias = finish.bias {
    adl_bias_activation(result.rows, result.columns, result.base, result.stride, bias, relu)
  }
  if let mask = finish.mask {
    for start in stride(from: 0, to: result.rows * result.stride, by: result.stride) {
      adl_relu_backward(result.columns, mask + start, result.base + start)
    }
  }
}
