import CKernels

/// What makes matrix products: kernels of our own; on macOS the system's library.
///
/// Elsewhere a library has to recognise the processor, and one that is older than the processor takes its slowest kernels
/// (OpenBLAS 0.3.21 on an Intel Xeon of 2023: a tenth of the speed). Ours need the instructions and nothing else.
enum ProductKernel: Equatable, Sendable {
  /// 512-bit registers, and 256-bit ones.
  case avx512, avx2
  /// What every processor has.
  case portable
  /// 512-bit registers whose operands are rounded to bfloat16. Never the best: only where it was asked for.
  case bf16
  /// Accelerate on macOS. Elsewhere OpenBLAS, where it happens to be: for comparison only (`BLASLibrary`).
  case library

  /// The fastest that this processor has, apart from what happens to be installed.
  static var best: ProductKernel {
    if BLASLibrary.isPartOfTheSystem { return .library }
    return switch adl_gemm_level() {
    case 2: .avx512
    case 1: .avx2
    default: .portable
    }
  }

  /// All in single precision that are here.
  static var available: [ProductKernel] {
    let ours: [ProductKernel] = [.portable, .avx2, .avx512]
    return ours.prefix(Int(adl_gemm_level()) + 1) + (BLASLibrary.opened == nil ? [] : [.library])
  }

  var name: String {
    switch self {
    case .avx512: "AVX-512"
    case .avx2: "AVX2"
    case .portable: "portable"
    case .bf16: "bf16"
    case .library: BLASLibrary.isPartOfTheSystem ? "Accelerate" : "OpenBLAS"
    }
  }

  /// Whether an element's bits depend on its row, its column and its addend alone. A library picks its kernels by the shape
  /// of a product, and their roundings differ in the last bit.
  var isBitExact: Bool { self != .library }

  /// Columns that one product makes at most, and one of the last. A library packs its operands anew for each product: so
  /// its tiles stay wide. Ours packs W's columns while it multiplies them.
  var tileWidth: (wide: Int, narrow: Int) { self == .library ? (512, 512) : (512, 128) }

  /// What `adl_gemm` calls it.
  var level: Int32 {
    switch self {
    case .library, .portable: 0
    case .avx2: 1
    case .avx512: 2
    case .bf16: 3
    }
  }
}
