import Testing

@testable import Tensors

/// Every kernel for matrix products that this processor has, against the plainest loops.
struct ProductKernelTests {
  /// The one of lower precision too: the numbers below are exact in it.
  private static let kernels = ProductKernel.available + (Precision.bf16.isAvailable ? [.bf16] : [])

  /// Around the widths and heights of tiles, of either kind of register, and one of several tiles.
  private static let sizes = [0, 1, 2, 5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 31, 32, 33, 50]
  /// Around the blocks that operands are packed in.
  private static let large = [[20, 600, 1030], [33, 513, 513], [520, 40, 511], [3, 257, 1024], [1030, 3, 7]]

  @Test(arguments: kernels, [false, true])
  func smallShapes(kernel: ProductKernel, transposeA: Bool) {
    for rows in Self.sizes {
      for columns in Self.sizes {
        for inner in Self.sizes {
          check(kernel, rows, columns, inner, transposeA, transposeB: (rows + columns + inner) % 2 == 0)
          check(kernel, rows, columns, inner, transposeA, transposeB: (rows + columns + inner) % 2 == 1)
        }
      }
    }
  }

  @Test(arguments: kernels, large)
  func largeShapes(kernel: ProductKernel, shape: [Int]) {
    for transposes in 0..<4 {
      check(kernel, shape[0], shape[1], shape[2], transposes & 1 == 1, transposeB: transposes & 2 == 2)
    }
  }

  /// Rows a multiple of 4096 bytes apart go another way.
  @Test(arguments: kernels)
  func rowsOnPages(kernel: ProductKernel) {
    let (a, b) = (randomMatrix(17, 2048, seed: 1), randomMatrix(2048, 19, seed: 2))
    let result = Matrix(rows: 17, columns: 19)
    multiply(whole(a), whole(b), into: whole(result), with: kernel)
    let product = kernel == .bf16 ? Self.product(Self.rounded(a), Self.rounded(b)) : Self.product(Grid(a), Grid(b))
    expectClose(result, product, tolerance: 1e-4)
  }

  /// To the nearest numbers whose lower sixteen bits are 0, of two the even one.
  private static func rounded(_ matrix: Matrix) -> Grid {
    let bits = matrix.elements.map { $0.bitPattern + 0x7fff + ($0.bitPattern >> 16 & 1) }
    let floats = bits.map { Float(bitPattern: $0 & 0xffff_0000) }
    return Grid(Matrix(rows: matrix.rows, columns: matrix.columns, elements: floats))
  }

  /// With numbers that products of them are exact for, the answer has to be exact: also added to what was there, and with
  /// a bias and the activation. What lies around the result stays.
  private func check(
    _ kernel: ProductKernel, _ rows: Int, _ columns: Int, _ inner: Int, _ transposeA: Bool, transposeB: Bool
  ) {
    func numbers(_ rows: Int, _ columns: Int, _ seed: Int) -> Matrix {
      let elements = (0..<rows * columns).map { Float(($0 * 7 + $0 / 5 * 3 + seed) % 17 - 8) }
      return Matrix(rows: rows, columns: columns, elements: elements)
    }
    // In the middle of wider matrices.
    func middle(_ matrix: Matrix, _ rows: Int, _ columns: Int) -> Block {
      Block(matrix, rows: 1..<1 + rows, columns: 2..<2 + columns)
    }
    let (p, q) = transposeA ? (inner, rows) : (rows, inner)
    let (r, s) = transposeB ? (columns, inner) : (inner, columns)
    let (a, b) = (numbers(p + 2, q + 3, 1), numbers(r + 2, s + 3, 2))
    let bias = numbers(1, columns + 1, 3)
    var product = [Float](repeating: 0, count: rows * columns)
    for i in 0..<rows {
      for j in 0..<columns {
        for k in 0..<inner {
          let x = transposeA ? a[1 + k, 2 + i] : a[1 + i, 2 + k]
          let y = transposeB ? b[1 + j, 2 + k] : b[1 + k, 2 + j]
          product[i * columns + j] += x * y
        }
      }
    }
    let mask = numbers(rows + 2, columns + 4, 5)
    for (adding, finishes, masks) in [
      (false, false, false), (true, false, false), (false, true, false), (true, true, true), (false, false, true),
    ] {
      let before = numbers(rows + 2, columns + 4, 4)
      let result = before.copy()
      multiply(
        middle(a, p, q), middle(b, r, s), into: middle(result, rows, columns), transposeA: transposeA,
        transposeB: transposeB, adding: adding,
        finish: Finish(
          bias: finishes ? bias.base : nil, activation: finishes ? .relu : .identity,
          mask: masks ? middle(mask, rows, columns).base : nil),
        with: kernel)
      var wrong = 0
      for i in 0..<result.rows {
        for j in 0..<result.columns {
          guard (1..<1 + rows).contains(i), (2..<2 + columns).contains(j) else {
            wrong += result[i, j] == before[i, j] ? 0 : 1
            continue
          }
          var sum = (adding ? before[i, j] : 0) + product[(i - 1) * columns + j - 2]
          if finishes { sum = max(0, sum + bias[0, j - 2]) }
          if masks, mask[i, j] <= 0 { sum = 0 }
          wrong += result[i, j] == sum ? 0 : 1
        }
      }
      if wrong > 0 {
        Issue.record("\(kernel) \(rows) x \(columns) x \(inner) \(transposeA) \(transposeB) \(adding): \(wrong) wrong")
      }
    }
  }

  /// A factor of b is as if b had been multiplied by it before: to the bit.
  @Test(
    arguments: kernels.filter(\.isBitExact), [[1, 1, 1], [9, 8, 7], [14, 33, 16], [15, 32, 17], [40, 130, 600]])
  func factors(kernel: ProductKernel, shape: [Int]) {
    let (rows, columns, inner) = (shape[0], shape[1], shape[2])
    for transposeB in [false, true] {
      let a = randomMatrix(rows, inner, seed: 1)
      func operand(_ seed: Int) -> Matrix {
        randomMatrix(transposeB ? columns : inner, transposeB ? inner : columns, seed: seed)
      }
      let (b, f) = (operand(2), operand(3))
      let products = Matrix(rows: b.rows, columns: b.columns, elements: zip(b.elements, f.elements).map { $0 * $1 })
      let (fused, apart) = (Matrix(rows: rows, columns: columns), Matrix(rows: rows, columns: columns))
      multiply(whole(a), whole(b), times: f.base, into: whole(fused), transposeB: transposeB, with: kernel)
      multiply(whole(a), whole(products), into: whole(apart), transposeB: transposeB, with: kernel)
      #expect(bits(fused) == bits(apart))
    }
  }

  private static func product(_ a: Grid, _ b: Grid) -> Grid {
    var result = Grid(a.rows, b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        for k in 0..<a.columns { result[i, j] += a[i, k] * b[k, j] }
      }
    }
    return result
  }

  /// Our own wide kernels' bits are said in one sentence: one chain of fused multiplications and additions, in blocks of 512.
  @Test(
    arguments: ProductKernel.available.filter { $0.isBitExact && $0 != .portable },
    [(29, 45, 3), (29, 45, 512), (3, 17, 1030), (70, 1, 513)])
  func bitsOfTheChain(kernel: ProductKernel, shape: (rows: Int, columns: Int, inner: Int)) {
    let (a, b) = (randomMatrix(shape.rows, shape.inner, seed: 1), randomMatrix(shape.inner, shape.columns, seed: 2))
    let result = Matrix(rows: shape.rows, columns: shape.columns)
    multiply(whole(a), whole(b), into: whole(result), with: kernel)
    var expected = Matrix(rows: shape.rows, columns: shape.columns)
    for i in 0..<shape.rows {
      for j in 0..<shape.columns {
        for start in stride(from: 0, to: shape.inner, by: 512) {
          var sum: Float = 0
          for k in start..<min(shape.inner, start + 512) { sum = sum.addingProduct(a[i, k], b[k, j]) }
          expected[i, j] = start == 0 ? sum : expected[i, j] + sum
        }
      }
    }
    #expect(bits(result) == bits(expected))
  }

  /// At inference rows of the library go through products of one height; with ours there is no need.
  @Test(arguments: kernels, [(16, 1), (64, 32), (368, 512), (7, 3)])
  func anyPlace(kernel: ProductKernel, shape: (inner: Int, columns: Int)) {
    let (x, w) = (
      randomMatrix(Tile.inferenceRows, shape.inner, seed: 1), randomMatrix(shape.inner, shape.columns, seed: 2)
    )
    let pool = BufferPool()
    func results(_ rows: [Int]) -> [[UInt32]] {
      let picked = Matrix(rows: rows.count, columns: shape.inner, elements: rows.flatMap { x.row($0) })
      let result = Matrix(rows: rows.count, columns: shape.columns)
      multiplyInFixedHeight(whole(picked), whole(w), into: whole(result), pool, with: kernel)
      return rows.indices.map { result.row($0).map(\.bitPattern) }
    }
    let together = results(Array(0..<Tile.inferenceRows))
    for count in [1, 2, 7, 8, 15, 63] {
      let rows = (0..<count).map { ($0 * 37 + count) % Tile.inferenceRows }
      #expect(results(rows) == rows.map { together[$0] }, "\(count) rows")
    }
  }

  @Test func notANumberStaysOutOfOtherRows() {
    for kernel in Self.kernels {
      var a = randomMatrix(20, 9, seed: 1)
      a[3, 4] = .nan
      // A block does not keep its matrix: both have names.
      let (b, result) = (randomMatrix(9, 5, seed: 2), Matrix(rows: 20, columns: 5))
      multiply(whole(a), whole(b), into: whole(result), with: kernel)
      withExtendedLifetime((a, b)) {}
      for row in 0..<20 { #expect(result.row(row).allSatisfy { $0.isNaN == (row == 3) }) }
    }
  }

  private func whole(_ matrix: Matrix) -> Block {
    Block(matrix, rows: 0..<matrix.rows, columns: 0..<matrix.columns)
  }
}
