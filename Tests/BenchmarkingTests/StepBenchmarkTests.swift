import Tensors
import Testing

@testable import Benchmarking

struct StepBenchmarkTests {
  /// Single-valued fields have one value of their own range each.
  @Test func withoutHistories() {
    let log = BenchmarkLog(history: 0)
    var draws = RandomGenerator(seed: 1)
    let bags = log.batch(rows: 50, using: &draws).0.bags
    #expect(log.fields.count == 23 && bags.count == 50 * 23)
    #expect(bags.starts == (0...1150).map { Int32($0) })
    check(bags, log)
  }

  /// 150 values in histories and three items a row, 18 single ones; lengths differ, few are long, none too long.
  @Test func withHistories() {
    let log = BenchmarkLog(history: 150)
    var draws = RandomGenerator(seed: 1)
    let bags = log.batch(rows: 2048, using: &draws).0.bags
    #expect(log.fields.count == 23 && bags.rows == 2048)
    check(bags, log)
    let perRow = Double(bags.ids.count) / 2048
    #expect(abs(perRow - 171) < 10)
    let lengths = (0..<bags.count).filter { $0 % 23 == 19 }.map { Int(bags.starts[$0 + 1] - bags.starts[$0]) }.sorted()
    #expect(lengths[1024] < 35 && lengths[2000] > 150 && lengths[2047] <= BenchmarkLog.longest)
  }

  /// Vocabularies shrink in proportion, none to nothing; scenarios are as many as asked for.
  @Test(arguments: [100, 5_000, 3_000_000])
  func otherSizes(embeddingRows: Int) {
    let log = BenchmarkLog(history: 0, scenarios: 300, embeddingRows: embeddingRows)
    var draws = RandomGenerator(seed: 1)
    let input = log.batch(rows: 500, using: &draws).0
    check(input.bags, log)
    #expect(abs(log.shape.tableRows - embeddingRows) < 50 && log.shape.scenarios == 300)
    #expect(input.scenarios.max() ?? 0 > 250 && input.scenarios.max() ?? 0 < 300)
  }

  private func check(_ bags: Bags, _ log: BenchmarkLog) {
    var offset = 0
    for (field, shape) in log.fields.enumerated() {
      let range = offset..<offset + shape.vocabulary
      for bag in stride(from: field, to: bags.count, by: bags.fields) {
        #expect(bags.ids[Int(bags.starts[bag])..<Int(bags.starts[bag + 1])].allSatisfy { range.contains(Int($0)) })
      }
      offset = range.upperBound
    }
    #expect(log.shape.tableRows == offset)
  }
}
