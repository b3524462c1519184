import Foundation
import Tensors
import Testing

@testable import ClickLog

/// The real log, when it lies beside the package (or where the variable KUAIRAND_PURE says); skipped otherwise.
@Suite struct KuaiRandTests {
  private static let package = packageRoot
  private static let data =
    ProcessInfo.processInfo.environment["KUAIRAND_PURE"].map { URL(fileURLWithPath: $0) }
    ?? package.deletingLastPathComponent().appendingPathComponent("shared/data/kuairand-pure")
  private static let isThere = FileManager.default.fileExists(atPath: data.path)

  @Test(.enabled(if: isThere, "KuaiRand-Pure is not here; set KUAIRAND_PURE to its folder"))
  func theExampleSchemaPreparesTheRealLog() throws {
    let folder = try LogFolder()
    let clock = ContinuousClock()
    let schema = try Schema.load(contentsOf: Self.package.appendingPathComponent("Examples/kuairand-pure.yaml"))
    let source = try LogSource(data: Self.data, pattern: schema.log)

    var start = clock.now
    var rows = 0
    try source.rows.forEachRow { _ in
      rows += 1
      return true
    }
    print("reading alone: \(Int(Double(rows) / (clock.now - start).seconds)) rows/s")
    #expect(rows == 198_895)

    start = clock.now
    let log = try LogPreparer(source: source, schema: schema).prepare(into: folder["store"])
    print("prepared in \((clock.now - start).seconds) s")
    #expect(log.rows == 198_895)
    #expect(log.statistics.duplicates == 4_931)
    #expect(log.part(.training).rows == 171_671)
    #expect(log.part(.validation).rows == 13_390)
    #expect(log.part(.test).rows == 13_834)
    #expect(log.all.clicks == 87_752)
    #expect(log.statistics.joins.map(\.rows) == [0, 0])

    for shuffle in [nil, RandomGenerator(seed: 1)] {
      for part in [log.part(.training), log.all] {
        start = clock.now
        var seen = 0
        for batch in part.batches(size: 2048, shuffle: shuffle) { seen += batch.rows }
        let rate = Double(seen) / (clock.now - start).seconds
        print("batches of \(log.encoding.fields.count) fields, shuffled: \(shuffle != nil): \(Int(rate)) rows/s")
        #expect(seen == part.rows)
      }
    }
  }

  @Test(.enabled(if: isThere, "KuaiRand-Pure is not here; set KUAIRAND_PURE to its folder"))
  func rowsInMemoryAreEncodedAsTheRealLogIs() throws {
    let folder = try LogFolder()
    let clock = ContinuousClock()
    let schema = try Schema.load(contentsOf: Self.package.appendingPathComponent("Examples/kuairand-pure.yaml"))
    let source = try LogSource(data: Self.data, pattern: schema.log)
    let encoding = try LogPreparer(source: source, schema: schema).prepare(into: folder["store"]).encoding
    let preparer = LogPreparer(source: source, encoding: encoding, labelsRequired: false)
    let expected = EncodedRows(try preparer.prepare(into: folder["later"]))

    var start = clock.now
    var encoder = try RowEncoder(encoding, tables: Self.data)
    print("row encoder: side tables read in \((clock.now - start).seconds) s")
    encoder.unknownNames = .ignored
    let columns = try encoder.positional(source.header)
    var rows: [[RowValue]] = []
    try source.rows.forEachRow { cursor in
      rows.append(source.header.indices.map { .text(String(decoding: cursor[$0], as: UTF8.self)) })
      return true
    }
    start = clock.now
    let batch = try columns.batch(of: rows)
    print(
      "row encoder: \((clock.now - start).seconds * 1e6 / Double(rows.count)) µs a row of \(encoding.fields.count) fields"
    )
    #expect(batch.rows == 198_895)
    #expect(EncodedRows(batch) == expected)
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
