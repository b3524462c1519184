import Testing

@testable import Tensors

struct FilmTests {
  private func plain(_ z: Grid, _ scale: Grid, _ shift: Grid, sizes: [Int], relu: Bool) -> Grid {
    var y = z
    for (row, group) in Oracle.assignment(sizes).enumerated() {
      for d in 0..<z.columns {
        let sum = scale[group, d] * z[row, d] + shift[group, d]
        y[row, d] = relu ? max(sum, 0) : sum
      }
    }
    return y
  }

  @Test(arguments: [[1], [6], [2, 3], [2, 0, 3], [0, 4, 0], [1, 1, 0, 1, 2]], [Activation.identity, .relu])
  func gradients(sizes: [Int], activation: Activation) {
    let (d, groups) = (7, Groups(sizes: sizes))
    GradientCheck(
      inputs: [randomMatrix(groups.rows, d, seed: 1)],
      parameters: [randomMatrix(sizes.count, d, seed: 2), randomMatrix(sizes.count, d, seed: 3)]
    )(
      library: { tape, z, p in
        tape.film(
          z[0], scale: tape.value(of: p[0], for: groups), shift: tape.value(of: p[1], for: groups), in: groups,
          activation)
      },
      oracle: { z, p in plain(z[0], p[0], p[1], sizes: sizes, relu: activation == .relu) })
  }

  /// Below a layer that takes its result for rectified, and with more columns and rows than a task's share.
  @Test func belowAnotherLayer() {
    let (sizes, d) = ([70, 0, 81], 130)
    let groups = Groups(sizes: sizes)
    GradientCheck(
      inputs: [randomMatrix(3, d, seed: 4), randomMatrix(d, 2, seed: 5)],
      parameters: [randomMatrix(3, d, seed: 2), randomMatrix(3, d, seed: 3), randomMatrix(1, 2, seed: 6)]
    )(
      library: { tape, x, p in
        let z = tape.gather(x[0], rows: (0..<151).map { Int32($0 % 3) })
        let y = tape.film(
          z, scale: tape.value(of: p[0], for: groups), shift: tape.value(of: p[1], for: groups), in: groups, .relu)
        return tape.linear(y, x[1], tape.value(of: p[2]))
      },
      oracle: { x, p in
        var z = Grid(151, d)
        for row in 0..<151 { for i in 0..<d { z[row, i] = x[0][row % 3, i] } }
        return Oracle.linear(plain(z, p[0], p[1], sizes: sizes, relu: true), x[1], p[2], sizes: [151], relu: false)
      })
  }
}
