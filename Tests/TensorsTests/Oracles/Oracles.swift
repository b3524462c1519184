@testable import Tensors

/// A row-major matrix of `Double` with the plainest loops: what the library is compared with. Nothing in this file calls
/// an operation of the library.
struct Grid {
  let rows: Int
  let columns: Int
  var elements: [Double]

  init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: 0, count: rows * columns)
  }

  /// The floats of a matrix, exactly.
  init(_ matrix: Matrix) {
    rows = matrix.rows
    columns = matrix.columns
    elements = matrix.elements.map(Double.init)
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  func row(_ row: Int) -> [Double] { Array(elements[row * columns..<(row + 1) * columns]) }
}

enum Oracle {
  /// The groups' numbers, row by row: [2, 0, 1] is 0, 0, 2.
  static func assignment(_ sizes: [Int]) -> [Int] {
    sizes.enumerated().flatMap { group, size in Array(repeating: group, count: size) }
  }

  /// y_g = x_g W_g + b_g, cut off at 0 for ReLU.
  static func linear(_ x: Grid, _ w: Grid, _ b: Grid, sizes: [Int], relu: Bool) -> Grid {
    var y = Grid(x.rows, w.columns)
    for (row, group) in assignment(sizes).enumerated() {
      for output in 0..<w.columns {
        var z = b[group, output]
        for input in 0..<x.columns { z += x[row, input] * w[group * x.columns + input, output] }
        y[row, output] = relu ? max(z, 0) : z
      }
    }
    return y
  }

  static func softmax(_ x: Grid) -> Grid {
    var y = x
    for row in 0..<x.rows {
      let top = x.row(row).max() ?? 0
      let powers = x.row(row).map { exponential($0 - top) }
      let sum = powers.reduce(0, +)
      for column in 0..<x.columns { y[row, column] = powers[column] / sum }
    }
    return y
  }

  /// y[p] = x[rows[p]]
  static func gather(_ x: Grid, _ rows: [Int32]) -> Grid {
    var y = Grid(rows.count, x.columns)
    for (position, row) in rows.enumerated() {
      for column in 0..<x.columns { y[position, column] = x[Int(row), column] }
    }
    return y
  }

  /// Field by field the sum or the mean of the named table rows; `values[row][field]` are ids, and `weights` as many.
  static func lookup(
    _ table: Grid, _ values: [[[Int]]], _ pooling: [Bags.Pooling], weights: [[[Float]]]? = nil
  ) -> Grid {
    var y = Grid(values.count, pooling.count * table.columns)
    for (row, fields) in values.enumerated() {
      for (field, ids) in fields.enumerated() {
        for (id, share) in zip(ids, shares(ids.count, pooling[field], weights?[row][field])) {
          for d in 0..<table.columns { y[row, field * table.columns + d] += share * table[id, d] }
        }
      }
    }
    return y
  }

  /// What each of a bag's values counts.
  static func shares(_ count: Int, _ pooling: Bags.Pooling, _ weights: [Float]?) -> [Double] {
    let weights = weights?.map(Double.init) ?? Array(repeating: 1, count: count)
    let sum = weights.reduce(0, +)
    return weights.map { pooling == .sum ? $0 : sum == 0 ? 0 : $0 / sum }
  }

  /// −mean(y log p + (1 − y) log(1 − p)), as equation 8 of the paper is printed.
  static func crossEntropy(_ logits: Grid, _ labels: [Float], weights: [Float]? = nil) -> Grid {
    var loss = Grid(1, 1)
    for (row, (z, label)) in zip(logits.elements, labels).enumerated() {
      let p = 1 / (1 + exponential(-z))
      let own = Double(label) * logarithm(p) + (1 - Double(label)) * logarithm(1 - p)
      loss.elements[0] -= weights.map { Double($0[row]) * own } ?? own
    }
    if !labels.isEmpty { loss.elements[0] /= Double(labels.count) }
    return loss
  }

  /// Adam as in Kingma and Ba's algorithm 1, weight by weight; without momentum m is g.
  struct Adam {
    var w: [Double]
    var m: [Double]
    var v: [Double]
    // The library keeps its constants as floats; the same numbers here, or the tolerance would have to hide them.
    static let beta1 = Double(Float(0.9))
    static let beta2 = Double(Float(0.999))

    init(_ w: Matrix) {
      self.w = w.elements.map(Double.init)
      m = Array(repeating: 0, count: w.count)
      v = m
    }

    mutating func step(_ t: Int, _ index: Int, gradient g: Double, learningRate: Double, momentum: Bool = true) {
      m[index] = Self.beta1 * m[index] + (1 - Self.beta1) * g
      v[index] = Self.beta2 * v[index] + (1 - Self.beta2) * g * g
      let mHat = momentum ? m[index] / (1 - power(Self.beta1, t)) : g
      let vHat = v[index] / (1 - power(Self.beta2, t))
      w[index] -= learningRate * mHat / (vHat.squareRoot() + 1e-8)
    }
  }

  static func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { p, _ in p * base } }
}
