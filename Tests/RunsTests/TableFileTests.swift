import ClickLog
import Files
import Foundation
import Testing

@testable import Runs
@testable import Training

/// Tables for other programs: of predictions with columns of the input beside them, and of embeddings.
struct TableFileTests {
  private let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private func url(_ name: String) -> URL { place.url.appendingPathComponent(name) }

  private func lines(_ name: String) throws -> [String] {
    try String(contentsOf: url(name), encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  @Test(arguments: ["p.json", "p.arrow", "p.feather", "p.TSV", "p.csv.gz", "p.npy", "p.xlsx"])
  func noOtherKindIsWritten(name: String) throws {
    let error = #expect(throws: LogError.self) { try TableFormat(url(name)) }
    #expect(error?.description.contains("expected a file of a kind that is written here: .csv or .parquet") == true)
    #expect(throws: LogError.self) { try TableFile.write([], to: url(name)) { _ in } }
  }

  @Test(arguments: ["p.csv", "p", "p.txt", "p.2024-05-06"]) func textIsWritten(name: String) throws {
    #expect(try TableFormat(url(name)) == .csv)
  }

  private static let columns = [
    TableColumn("a,b", .integer), TableColumn("text", .text), TableColumn("none", .nothing),
    TableColumn("v", .vector(2)),
    TableColumn("f", .float),
  ]

  private static func cells(_ rows: Range<Int>) -> [TableCells] {
    var texts = TextCells()
    for row in rows { texts.append(row == 1 ? "say \"x\",\nor" : row == 2 ? "" : "t\(row)") }
    return [
      .integers(Array(rows)), .texts(texts), .nothing(rows.count), .floats(rows.flatMap { [Float($0), 0.5] }),
      .floats(rows.map { Float($0) / 4 }),
    ]
  }

  @Test func cellsOfCSV() throws {
    try TableFile.write(Self.columns, to: url("t.csv")) { table in
      try table.append(Self.cells(0..<2), rows: 2)
      try table.append(Self.cells(2..<3), rows: 1)
    }
    #expect(
      try String(contentsOf: url("t.csv"), encoding: .utf8) == """
        "a,b",text,none,v_0,v_1,f
        0,t0,,0.0,0.5,0.0
        1,"say ""x"",
        or",,1.0,0.5,0.25
        2,,,2.0,0.5,0.5

        """)
  }

  @Test(.enabled(if: Python.parquetMissing == nil, "\(Python.parquetMissing ?? "")"))
  func parquetIsReadByOthers() throws {
    try TableFile.write(Self.columns, to: url("t.parquet")) { table in
      try table.append(Self.cells(0..<2), rows: 2)
      try table.append(Self.cells(2..<3), rows: 1)
    }
    let python = try #require(Python.with("pyarrow"))
    let text = try python.run(
      """
      import sys, json, pyarrow.parquet as pq
      table = pq.read_table(sys.argv[1])
      print(json.dumps([[f"{f.name} {f.type}".replace("element", "item") for f in table.schema], *table.to_pydict().values()]))
      """, [url("t.parquet").path])
    #expect(
      text.trimmingCharacters(in: .whitespacesAndNewlines) == """
        [["a,b int64", "text string", "none int64", "v fixed_size_list<item: float not null>[2]", "f float"], [0, 1, 2], \
        ["t0", "say \\"x\\",\\nor", ""], [null, null, null], [[0.0, 0.5], [1.0, 0.5], [2.0, 0.5]], [0.0, 0.25, 0.5]]
        """)
    // What fails half-way leaves what was there.
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try TableFile.write(Self.columns, to: url("t.parquet")) { table in
        try table.append(Self.cells(0..<2), rows: 2)
        throw Stop()
      }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: place.url.path).filter { $0.contains("parquet") }
    #expect(left == ["t.parquet"])
    #expect(
      !(try python.run(
        "import sys, pyarrow.parquet as pq; print(pq.read_table(sys.argv[1]).num_rows)",
        [url("t.parquet").path])).contains("2"))
  }

  /// An array's numbers are the table's, and a row of predictions has those of its value.
  @Test(arguments: [1, 2]) func embeddings(members: Int) throws {
    let small = try SmallLog(rows: 1_000)
    try small.train(
      SmallLog.settings { settings in
        (settings.model, settings.epochs, settings.ensemble) = (.dnn, 1, members)
      }, in: "run")
    let run = try TrainedRun(small.folder("run"))
    let found = try run.model.embeddings(of: "item_id")
    #expect(found.dimension == 4 * members && found.vectors.count == found.field.rows * found.dimension)
    let tables = run.model.tensors.filter { $0.parameter.name.hasSuffix("embedding.table") }
    #expect(tables.count == members)
    let second = run.model.predictor.parameters[tables[members - 1].parameter].row(found.field.offset + 3)
    #expect(Array(found[3].suffix(4)) == second)

    #expect(try EmbeddingFile.write(found, to: url("e.npy"))?.lastPathComponent == "e.ids.csv")
    let array = try Data(contentsOf: url("e.npy"))
    #expect((array.count - found.vectors.count * 4) % 64 == 0)
    #expect(array.suffix(found.vectors.count * 4) == found.vectors.withUnsafeBytes { Data($0) })
    #expect(array.starts(with: [0x93] + Array("NUMPY".utf8)))
    #expect(String(decoding: array.prefix(128), as: UTF8.self).contains("(\(found.field.rows), \(found.dimension))"))
    let ids = try lines("e.ids.csv")
    #expect(ids[0] == "row,id" && ids[1] == "0,(unknown)" && ids[2] == "1,\(found.field.label(ofRow: 1))")

    _ = try EmbeddingFile.write(found, to: url("e.csv"))
    let table = try lines("e.csv")
    #expect(table[0].hasPrefix("id,embedding_0,embedding_1") && table.count == found.field.rows + 1)
    let vectors = Dictionary(
      uniqueKeysWithValues: table.dropFirst().map { line in
        (String(line.prefix { $0 != "," }), line.drop { $0 != "," }.dropFirst())
      })

    let columns = try InputColumns(["item_id", "scenario"], of: run.encoding, store: "store")
    #expect(columns.names == ["item_id", "input.scenario"])
    _ = try PredictionFile.write(small.log.all, of: run.model, with: columns, found, to: url("p.csv"))
    let rows = try lines("p.csv")
    #expect(rows[0].hasPrefix("row,probability,cluster,scenario,item_id,input.scenario,item_id_embedding_0"))
    for row in rows.dropFirst() {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      #expect(cells[3] == cells[5])
      #expect(cells[6...].joined(separator: ",") == vectors[String(cells[4])] ?? "")
    }
  }

  @Test func whatIsNotThereIsNamed() throws {
    let small = try SmallLog(rows: 1_000)
    try small.train(SmallLog.settings { ($0.model, $0.epochs) = (.lr, 1) }, in: "run")
    let run = try TrainedRun(small.folder("run"))
    #expect(throws: LogError.self) { try run.model.embeddings(of: "item_id") }
    let other = #expect(throws: LogError.self) { try run.model.embeddings(of: "itemid") }
    #expect(other?.problem.contains("did you mean \"item_id\"") == true)
    let store = #expect(throws: LogError.self) { try InputColumns(["click"], of: run.encoding, store: "s") }
    #expect(store?.problem.contains("a store does not keep the text of \"click\"") == true)
    #expect(throws: LogError.self) { try InputColumns(["item_id", "item_id"], of: run.encoding, store: "s") }
  }
}
