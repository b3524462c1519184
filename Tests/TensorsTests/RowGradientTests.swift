import Testing

@testable import Tensors

struct RowGradientTests {
  private func rowGradient(_ bags: Bags, tableRows: Int) -> RowGradient {
    RowGradient(
      bags, upstream: Matrix(rows: bags.rows, columns: bags.fields), tableRows: tableRows, dimension: 1,
      in: Workspace(threads: 1))
  }

  private func list(_ indices: IndexList, _ count: Int) -> [Int32] { (0..<count).map { indices.base[$0] } }

  /// Table sizes on both sides of each digit of the radix sort (2¹¹, 2²²), and the smallest.
  @Test(arguments: [1, 2, 3, 2047, 2048, 2049, 4_194_303, 4_194_304, 4_194_305, 100_000_000, 2_147_483_647])
  func rowsAscendAndUsesKeepTheBatchsOrder(tableRows: Int) {
    // Small and large ids, so that every digit is sorted on and rows repeat.
    var draws = RandomGenerator(seed: 3)
    let near = min(tableRows, 40)
    let values = (0..<200).map { _ in
      (0..<2).map { _ in
        (0..<draws.index(below: 4)).map { _ in
          let id = draws.index(below: near)
          return draws.index(below: 2) == 0 ? id : tableRows - 1 - id
        }
      }
    }
    let gradient = rowGradient(bags(values, [.mean, .sum]), tableRows: tableRows)

    var expected: [Int: [Int32]] = [:]
    for (bag, ids) in values.flatMap({ $0 }).enumerated() {
      for id in ids { expected[id, default: []].append(Int32(bag)) }
    }
    let rows = expected.keys.sorted()
    #expect(gradient.count == rows.count)
    #expect(list(gradient.rows, gradient.count) == rows.map(Int32.init))
    let starts = list(gradient.starts, gradient.count + 1).map(Int.init)
    let uses = list(gradient.uses, starts.last ?? 0)
    for (u, row) in rows.enumerated() where u < gradient.count {
      #expect(Array(uses[starts[u]..<starts[u + 1]]) == expected[row])
    }
  }

  @Test func emptyBagsOnly() {
    let gradient = rowGradient(bags([[[], []], [[], []]], [.sum, .sum]), tableRows: 9)
    #expect(gradient.count == 0)
    #expect(list(gradient.starts, 1) == [0])
  }

  @Test func aBatchOfNone() {
    #expect(rowGradient(bags([], [.sum]), tableRows: 9).count == 0)
  }

  /// An id twice in one bag is two uses of its row.
  @Test func repeatedIds() {
    let gradient = rowGradient(bags([[[4, 4, 2]]], [.sum]), tableRows: 9)
    #expect(list(gradient.rows, 2) == [2, 4])
    #expect(list(gradient.starts, 3) == [0, 1, 3])
    #expect(list(gradient.uses, 3) == [0, 0, 0])
  }
}
