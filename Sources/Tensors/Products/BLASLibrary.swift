import CKernels

#if canImport(Accelerate)
  import Accelerate
#else
  import Glibc
#endif

/// Matrix products by a library: Accelerate, a part of macOS. Elsewhere OpenBLAS if it is installed, opened at
/// first use: `adl bench` compares with the best product at hand, and tests cover this way too. Nothing else needs it.
struct BLASLibrary: Sendable {
  #if canImport(Accelerate)
    static let isPartOfTheSystem = true
    static let opened: BLASLibrary? = BLASLibrary()
  #else
    static let isPartOfTheSystem = false
    /// Nil where there is none.
    static let opened = BLASLibrary()

    /// `cblas_sgemm`, of 32-bit sizes.
    private typealias Product =
      @convention(c) (
        Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32, UnsafePointer<Float>, Int32,
        Float,
        UnsafeMutablePointer<Float>, Int32
      ) -> Void
    private let product: Product

    private init?() {
      // OpenBLAS chooses its kernels when it is opened, by a list of processors, and one that is newer than its release
      // gets kernels of twenty years ago. Unless the user has chosen, we choose what this processor can do.
      if let name = Self.kernels(level: Int(adl_gemm_level())) { setenv("OPENBLAS_CORETYPE", name, 0) }
      guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL),
        let product = dlsym(library, "cblas_sgemm"), let threads = dlsym(library, "openblas_set_num_threads")
      else { return nil }
      // Its own threads collapse where cores are shared; the worker pool calls it on each of its own.
      unsafeBitCast(threads, to: (@convention(c) (Int32) -> Void).self)(1)
      self.product = unsafeBitCast(product, to: Product.self)
    }

    /// OpenBLAS's name for the kernels that a processor can run; nil to leave the choice to it.
    static func kernels(level: Int) -> String? { [1: "HASWELL", 2: "SKYLAKEX"][level] }
  #endif

  /// result = a · b, or result += a · b.
  func multiply(
    _ a: Block, _ b: Block, into result: Block, inner: Int, transposeA: Bool, transposeB: Bool, adding: Bool
  ) {
    #if canImport(Accelerate)
      cblas_sgemm(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
        numericCast(result.rows), numericCast(result.columns), numericCast(inner),
        1, a.base, numericCast(a.stride), b.base, numericCast(b.stride),
        adding ? 1 : 0, result.base, numericCast(result.stride))
    #else
      // CblasRowMajor; CblasTrans and CblasNoTrans.
      product(
        101, transposeA ? 112 : 111, transposeB ? 112 : 111, Int32(result.rows), Int32(result.columns), Int32(inner),
        1, a.base, Int32(a.stride), b.base, Int32(b.stride), adding ? 1 : 0, result.base, Int32(result.stride))
    #endif
  }
}
