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
}
