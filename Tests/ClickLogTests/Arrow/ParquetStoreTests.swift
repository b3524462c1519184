import Foundation
import Testing

@testable import ClickLog

/// A log as Spark and pandas keep it gives the store that its CSV gives, bit for bit.
@Suite(.enabled(if: ArrowTestFiles.missing == nil, "\(ArrowTestFiles.missing ?? "")"))
struct ParquetStoreTests {
  private static let schema = """
    log: log*
    label: click
    scenario: [page, town]
    session: user
    time: t
    split: {order: [0.6, 0.2, 0.2]}
    minimumCount: 2
    joins: [{file: side*, on: user}]
    features:
      user: {kind: id}
      tags: {kind: ids, separator: "|"}
      price: {kind: number, buckets: 6}
      code: {kind: id, buckets: 50}
      town: {kind: id}
    """

  /// Writes the tables of a folder's CSV files in other forms into folders beside it.
  private static let script = """
    import os, sys
    import pyarrow as pa, pyarrow.csv as csv, pyarrow.parquet as pq, pyarrow.feather as feather
    root = sys.argv[1] + "/"
    texts = csv.ConvertOptions(column_types={"user": pa.string(), "tags": pa.string()}, strings_can_be_null=False)
    log, side = csv.read_csv(root + "log.csv", convert_options=texts), csv.read_csv(root + "side.csv")
    def folder(name):
        os.makedirs(root + name)
        return root + name + "/"
    f = folder("snappy")
    pq.write_table(log, f + "log.parquet", compression="snappy", row_group_size=170)
    pq.write_table(side, f + "side.parquet")
    f = folder("zstd")
    pq.write_table(log.slice(0, 333), f + "log-0.parquet", compression="zstd", use_dictionary=False)
    pq.write_table(log.slice(333), f + "log-1.parquet", compression="zstd", use_dictionary=False)
    pq.write_table(side, f + "side.parquet", compression="gzip")
    f = folder("feather")
    feather.write_feather(log, f + "log.feather")
    feather.write_feather(side, f + "side.feather")
    f = folder("lists")
    tags = pa.array([t.split("|") if t else [] for t in log["tags"].to_pylist()], pa.list_(pa.string()))
    pq.write_table(log.set_column(log.schema.get_field_index("tags"), "tags", tags), f + "log.parquet")
    csv.write_csv(side, f + "side.csv")
    """

  @Test func everyFormGivesTheSameStore() throws {
    var log = "click,user,page,tags,price,code,t\n"
    for row in 0..<1000 {
      let tags = (0..<row % 4).map { "t\(($0 * 7 + row) % 23)" }.joined(separator: "|")
      let price = row % 17 == 0 ? "" : "\(Double(row * 37 % 400) / 8)"
      log +=
        "\(row % 3 == 0 ? 1 : 0),u\(row * 7 % 61),\(row % 5),\(tags),\(price),\(row * 7919 % 100_003),\(row * 13 % 997)\n"
    }
    let side = "user,town\n" + (0..<50).map { "u\($0),w\($0 % 3)\n" }.joined()
    let folder = try LogFolder(["log.csv": log, "side.csv": side])
    let python = try #require(ArrowTestFiles.python)
    #expect(ArrowTestFiles.run(python, Self.script, [folder.url.path]))
    let schema = try Schema.parse(yaml: Self.schema)
    func prepare(_ place: URL, _ name: String) throws -> URL {
      let source = try LogSource(data: place, pattern: schema.log)
      _ = try LogPreparer(source: source, schema: schema).prepare(into: folder["stores-\(name)"])
      return folder["stores-\(name)"]
    }
    let plain = try prepare(folder.url, "csv")
    for form in ["snappy", "zstd", "feather", "lists"] {
      try LogFolder.expectSameFiles(plain, try prepare(folder[form], form), "\(form)")
    }
  }

  @Test func whatHasNoTextIsRefusedWhereItIsUsed() throws {
    let folder = try LogFolder()
    let python = try #require(ArrowTestFiles.python)
    let script = """
      import sys, pyarrow as pa, pyarrow.parquet as pq
      rows = 10
      pq.write_table(pa.table({"click": [0, 1] * 5, "page": ["a"] * rows, "x": [{"y": 1}] * rows}), sys.argv[1] + "/log.parquet")
      """
    #expect(ArrowTestFiles.run(python, script, [folder.url.path]))
    func line(_ feature: String) throws -> String {
      let schema = try Schema.parse(
        yaml: "label: click\nscenario: page\nsplit: {order: [0.5, 0.5]}\nfeatures: {\(feature): {kind: id}}")
      return LogFolder.line {
        _ = try LogPreparer(source: LogSource(data: folder["log.parquet"]), schema: schema).prepare(into: folder["s"])
      }
    }
    #expect(try line("page") == "nothing was thrown")
    #expect(
      try line("x")
        == "log.parquet, column x: expected a type whose values are text, numbers, dates, or lists of them, found struct"
    )
  }
}
