/// Matrix products of rows that lie sorted by group, each group with a matrix of its own: X_g W_g, and the two products
/// of its gradient. Each is cut into tiles that depend on the shapes alone, so the same sums are made in the same order
/// on any number of threads.
///
/// Weights are stacks: group g's matrix is rows g · inputs ..< (g + 1) · inputs of `weights`.
enum Tile {
  /// Rows of a batch that one product takes at most; a tile of inputs this high stays in the second-level cache.
  static let rows = 128
  /// Columns of a result, or rows of a weight gradient, that one product makes at most.
  static let columns = 256

  /// Cuts a range into equal parts (to within one) of at most `size`.
  static func cut(_ range: Range<Int>, by size: Int) -> [Range<Int>] {
    let parts = (range.count + size - 1) / size
    return (0..<parts).map { part in
      range.lowerBound + range.count * part / parts..<range.lowerBound + range.count * (part + 1) / parts
    }
  }
}

/// One product to make.
struct Product: @unchecked Sendable {
  let a: Block
  let b: Block
  let result: Block
  var transposeA = false
  var transposeB = false
  /// Where the result's tile lies, for whoever works on it while it is in the cache.
  var columns = 0..<0
  var group = 0

  func callAsFunction() {
    multiply(a, b, into: result, transposeA: transposeA, transposeB: transposeB)
  }

  /// y_g = x_g W_g
  static func forward(_ x: Matrix, _ weights: Matrix, _ groups: Groups, into y: Matrix) -> [Product] {
    var products: [Product] = []
    let inputs = x.columns
    for group in 0..<groups.count {
      for rows in Tile.cut(groups[group], by: Tile.rows) {
        for columns in Tile.cut(0..<y.columns, by: Tile.columns) {
          products.append(
            Product(
              a: Block(x, rows: rows, columns: 0..<inputs),
              b: Block(weights, rows: group * inputs..<(group + 1) * inputs, columns: columns),
              result: Block(y, rows: rows, columns: columns), columns: columns, group: group))
        }
      }
    }
    return products
  }

  /// dx_g = dy_g W_gᵀ
  static func inputGradient(_ dy: Matrix, _ weights: Matrix, _ groups: Groups, into dx: Matrix) -> [Product] {
    var products: [Product] = []
    let inputs = dx.columns
    for group in 0..<groups.count {
      for rows in Tile.cut(groups[group], by: Tile.rows) {
        for columns in Tile.cut(0..<inputs, by: Tile.columns) {
          products.append(
            Product(
              a: Block(dy, rows: rows, columns: 0..<dy.columns),
              b: Block(
                weights, rows: group * inputs + columns.lowerBound..<group * inputs + columns.upperBound,
                columns: 0..<dy.columns),
              result: Block(dx, rows: rows, columns: columns), transposeB: true))
        }
      }
    }
    return products
  }

  /// dW_g = x_gᵀ dy_g; a group without rows gets no product, and its part of `dw` stays as it is.
  static func weightGradient(_ x: Matrix, _ dy: Matrix, _ groups: Groups, into dw: Matrix) -> [Product] {
    var products: [Product] = []
    let inputs = x.columns
    for group in 0..<groups.count where !groups[group].isEmpty {
      for tall in Tile.cut(0..<inputs, by: Tile.columns) {
        for wide in Tile.cut(0..<dy.columns, by: Tile.columns) {
          products.append(
            Product(
              a: Block(x, rows: groups[group], columns: tall),
              b: Block(dy, rows: groups[group], columns: wide),
              result: Block(
                dw, rows: group * inputs + tall.lowerBound..<group * inputs + tall.upperBound, columns: wide),
              transposeA: true))
        }
      }
    }
    return products
  }
}
