import CKernels

/// Row-wise arithmetic without gradients, for the router and for state.
extension Matrix {
  /// Turns each row into a unit vector, in place; a row of zeros stays zeros (equation 4).
  func normaliseRows() {
    for row in 0..<rows {
      let x = base + row * columns
      let length = adl_sum_of_squares(columns, x).squareRoot()
      guard length > 0 else { continue }
      for column in 0..<columns { x[column] /= length }
    }
  }

  /// The unit vectors of the rows (equation 4); a row of zeros stays zeros.
  public func unitRows() -> Matrix {
    let unit = copy()
    unit.normaliseRows()
    return unit
  }

  /// a · self + b · other
  public func mixed(_ a: Float, with other: Matrix, _ b: Float) -> Matrix {
    precondition(rows == other.rows && columns == other.columns, "matrices of one shape")
    let result = copy()
    for i in 0..<count { result.base[i] = a * base[i] + b * other.base[i] }
    return result
  }

  /// Each row's column with the largest value, the first of equal ones.
  public func largestColumns(in pool: BufferPool? = nil) -> IndexList {
    let largest = IndexList(count: rows, in: pool)
    guard columns > 0 else {
      largest.base.update(repeating: 0, count: rows)
      return largest
    }
    for row in 0..<rows {
      let x = base + row * columns
      var (best, top) = (0, x[0])
      // Chosen without a branch: which column it is cannot be foreseen.
      for column in 1..<columns {
        let isLarger = x[column] > top
        best = isLarger ? column : best
        top = isLarger ? x[column] : top
      }
      largest.base[row] = Int32(best)
    }
    return largest
  }

  /// The first rows, at most so many.
  public func firstRows(_ limit: Int) -> Matrix {
    guard limit < rows else { return self }
    let first = Matrix(rows: limit, columns: columns)
    first.base.update(from: base, count: first.count)
    return first
  }
}
