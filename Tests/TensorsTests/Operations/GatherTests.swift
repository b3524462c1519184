import Testing

@testable import Tensors

struct GatherTests {
  /// All rows, none, repeated ones, one alone; more columns than one task owns (64).
  @Test(arguments: [[0, 1, 2, 3, 4], [], [2], [3, 3, 0, 3, 1, 0, 4, 4]] as [[Int32]], [1, 7, 65])
  func gradients(rows: [Int32], columns: Int) {
    GradientCheck(inputs: [randomMatrix(5, columns, seed: 1)])(
      library: { tape, x, _ in tape.gather(x[0], rows: rows) }, oracle: { x, _ in Oracle.gather(x[0], rows) })
  }

  @Test func gatherFromNoRows() {
    GradientCheck(inputs: [Matrix(rows: 0, columns: 3)])(
      library: { tape, x, _ in tape.gather(x[0], rows: []) }, oracle: { x, _ in x[0] })
  }

  @Test(arguments: [[2, 0, 2, 0, 3, 2], [1], [], [3, 2, 1, 0]] as [[Int32]])
  func sortedGradients(assignment: [Int32]) {
    let partition = Partition(assignment, count: 4)
    let rows = assignment.indices.sorted { (assignment[$0], $0) < (assignment[$1], $1) }.map(Int32.init)
    GradientCheck(inputs: [randomMatrix(assignment.count, 3, seed: 1)])(
      library: { tape, x, _ in tape.sorted(x[0], by: partition) }, oracle: { x, _ in Oracle.gather(x[0], rows) })
  }

  @Test(arguments: [[2, 0, 2, 0, 3, 2], [1], [], [3, 2, 1, 0]] as [[Int32]])
  func unsortedGradients(assignment: [Int32]) {
    let partition = Partition(assignment, count: 4)
    let rows = assignment.indices.sorted { (assignment[$0], $0) < (assignment[$1], $1) }
    GradientCheck(inputs: [randomMatrix(assignment.count, 3, seed: 1)])(
      library: { tape, x, _ in tape.unsorted(x[0], by: partition) },
      oracle: { x, _ in
        var y = x[0]
        for (position, row) in rows.enumerated() {
          for column in 0..<3 { y[row, column] = x[0][position, column] }
        }
        return y
      })
  }

  /// There and back, over more rows than one task takes.
  @Test(arguments: [0, 1, 127, 129, 257])
  func sortedThenUnsortedIsTheBatch(rows: Int) {
    var draws = RandomGenerator(seed: 5)
    let partition = Partition((0..<rows).map { _ in Int32(draws.index(below: 6)) }, count: 6)
    let x = randomMatrix(rows, 17, seed: 2)
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let back = tape.unsorted(tape.sorted(tape.constant(x), by: partition), by: partition)
    #expect(bits(back.matrix) == bits(x))
  }
}
