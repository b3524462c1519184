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

  /// Enough ids for several parts and groups, and buckets of few and of many: half of the ids are one row, some of a
  /// hundred, the others anything. The same on any number of threads.
  @Test(arguments: [1, 50, 3000, 1_800_000, 2_147_483_647], [1, 2, 5])
  func longBags(tableRows: Int, threads: Int) {
    var draws = RandomGenerator(seed: 4)
    let values = (0..<300).map { row in
      (0..<3).map { field in
        (0..<(field == 1 ? 1 : draws.index(below: 140))).map { _ in
          draws.index(below: 2) == 0
            ? tableRows / 2
            : draws.index(below: 2) == 0 ? draws.index(below: min(tableRows, 100)) : draws.index(below: tableRows)
        }
      }
    }
    let bags = bags(values, [.mean, .sum, .mean])
    #expect(bags.ids.count > 1 << 15)
    let workspace = Workspace(threads: threads)
    for use in [SortedUses.Use.bag, .entry] {
      let sorted = SortedUses(bags, by: use, tableRows: tableRows, in: workspace)
      var expected: [Int32: [Int32]] = [:]
      for bag in 0..<bags.count {
        for entry in bags.starts[bag]..<bags.starts[bag + 1] {
          expected[bags.ids[Int(entry)], default: []].append(use == .bag ? Int32(bag) : entry)
        }
      }
      let rows = expected.keys.sorted()
      #expect(list(sorted.rows, sorted.count) == rows)
      let starts = list(sorted.starts, sorted.count + 1).map(Int.init)
      #expect(list(sorted.uses, bags.ids.count) == rows.flatMap { expected[$0] ?? [] })
      #expect(starts == rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + (expected[$1]?.count ?? 0)) })
    }
  }

  /// Each use comes with its entry's weight.
  @Test func weights() {
    let gradient = rowGradient(
      bags([[[4, 2], [4]], [[], [2, 4]]], [.sum, .mean], weights: [[[1, 2], [3]], [[], [6, -2]]]), tableRows: 9)
    #expect(list(gradient.rows, 2) == [2, 4])
    #expect(list(gradient.starts, 3) == [0, 2, 5])
    #expect(list(gradient.uses, 5) == [0, 3, 0, 1, 3])
    #expect(gradient.weights?.elements == [2, 6, 1, 3, -2])
    #expect(gradient.scales.elements == [1, Float(1) / 3, 1, 0.25])
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
