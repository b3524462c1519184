import Testing

@testable import Tensors

/// At inference a row's results have the same bits at any place, in any company.
struct FixedHeightTests {
  @Test(arguments: [(16, 1), (32, 1), (64, 32), (128, 64), (368, 512), (512, 9), (512, 256), (576, 29), (7, 3)])
  func anyPlace(inputs: Int, outputs: Int) {
    let workspace = Workspace(threads: 2)
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let (x, w) = (randomMatrix(200, inputs, seed: 1), randomMatrix(inputs, outputs, seed: 2))
    let b = randomMatrix(1, outputs, seed: 3)
    func results(_ rows: [Int]) -> [[UInt32]] {
      let tape = Tape(
        parameters: store, workspace: workspace, mode: .inference, generator: RandomGenerator(seed: 1))
      let picked = Matrix(rows: rows.count, columns: inputs, elements: rows.flatMap { x.row($0) })
      let y = tape.linear(tape.constant(picked), tape.constant(w), tape.constant(b), .relu).matrix
      let dots = workspace.dotProducts(picked, Matrix(rows: 2, columns: inputs, elements: x.row(0) + x.row(1)))
      return rows.indices.map { (y.row($0) + dots.row($0)).map(\.bitPattern) }
    }
    let together = results(Array(0..<200))
    for count in [1, 2, 7, 8, 63, 64, 65, 130] {
      let rows = (0..<count).map { ($0 * 37 + count) % 200 }
      #expect(results(rows) == rows.map { together[$0] }, "\(count) rows")
    }
  }
}
