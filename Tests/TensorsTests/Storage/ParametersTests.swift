import Testing

@testable import Tensors

struct ParametersTests {
  private let generator = RandomGenerator(seed: 7)

  @Test func namesShapesAndRoles() {
    let store = Parameters(generator: generator)
    let a = store.add("a", [3, 4, 5], .specific, .constant(1))
    let b = store.add("b", [7], .shared, .constant(0))
    let c = store.add("c", [2, 5], .state, .unitRows)
    #expect(store.all == [a, b, c])
    #expect(a.count == 60 && a.shape == [3, 4, 5])
    // The last dimension makes the columns.
    #expect(store[a].rows == 12 && store[a].columns == 5)
    #expect(store[b].rows == 1 && store[b].columns == 7)
    #expect(store.role(of: c) == .state)
    #expect(store.count(of: .specific) == 60 && store.count(of: .shared) == 7 && store.count(of: .embedding) == 0)
    store[b] = Matrix(rows: 1, columns: 7, elements: [1, 2, 3, 4, 5, 6, 7])
    #expect(store[b].row(0) == [1, 2, 3, 4, 5, 6, 7])
    #expect(Set(store.all.map(\.name)).count == 3)
  }

  /// Two tensors of one name would be one in a saved file.
  @Test func namesAreUniqueAndShapesKept() async {
    await #expect(processExitsWith: .failure) {
      let store = Parameters(generator: RandomGenerator(seed: 1))
      _ = store.add("a", [2], .shared, .constant(0))
      _ = store.add("a", [2], .shared, .constant(0))
    }
    await #expect(processExitsWith: .failure) {
      let store = Parameters(generator: RandomGenerator(seed: 1))
      let a = store.add("a", [2], .shared, .constant(0))
      store[a] = Matrix(rows: 2, columns: 1)
    }
  }

  /// Redrawn from the tensor's own initialiser; nobody else's numbers or draws move.
  @Test func redrawnAndReplaced() {
    let store = Parameters(generator: generator)
    let a = store.add("a", [4, 3], .embedding, .normal(deviation: 2))
    let b = store.add("b", [2, 3], .state, .unitRows)
    let first = store[a].elements
    #expect(store.redrawn(a, 1).elements == store.redrawn(a, 1).elements)
    #expect(Set([first, store.redrawn(a, 1).elements, store.redrawn(a, 2).elements]).count == 3)
    #expect(
      store.redrawn(b, 1).unitRows().elements.map { ($0 * 1e5).rounded() }
        == store.redrawn(b, 1).elements.map { ($0 * 1e5).rounded() })
    #expect(Parameters(generator: generator).add("a", [4, 3], .embedding, .normal(deviation: 2)) == a)
    let other = store.replacing([(a, store.redrawn(a, 1))])
    #expect(other[a].elements == store.redrawn(a, 1).elements && other[b].elements == store[b].elements)
    #expect(store[a].elements == first)
  }

  @Test("A matrix read from parameters is a value; written in place, the memory moves only if a value is still held")
  func matricesAreValues() {
    let store = Parameters(generator: generator)
    let a = store.add("a", [2, 3], .shared, .constant(1))
    let place = store[a].base
    store.storage(of: a).withUnsafeMutableElements { $0[0] = 2 }
    #expect(store[a].base == place && store[a].elements == [2, 1, 1, 1, 1, 1])
    let (held, others) = (store[a], store.replacing([]))
    store.storage(of: a).withUnsafeMutableElements { $0[0] = 3 }
    #expect(store[a].elements[0] == 3 && held.elements[0] == 2 && others[a].elements[0] == 2)
    others.storage(of: a).withUnsafeMutableElements { $0[1] = 4 }
    #expect(store[a].elements == [3, 1, 1, 1, 1, 1] && others[a].elements == [2, 4, 1, 1, 1, 1])
  }

  /// A new layer in a model does not change the first weights of the others.
  @Test func drawsHangOnTheNameNotTheOrder() {
    let (forwards, backwards) = (Parameters(generator: generator), Parameters(generator: generator))
    let names = ["x", "y", "z"]
    let first = names.map { forwards.add($0, [4, 4], .shared, .normal(deviation: 1)) }
    let second = Array(names.reversed().map { backwards.add($0, [4, 4], .shared, .normal(deviation: 1)) }.reversed())
    for index in names.indices { #expect(bits(forwards[first[index]]) == bits(backwards[second[index]])) }
    #expect(bits(forwards[first[0]]) != bits(forwards[first[1]]))
    let other = Parameters(generator: RandomGenerator(seed: 8))
    #expect(bits(other[other.add("x", [4, 4], .shared, .normal(deviation: 1))]) != bits(forwards[first[0]]))
  }

  /// A tensor's mean, variance and largest absolute element.
  private func moments(_ initialiser: Initialiser, _ rows: Int, _ columns: Int) -> (
    mean: Double, variance: Double, largest: Double
  ) {
    let store = Parameters(generator: generator)
    let x = store[store.add("x", [rows, columns], .shared, initialiser)].elements.map(Double.init)
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return (mean, variance, x.map(abs).max() ?? 0)
  }

  // Draws. The variance of a variance is (κ − 1) σ⁴ / n, with κ = 3 for normal and 9/5 for uniform draws.
  private let n = 100_000.0

  @Test(arguments: [0.01, 1, 3])
  func normal(deviation: Double) {
    let (mean, variance, _) = moments(.normal(deviation: deviation), 1000, 100)
    let square = deviation * deviation
    expectStatistic(mean, 0, variance: square / n)
    expectStatistic(variance, square, variance: 2 * square * square / n)
  }

  @Test(arguments: [(Initialiser.he(inputs: 1000), 6.0 / 1000), (.glorot(inputs: 1000, outputs: 100), 6.0 / 1100)])
  func uniform(initialiser: Initialiser, limitSquared: Double) {
    let (mean, variance, largest) = moments(initialiser, 1000, 100)
    let square = limitSquared / 3
    let limit = limitSquared.squareRoot()
    expectStatistic(mean, 0, variance: square / n)
    expectStatistic(variance, square, variance: 0.8 * square * square / n)
    #expect(largest <= limit * 1.000001)
    #expect(largest > limit * 0.999)
  }

  @Test func constants() {
    #expect(moments(.constant(1), 3, 3).mean == 1)
    #expect(moments(.constant(0), 3, 3).largest == 0)
  }

  /// Length one, and no direction more likely than another: each coordinate has mean 0 and mean square 1 / columns.
  @Test func unitRows() {
    let store = Parameters(generator: generator)
    let x = store[store.add("x", [20_000, 5], .state, .unitRows)]
    var (sums, squares) = ([Double](repeating: 0, count: 5), [Double](repeating: 0, count: 5))
    for row in 0..<x.rows {
      let values = x.row(row).map(Double.init)
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if abs(length - 1) > 1e-6 { Issue.record("row \(row) has length \(length)") }
      for column in 0..<5 {
        sums[column] += values[column]
        squares[column] += values[column] * values[column]
      }
    }
    let rows = Double(x.rows)
    for column in 0..<5 {
      expectStatistic(sums[column] / rows, 0, variance: 0.2 / rows)
      // A coordinate's square has variance 3 / (5 · 7) − 1 / 25 on the sphere of five dimensions.
      expectStatistic(squares[column] / rows, 0.2, variance: (3.0 / 35 - 0.04) / rows)
    }
  }
}
