import Tensors
import Testing

@testable import ClickLog

@Suite struct SplitTests {
  private func numbers(_ log: PreparedLog) -> [[Int]] {
    PartName.allCases.map { log.part($0).table().map(\.number) }
  }

  private func prepare(_ split: String, _ days: [String], seed: UInt64 = 1) throws -> PreparedLog {
    let text = "y,s,day\n" + days.enumerated().map { "\($0 % 2),a,\($1)\n" }.joined()
    return try LogFolder(["log.csv": text]).prepare(
      "label: y\nscenario: s\n\(split)\nfeatures: {s: {kind: id}}", seed: seed)
  }

  @Test func byAColumnOfNumbers() throws {
    let log = try prepare("split: {by: day, validation: 9, test: 10}", ["10", "8", "9", "11", "1", "9.5"])
    #expect(numbers(log) == [[1, 4], [2, 5], [0, 3]])
    #expect(PartName.allCases.map { log.part($0).clicks } == [1, 1, 1])
    #expect(log.all.clicks == 3)
  }

  @Test func byAColumnOfText() throws {
    let log = try prepare(
      "split: {by: day, validation: 2022-05-05, test: 2022-05-06}", ["2022-05-06", "2022-05-05", "2022-04-30"])
    #expect(numbers(log) == [[2], [1], [0]])
  }

  @Test func byTheOrderOfTheFile() throws {
    let days = (0..<10).map { "\(9 - $0)" }
    #expect(numbers(try prepare("split: {order: [0.6, 0.2, 0.2]}", days)) == [[0, 1, 2, 3, 4, 5], [6, 7], [8, 9]])
  }

  @Test func byTheOrderOfTime() throws {
    let days = (0..<10).map { "\((9 - $0) / 2)" }  // 4 4 3 3 2 2 1 1 0 0
    let log = try prepare("time: day\nsplit: {order: [0.5, 0.2, 0.3]}", days)
    // The earliest five rows, ties in the file's order; each part in the order of the input.
    #expect(numbers(log) == [[4, 6, 7, 8, 9], [2, 5], [0, 1, 3]])
  }

  @Test func twoSharesTakeTheLastTenthOfTrainingForValidation() throws {
    let log = try prepare("split: {order: [0.5, 0.5]}", (0..<40).map(String.init))
    #expect(numbers(log) == [Array(0..<18), [18, 19], Array(20..<40)])
  }

  @Test func atRandomByTheSeed() throws {
    let days = (0..<3_000).map(String.init)
    let split = "split: {random: [0.8, 0.1, 0.1]}"
    let first = numbers(try prepare(split, days))
    #expect(first.flatMap { $0 }.sorted() == Array(0..<3_000))
    #expect(abs(first[0].count - 2_400) < 100 && abs(first[1].count - 300) < 70)
    #expect(first.allSatisfy { $0 == $0.sorted() })
    #expect(numbers(try prepare(split, days)) == first)
    #expect(numbers(try prepare(split, days, seed: 2)) != first)
  }

  /// The rows in the order of time, ties in the file's order, cut by their shares: worked out by sorting.
  @Test(arguments: [1, 2, 3, 4, 5, 6])
  func timeIsCutAsSortingWould(_ seed: UInt64) throws {
    var draw = RandomGenerator(seed: seed)
    let few = ["0", "-0.0", "-1e300", "1e300", "-0.001", "7", "7.0000000001", "-7", "1650000000000"]
    var rows: [String] = []
    for _ in 0..<300 {
      let time = draw.index(below: 2) == 0 ? few[draw.index(below: few.count)] : "\(draw.index(below: 40) - 20)"
      rows.append("\(draw.index(below: 2)),a,\(time)")
    }
    var seen: Set<String> = []
    let kept = rows.indices.filter { seed % 2 == 0 || seen.insert(rows[$0]).inserted }
    let times = rows.map { Double($0.split(separator: ",")[2]) ?? .nan }
    let sorted = kept.sorted { (times[$0], $0) < (times[$1], $1) }
    for shares in [[0.5, 0.2, 0.3], [0.9, 0.05, 0.05], [0.01, 0.01, 0.98]] {
      let first = Int((shares[0] * Double(kept.count)).rounded())
      let second = Int(((shares[0] + shares[1]) * Double(kept.count)).rounded())
      let log = try LogFolder(["log.csv": "y,s,t\n" + rows.joined(separator: "\n")]).prepared(
        """
        label: y
        scenario: s
        time: t
        split: {order: [\(shares[0]), \(shares[1]), \(shares[2])]}
        dropDuplicates: \(seed % 2 == 1)
        features: {s: {kind: id}}
        """, .cut(100))
      let expected = [sorted[..<first], sorted[first..<second], sorted[second...]].map { $0.sorted() }
      #expect(numbers(log) == expected)
    }
  }

  @Test func theOrderOfTheFileWithoutItsCopies() throws {
    // Of ten rows four are copies; the six others are cut in halves.
    let text = "y,s\n0,a\n0,a\n0,b\n0,a\n0,c\n0,c\n0,d\n0,e\n0,d\n0,f\n"
    let schema = "label: y\nscenario: s\nsplit: {order: [0.5, 0.1666666667, 0.3333333333]}\nfeatures: {s: {kind: id}}\n"
    let folder = try LogFolder(["log.csv": text])
    #expect(numbers(try folder.prepared(schema + "dropDuplicates: true")) == [[0, 2, 4], [6], [7, 9]])
    #expect(numbers(try folder.prepared(schema)) == [[0, 1, 2, 3, 4], [5, 6], [7, 8, 9]])
  }

  @Test func whereAColumnSaysSo() throws {
    let days = (0..<2_000).map { $0 % 4 == 1 ? "last" : "d\($0 % 3)" }
    let split = "split: {where: day, test: last, validation: 0.25}"
    let parts = numbers(try prepare(split, days))
    #expect(parts[2] == (0..<2_000).filter { $0 % 4 == 1 })
    #expect((parts[0] + parts[1]).sorted() == (0..<2_000).filter { $0 % 4 != 1 })
    #expect(abs(parts[1].count - 375) < 60)
    #expect(numbers(try prepare(split, days)) == parts)
    #expect(numbers(try prepare(split, days, seed: 2))[1] != parts[1])
    // A row's draw does not depend on the others' values.
    let fewer = numbers(try prepare(split, days.map { $0 == "d2" ? "last" : $0 }))
    #expect(fewer[1] == parts[1].filter { days[$0] != "d2" })
    #expect(numbers(try prepare("split: {where: day, test: none, validation: 0}", days)) == [Array(0..<2_000), [], []])
    #expect(
      LogFolder.line { _ = try prepare("split: {where: day, test: a}", ["a", "a"]) }
        == "log.csv: the split leaves no row for training")
  }
}
