import CKernels

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

/// What happens to a product on its way out: result = activation(result + bias), and 0 where a mask is not positive.
struct Finish {
  /// As many floats as the product has columns.
  var bias: UnsafePointer<Float>?
  var activation = Activation.identity
  /// Laid out as the result, its rows as far apart.
  var mask: UnsafePointer<Float>?
}

/// result = a · b, each read as its transpose where `transposeA` or `transposeB` is set.
///
/// - Parameters:
///   - factor: if given, b is multiplied by it element by element as it is read; laid out as b. Not for the library.
///   - adding: result += a · b instead.
///   - finish: what happens then.
///   - prefetch: what is worked on next, to be asked into the cache meanwhile; the library does not.
func multiply(
  _ a: Block, _ b: Block, times factor: UnsafePointer<Float>? = nil, into result: Block, transposeA: Bool = false,
  transposeB: Bool = false, adding: Bool = false, finish: Finish = Finish(), prefetch: adl_prefetch? = nil,
  with kernel: ProductKernel = .best
) {
  let inner = transposeA ? a.rows : a.columns
  guard result.rows > 0, result.columns > 0 else { return }
  let relu: Int32 = finish.activation == .relu ? 1 : 0
  if inner > 0, kernel.isBitExact {
    func multiply(_ prefetch: UnsafePointer<adl_prefetch>?) {
      adl_gemm(
        kernel.level, result.rows, result.columns, inner,
        a.base, transposeA ? 1 : a.stride, transposeA ? a.stride : 1,
        b.base, factor, transposeB ? 1 : b.stride, transposeB ? b.stride : 1,
        result.base, result.stride,
        adl_finish(adding: adding ? 1 : 0, bias: finish.bias, relu: relu, mask: finish.mask), prefetch)
    }
    guard let prefetch else { return multiply(nil) }
    return withUnsafePointer(to: prefetch) { multiply($0) }
  }
  if inner > 0 {
    precondition(factor == nil, "the library takes no factors")
    guard let library = BLASLibrary.opened else { preconditionFailure("a library that is not here") }
    library.multiply(a, b, into: result, inner: inner, transposeA: transposeA, transposeB: transposeB, adding: adding)
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
