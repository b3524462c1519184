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

  @Test func whatCannotBeReadIsRefusedWhereItIsUsed() throws {
    let folder = try LogFolder()
    let python = try #require(ArrowTestFiles.python)
    let script = """
      import sys, pyarrow as pa, pyarrow.parquet as pq
      rows = 10
      columns = {"click": [0, 1] * 5, "page": ["a"] * rows, "x": [{"y": i, "z": []} for i in range(rows)], "twice": list(range(rows)),
                 "tags": pa.array([[("a", 1.0)]] * rows, pa.map_(pa.string(), pa.float64())), "words": [["a|b", "c"]] * rows}
      names = list(columns) + ["twice"]
      pq.write_table(pa.Table.from_arrays([pa.array(c) for c in columns.values()] + [pa.array([""] * rows)], names=names),
                     sys.argv[1] + "/log.parquet")
      """
    #expect(ArrowTestFiles.run(python, script, [folder.url.path]))
    func line(_ feature: String, _ kind: String = "kind: id") throws -> String {
      let schema = try Schema.parse(
        yaml: "label: click\nscenario: page\nsplit: {order: [0.5, 0.5]}\nfeatures: {\(feature): {\(kind)}}")
      return LogFolder.line {
        _ = try LogPreparer(source: LogSource(data: folder["log.parquet"]), schema: schema).prepare(into: folder["s"])
      }
    }
    #expect(try line("page") == "nothing was thrown")
    #expect(try line("x.y") == "nothing was thrown")
    let column = "log.parquet, column"
    let expected = "expected a type whose values are text, numbers, dates, or lists of them, found"
    #expect(try line("x") == "\(column) x: \(expected) struct; its fields are columns: x.y, x.z")
    #expect(
      try line("twice") == "\(column) twice: two columns of the file are named \"twice\"; rename one of them")
    let list = "kind: ids, separator: \"|\""
    #expect(try line("tags", list + ", weighted: true") == "nothing was thrown")
    #expect(
      try line("tags") == "log.parquet, row 1, column tags: expected one value, found a map (kind: ids takes its keys)")
    #expect(
      try line("words", list)
        == "log.parquet, row 1, column words: a value of the list has the separator \"|\" in it; give the feature another separator"
    )
    #expect(try line("words", "kind: ids, separator: \";\"") == "nothing was thrown")
  }

  /// Fields of objects and of structures, objects and maps as weighted lists, lists, times of day.
  @Test func nestedLogsGiveOneStore() throws {
    let folder = try LogFolder()
    let python = try #require(ArrowTestFiles.python)
    let script = """
      import json, os, sys, pyarrow as pa, pyarrow.parquet as pq, pyarrow.feather as feather
      root = sys.argv[1] + "/"
      rows = [{"click": i % 3 == 0, "page": f"p{i % 4}", "user": {"id": f"u{i * 7 % 31}", "age": None if i % 9 == 0 else i % 50},
               "tags": {f"t{(i + j) % 7}": (i % 5 + j) / 4 for j in range(i % 4)}, "words": ["a b", f"w{i % 6}"][: i % 3]} for i in range(400)]
      for form in ["csv", "json", "parquet", "feather"]: os.makedirs(root + form)
      with open(root + "json/log.jsonl", "w") as f: f.writelines(json.dumps(r) + "\\n" for r in rows)
      maps = [{**r, "tags": list(r["tags"].items())} for r in rows]
      user = pa.struct([("id", pa.string()), ("age", pa.int64())])
      schema = pa.schema([("click", pa.bool_()), ("page", pa.string()), ("user", user), ("tags", pa.map_(pa.string(), pa.float64())),
                          ("words", pa.list_(pa.string()))])
      table = pa.Table.from_pylist(maps, schema)
      pq.write_table(table, root + "parquet/log.parquet", row_group_size=130)
      feather.write_feather(table, root + "feather/log.feather")
      with open(root + "csv/log.csv", "w") as f:
          f.write("click,page,user.id,user.age,tags,words\\n")
          for r in rows: f.write(",".join([str(int(r["click"])), r["page"], r["user"]["id"], str(r["user"]["age"] or "") if r["user"]["age"] != 0 else "0",
              "|".join(f"{k}:{v}" for k, v in r["tags"].items()), "|".join(r["words"])]) + "\\n")
      """
    #expect(ArrowTestFiles.run(python, script, [folder.url.path]))
    let schema = try Schema.parse(
      yaml: """
        label: click
        scenario: page
        session: user.id
        split: {order: [0.6, 0.2, 0.2]}
        minimumCount: 1
        features:
          user.id: {kind: id}
          user.age: {kind: number, buckets: 5}
          tags: {kind: ids, separator: "|", weighted: true}
          words: {kind: ids, separator: "|"}
        """)
    func prepare(_ name: String) throws -> URL {
      _ = try LogPreparer(source: LogSource(data: folder[name]), schema: schema).prepare(into: folder["\(name).store"])
      return folder["\(name).store"]
    }
    let plain = try prepare("csv")
    for form in ["json", "parquet", "feather"] { try LogFolder.expectSameFiles(plain, try prepare(form), "\(form)") }
  }
}
