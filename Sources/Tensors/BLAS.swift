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

/// The library's own threads collapse where cores are shared; the worker pool runs single-threaded calls on fixed tiles.
func singleThreadedBLAS() {
  #if !canImport(Accelerate)
    openblas_set_num_threads(1)
  #endif
}

/// result = a · b, where `transposeA` and `transposeB` say which of them is to be read as its transpose.
///
/// - Parameter adding: result += a · b instead.
func multiply(
  _ a: Block, _ b: Block, into result: Block, transposeA: Bool = false, transposeB: Bool = false, adding: Bool = false
) {
  let inner = transposeA ? a.rows : a.columns
  guard result.rows > 0, result.columns > 0 else { return }
  guard inner > 0 else {
    if adding { return }
    for row in 0..<result.rows { (result.base + row * result.stride).update(repeating: 0, count: result.columns) }
    return
  }
  cblas_sgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
    numericCast(result.rows), numericCast(result.columns), numericCast(inner),
    1, a.base, numericCast(a.stride), b.base, numericCast(b.stride),
    adding ? 1 : 0, result.base, numericCast(result.stride))
}
