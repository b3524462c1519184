import Foundation
import Testing

@testable import Tensors

func exponential(_ x: Double) -> Double { exp(x) }
func logarithm(_ x: Double) -> Double { log(x) }

/// The sizes at which vector loops, register tiles and this library's own tiles (128 rows, 256 columns) end or begin.
let oddSizes = [0, 1, 2, 7, 8, 9, 15, 16, 17, 127, 129, 257]

/// Standard normal elements, the same for the same seed.
func randomMatrix(_ rows: Int, _ columns: Int, seed: Int) -> Matrix {
  var draws = RandomGenerator(seed: UInt64(seed)).child("matrix", rows, columns)
  return Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(draws.normal()) })
}

func bits(_ matrix: Matrix) -> [UInt32] { matrix.elements.map(\.bitPattern) }

/// Equal up to the rounding of floats, measured on the largest element: sums that cancel have no precision of their own.
func expectClose(
  _ actual: [Float], _ expected: [Double], tolerance: Double = 1e-5, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, "\(what): the count", sourceLocation: sourceLocation)
  guard actual.count == expected.count else { return }
  let limit = tolerance * max(expected.map(abs).max() ?? 0, 1e-2)
  // `!(… <= …)`, so that NaN is found.
  let wrong = expected.indices.filter { !(abs(Double(actual[$0]) - expected[$0]) <= limit) }
  let first = wrong.first.map { "first at \($0): \(actual[$0]), not \(expected[$0])" } ?? ""
  #expect(wrong.isEmpty, "\(what): \(wrong.count) of \(expected.count) wrong, \(first)", sourceLocation: sourceLocation)
}

func expectClose(
  _ actual: Matrix, _ expected: Grid, tolerance: Double = 1e-5, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.rows == expected.rows && actual.columns == expected.columns, "\(what)", sourceLocation: sourceLocation)
  expectClose(actual.elements, expected.elements, tolerance: tolerance, what, sourceLocation: sourceLocation)
}

/// A statistic lies within five of its standard deviations; those of fixed seeds either do or do not, for good.
func expectStatistic(
  _ value: Double, _ expected: Double, variance: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
  let distance = abs(value - expected)
  #expect(distance <= 5 * variance.squareRoot(), "\(value), not \(expected)", sourceLocation: sourceLocation)
}

/// ∂f/∂x, element by element, from the function's values alone.
func centralDifferences(at x: Grid, _ f: (Grid) -> Double) -> [Double] {
  let h = 1e-5
  return x.elements.indices.map { index in
    var (up, down) = (x, x)
    up.elements[index] += h
    down.elements[index] -= h
    return (f(up) - f(down)) / (2 * h)
  }
}

extension Parameters {
  /// A tensor with these numbers.
  func add(_ name: String, _ matrix: Matrix, role: Role = .shared) -> Parameter {
    let parameter = add(name, [matrix.rows, matrix.columns], role, .constant(0))
    self[parameter] = matrix
    return parameter
  }
}

extension Tape {
  static func training(
    _ parameters: Parameters, threads: Int = 2, seed: UInt64 = 1, kernel: ProductKernel = .best
  ) -> Tape {
    Tape(
      parameters: parameters, workspace: Workspace(threads: threads, kernel: kernel), mode: .training,
      generator: RandomGenerator(seed: seed))
  }

  /// Σ w ⊗ y with given weights: a scalar loss whose gradient is known and different for each element. Made here, so
  /// that an operation is checked without the help of another.
  func weighted(_ y: Value, by w: Matrix) -> Value {
    let sum = zip(y.matrix.elements, w.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    return record(Matrix(rows: 1, columns: 1, elements: [Float(sum)]), from: [y]) { tape, gradient in
      #expect(gradient.elements == [1])
      tape.accumulate(w, into: y)
    }
  }

  /// All of a parameter's gradients on this tape, spelled out and added up; nil if there are none.
  func total(for parameter: Parameter) -> [Float]? {
    let parts = gradients.compactMap { $0.denseMatrix(for: parameter, in: parameters)?.elements }
    guard let first = parts.first else { return nil }
    return parts.dropFirst().reduce(first) { sum, part in zip(sum, part).map(+) }
  }
}

/// Compares an operation's result with an oracle's, and its gradients with central differences of the oracle.
struct GradientCheck {
  /// What the operation takes as values on the tape.
  var inputs: [Matrix] = []
  /// What it takes as parameters.
  var parameters: [Matrix] = []
  var threads = 2
  var kernel = ProductKernel.best

  func callAsFunction(
    sourceLocation: SourceLocation = #_sourceLocation,
    library: (Tape, [Value], [Parameter]) -> Value, oracle: ([Grid], [Grid]) -> Grid
  ) {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let handles = parameters.enumerated().map { store.add("p\($0)", $1) }
    let tape = Tape.training(store, threads: threads, kernel: kernel)
    var received: [Int: Matrix] = [:]
    let values = inputs.enumerated().map { index, input in tape.variable(input) { received[index] = $0 } }

    let y = library(tape, values, handles)
    let inputGrids = inputs.map(Grid.init)
    let parameterGrids = parameters.map(Grid.init)
    expectClose(y.matrix, oracle(inputGrids, parameterGrids), "the result", sourceLocation: sourceLocation)

    let weights = randomMatrix(y.rows, y.columns, seed: 99)
    tape.backward(from: tape.weighted(y, by: weights))
    func loss(_ y: Grid) -> Double { zip(y.elements, weights.elements).reduce(0) { $0 + $1.0 * Double($1.1) } }
    for index in inputs.indices {
      let expected = centralDifferences(at: inputGrids[index]) { x in
        var moved = inputGrids
        moved[index] = x
        return loss(oracle(moved, parameterGrids))
      }
      let gradient = received[index]?.elements ?? []
      expectClose(gradient, expected, "input \(index)'s gradient", sourceLocation: sourceLocation)
    }
    for index in parameters.indices {
      let expected = centralDifferences(at: parameterGrids[index]) { p in
        var moved = parameterGrids
        moved[index] = p
        return loss(oracle(inputGrids, moved))
      }
      let gradient = tape.total(for: handles[index]) ?? []
      expectClose(gradient, expected, "parameter \(index)'s gradient", sourceLocation: sourceLocation)
    }
  }
}
