import Tensors
import Testing

@testable import ClickLog

@Suite struct SingleValuesTests {
  /// Of 1,000 rows, 800 of training: `once` has a value a row, `often` ten values.
  private func log(minimumCount: String = "") throws -> PreparedLog {
    let text = "y,s,once,often\n" + (0..<1000).map { "\($0 % 2),s,v\($0),w\($0 % 10)\n" }.joined()
    return try LogFolder(["log.csv": text]).prepare(
      "label: y\nscenario: s\n\(minimumCount)features: {once: {kind: id}, often: {kind: id}}")
  }

  @Test func ofASmallLogEveryValueHasARow() throws {
    #expect(Schema.suitedMinimumCount(trainingRows: 59_999) == 1)
    #expect(Schema.suitedMinimumCount(trainingRows: 60_000) == 2)
    let log = try log()
    #expect(log.encoding.fields.map(\.rows) == [801, 11])
    #expect(log.encoding.schema.minimumCount == 1)
    #expect(try self.log(minimumCount: "minimumCount: 2\n").encoding.fields.map(\.rows) == [1, 11])
  }

  @Test func halfOfTheirVisitsTeachTheUnknownRow() throws {
    let log = try log()
    let fields = log.encoding.fields
    let singles = try #require(SingleValues(log.encoding))
    var generator = RandomGenerator(seed: 1)
    var hidden = 0
    for (batch, plain) in zip(log.part(.training).batches(size: 800), log.part(.training).batches(size: 800)) {
      singles.hideHalf(of: batch, &generator)
      for (row, was) in zip(batch.table, plain.table) {
        #expect(row.bags[1] == was.bags[1])
        if row.bags[0] != was.bags[0] {
          #expect(row.bags[0] == [Int32(fields[0].offset + Field.unknownRow)])
          hidden += 1
        }
      }
    }
    #expect((340...460).contains(hidden))
  }

  @Test func whatIsRareHasNoneWhereRareValuesShareARow() throws {
    #expect(SingleValues(try log(minimumCount: "minimumCount: 2\n").encoding) == nil)
  }
}
