import Foundation
import Tensors
import Testing

@testable import ClickLog

@Suite struct BatchTests {
  /// A log whose every column can be told from the row number.
  private func log(_ rows: Int) throws -> PreparedLog {
    let text = "y,s,u,l\n" + (0..<rows).map { "\($0 % 2),s\($0 % 5),u\($0 % 300),\(Self.list($0))\n" }.joined()
    return try LogFolder(["log.csv": text]).prepare(
      """
      label: y
      scenario: s
      session: u
      split: {order: [0.8, 0.1, 0.1]}
      minimumCount: 1
      features: {u: {kind: id}, l: {kind: ids, separator: "|"}, s: {kind: id}}
      """)
  }

  private static func list(_ row: Int) -> String { (0..<row % 4).map { "v\((row + $0) % 7)" }.joined(separator: "|") }

  private func numbers(_ sequence: BatchSequence) -> [Int] {
    var numbers: [Int] = []
    for batch in sequence { numbers += batch.rowNumbers }
    return numbers
  }

  @Test(arguments: [1, 64, 999, 5_000])
  func everyRowComesOnceWithItsValues(_ size: Int) throws {
    let log = try log(1_000)
    let fields = log.encoding.fields
    for shuffle in [nil, RandomGenerator(seed: 3)] {
      var seen: [Int] = []
      for batch in log.all.batches(size: size, shuffle: shuffle) {
        #expect(batch.rows <= size && batch.labels.count == batch.rows && batch.rowNumbers.count == batch.rows)
        #expect(batch.starts.count == batch.rows * 3 + 1 && Int(batch.starts.last ?? -1) == batch.ids.count)
        for row in batch.table {
          seen.append(row.number)
          #expect(row.label == Float(row.number % 2))
          #expect(row.scenario == Int32(row.number % 5))
          #expect(row.session == Int32(row.number % 300))
          let words = zip(row.bags, fields).map { bag, field in bag.map { field.label(ofRow: Int($0) - field.offset) } }
          #expect(words[0] == ["u\(row.number % 300)"] && words[2] == ["s\(row.number % 5)"])
          #expect(words[1].joined(separator: "|") == Self.list(row.number))
        }
      }
      #expect(seen.sorted() == Array(0..<1_000))
      #expect((seen == seen.sorted()) == (shuffle == nil))
    }
  }

  /// Runs are spread over a part, within its limits, each row at most once, and their clicks are counted.
  @Test func runsOfRows() throws {
    let log = try log(10_000)
    for (part, rows) in [(log.part(.training), 0..<8_000), (log.all, 0..<10_000)] {
      for count in [64, 640, 1_000, 7_999] {
        let runs = part.runs(count)
        let found = numbers(runs.batches(size: 99))
        #expect(found.count == count / 64 * 64 && found == found.sorted() && Set(found).count == found.count)
        #expect(found.allSatisfy(rows.contains) && runs.clicks == found.count { $0 % 2 == 1 })
        let half = rows.count / 2
        #expect(abs(found.count { $0 < half } - found.count / 2) <= count / 64, "both halves alike")
      }
      #expect(part.runs(10_000).rows == rows.count && part.runs(10).rows == 10)
    }
    let later = log.part(.training).rows(at: 4_000..<9_000)
    #expect(numbers(later.batches(size: 64)) == Array(4_000..<8_000) && later.clicks == 2_000)
    #expect(numbers(log.all.rows(at: 7_995..<9_003).batches(size: 64)) == Array(7_995..<9_003))
  }

  @Test func theOrderDependsOnTheGeneratorAlone() throws {
    let part = try log(2_000).part(.training)
    let generator = RandomGenerator(seed: 5)
    let first = numbers(part.batches(size: 100, shuffle: generator.child("epoch", 0)))
    #expect(numbers(part.batches(size: 100, shuffle: generator.child("epoch", 0))) == first)
    #expect(numbers(part.batches(size: 37, shuffle: generator.child("epoch", 0))) == first)
    #expect(numbers(part.batches(size: 100, shuffle: generator.child("epoch", 1))) != first)
    #expect(first.sorted() == Array(0..<1_600))
  }

  @Test func startingLaterIsSkipping() throws {
    let log = try log(2_000)
    for part in [log.part(.training), log.part(.test), log.all] {
      for shuffle in [nil, RandomGenerator(seed: 5)] {
        let all = numbers(part.batches(size: 64, shuffle: shuffle))
        for first in [0, 1, 7, 31, 32, 1_000, Int.max] {
          let rest = part.batches(size: 64, shuffle: shuffle, startingAt: first)
          #expect(numbers(rest) == Array(all.dropFirst(min(first, 1_000) * 64)))
          #expect(rest.count == rest.reduce(0) { count, _ in count + 1 })
        }
      }
    }
  }

  @Test func longPartsAreShuffledInWindows() {
    // The order alone, over more rows than one window holds.
    let rows = ShuffledOrder.blockRows * ShuffledOrder.windowBlocks * 2 + 12_345
    func order(_ skip: Int) -> [UInt32] {
      var order = ShuffledOrder(
        [10..<100_010, 200_010..<100_010 + rows], generator: RandomGenerator(seed: 9), skip: skip)
      var all: [UInt32] = []
      var some: [UInt32] = []
      repeat {
        order.fill(&some, count: 100_000)
        all += some
      } while !some.isEmpty
      return all
    }
    let all = order(0)
    // Of two sections with a gap between them.
    #expect(all.sorted() == Array(10..<100_010) + Array(200_010..<UInt32(100_010 + rows)))
    for skip in [1, 1_048_575, 1_048_576, 1_048_577, 2_097_152, rows - 1, rows] {
      #expect(order(skip) == Array(all[skip...]))
    }
    // No trend is left: the mean place of the early rows is about the middle.
    let early = all.indices.filter { all[$0] < rows / 4 }
    let mean = Double(early.reduce(0, +)) / Double(early.count) / Double(rows)
    #expect(abs(mean - 0.5) < 0.1)
  }

  /// How random a long part's order is, as docs/Data.md says it: what share of a batch is of the first half of the log, and how
  /// often rows that follow each other in the log come into one batch.
  @Test func aBatchIsFromAllOverTheLog() {
    let rows = 42_300_135
    let size = 2048
    var order = ShuffledOrder([0..<rows], generator: RandomGenerator(seed: 3), skip: 0)
    var batch: [UInt32] = []
    var (batches, squares, neighbours) = (0, 0.0, 0)
    while batches < 6_000 {
      order.fill(&batch, count: size)
      let early = Double(batch.count { $0 < rows / 2 }) / Double(size)
      squares += (early - 0.5) * (early - 0.5)
      let sorted = batch.sorted()
      neighbours += zip(sorted, sorted.dropFirst()).count { $1 == $0 + 1 }
      batches += 1
    }
    let deviation = (squares / Double(batches)).squareRoot()
    let together = Double(neighbours) / Double(batches * size)
    print("share of the first half in a batch: 0.5 ± \(deviation); next rows in one batch: \(together)")
    // A uniform permutation has ± 0.011 and 0.00005.
    #expect(deviation < 0.06)
    #expect(together < 0.0025)
  }

  @Test func aBatchStaysValidUntilTheNextButOne() throws {
    let iterator = try log(1_000).all.batches(size: 10).makeIterator()
    var last: (batch: Batch, numbers: [Int])?
    while let batch = iterator.next() {
      if let last { #expect(last.batch.rowNumbers == last.numbers) }
      last = (batch, batch.rowNumbers)
    }
    #expect(iterator.next() == nil && iterator.next() == nil)
  }

  @Test func theBuffersAreUsedAgain() throws {
    var batches: Set<ObjectIdentifier> = []
    for batch in try log(5_000).all.batches(size: 10, shuffle: RandomGenerator(seed: 1)) {
      batches.insert(ObjectIdentifier(batch))
    }
    #expect(batches.count <= 4)
  }

  @Test func leavingHalfWayEndsTheThread() throws {
    let log = try log(3_000)
    for i in 0..<300 {
      var taken = 0
      for batch in log.all.batches(size: 8, shuffle: RandomGenerator(seed: UInt64(i))) {
        taken += batch.rows
        if taken >= i { break }
      }
    }
    _ = log.all.batches(size: 8).makeIterator()
  }

  @Test func anEmptyPartHasNoBatches() throws {
    let log = try LogFolder(["log.csv": "y,s,d\n1,a,1\n"]).prepare(
      "label: y\nscenario: s\nsplit: {by: d, validation: 2, test: 3}\nfeatures: {s: {kind: id}}")
    for shuffle in [nil, RandomGenerator(seed: 1)] {
      #expect(numbers(log.part(.test).batches(size: 4, shuffle: shuffle)).isEmpty)
    }
    #expect(log.part(.test).batches(size: 4).count == 0)
  }
}
