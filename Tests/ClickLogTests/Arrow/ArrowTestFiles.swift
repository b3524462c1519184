import Foundation

@testable import ClickLog

/// Parquet and Arrow files to read, written once by pyarrow, with the cells that it says are in them.
struct ArrowTestFiles: @unchecked Sendable {  // never changed after init
  /// What the cells of every file are, except for those that say otherwise.
  struct Expected: Decodable {
    var columns: [String]
    var rows: [[String?]]
  }

  let folder: LogFolder
  let expected: Expected
  /// The files with the rows of `expected`.
  let names: [String]

  /// Why the tests that need the plugin cannot run here; nil if they can.
  static let missing: String? = {
    do {
      let file = try LogFile(url: URL(fileURLWithPath: #filePath), name: "test")
      _ = try ArrowPlugin(.reading, file.name)
    } catch { return "\(error)" }
    return python == nil ? "no python3 with pyarrow, which writes the files: scripts/setup --parquet fetches one" : nil
  }()

  static let written = Result { try ArrowTestFiles() }

  /// The python that scripts/setup --parquet made, or the system's, if it has pyarrow.
  static let python: URL? = {
    let root = packageRoot
    let found = [root.appendingPathComponent(".build-arrow/venv/bin/python")]
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(fileURLWithPath: "\($0)/python3") }
    return (found + path).first { FileManager.default.isExecutableFile(atPath: $0.path) && run($0, "import pyarrow") }
  }()

  static func run(_ python: URL, _ script: String, _ arguments: [String] = []) -> Bool {
    let process = Process()
    process.executableURL = python
    process.arguments = ["-c", script] + arguments
    if arguments.isEmpty { process.standardError = FileHandle.nullDevice }
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private init() throws {
    folder = try LogFolder()
    guard let python = Self.python, Self.run(python, Self.script, [folder.url.path]) else {
      throw LogError("pyarrow could not write the test's files")
    }
    expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: folder["expected.json"]))
    names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("kinds") }
      .sorted()
  }

  func file(_ name: String) throws -> LogFile { try LogFile(url: folder[name], name: name) }

  /// The texts of the expected cells are written by hand, or by Python; none comes from the code under test.
  private static let script = """
    import datetime, decimal, json, random, sys
    import pyarrow as pa, pyarrow.parquet as pq, pyarrow.ipc as ipc
    out = sys.argv[1] + "/"
    D, day = decimal.Decimal, datetime.date

    def ints(bits, signed):
        low, high = (-2 ** (bits - 1), 2 ** (bits - 1) - 1) if signed else (0, 2 ** bits - 1)
        values = [low, high, None, 0, 7, 10]
        return values, [None if v is None else str(v) for v in values]

    kinds = [(f"{'' if signed else 'u'}int{bits}", getattr(pa, f"{'' if signed else 'u'}int{bits}")(), *ints(bits, signed))
             for bits in (8, 16, 32, 64) for signed in (True, False)]
    texts = ["a", "", None, "über, \\"1\\"\\n2", "longer than twelve bytes", "a"]
    times = [0, -1, None, 1651831200, 951782399, -62135596800]
    clock = ["1970-01-01 00:00:00", "1969-12-31 23:59:59", None, "2022-05-06 10:00:00", "2000-02-28 23:59:59",
             "0001-01-01 00:00:00"]
    def units(unit, power, fraction, text):
        # nanoseconds in 64 bits begin in 1677
        values = [None if t is None else t * 10 ** power + (fraction if i == 3 else 0) for i, t in enumerate(times)]
        answer = [c + text if i == 3 else c for i, c in enumerate(clock)]
        if unit == "ns": values[5], answer[5] = 0, clock[0]
        return (unit, pa.timestamp(unit, "UTC" if unit == "us" else None), values, answer)
    kinds += [
        ("bool", pa.bool_(), [True, False, None, True, True, False], ["1", "0", None, "1", "1", "0"]),
        ("half", pa.float16(), [0.5, -2.0, None, 65504.0, float("nan"), 0.0999755859375],
         ["0.5", "-2.0", None, "65504.0", None, "0.1"]),
        ("float", pa.float32(), [0.1, -0.0, None, float("nan"), 16777216.0, 3.4028234663852886e38],
         ["0.1", "-0.0", None, None, "16777216.0", "3.4028235e+38"]),
        ("double", pa.float64(), [0.1, 1e22, None, float("-inf"), 5.0, -1234567.875],
         ["0.1", "1e+22", None, "-inf", "5.0", "-1234567.875"]),
        ("money", pa.decimal128(10, 2), [D("1.50"), D("-0.05"), None, D("12345678.90"), D("0"), D("-7")],
         ["1.50", "-0.05", None, "12345678.90", "0.00", "-7.00"]),
        ("huge", pa.decimal128(38, 0), [D(10 ** 38 - 1), D(1 - 10 ** 38), None, D(0), D(2 ** 64), D(-1)],
         [str(10 ** 38 - 1), str(1 - 10 ** 38), None, "0", str(2 ** 64), "-1"]),
        ("text", pa.string(), texts, texts),
        ("large_text", pa.large_string(), texts, texts),
        ("bytes", pa.binary(), [t and t.encode() for t in texts], [t for t in texts]),
        ("fixed", pa.binary(3), [b"abc", b"xyz", None, b"123", b"   ", b"a,b"], ["abc", "xyz", None, "123", "   ", "a,b"]),
        ("category", pa.dictionary(pa.int8(), pa.string()), texts, texts),
        ("date", pa.date32(), [day(2022, 5, 6), day(1, 1, 1), None, day(9999, 12, 31), day(2000, 2, 29), day(1969, 12, 31)],
         ["2022-05-06", "0001-01-01", None, "9999-12-31", "2000-02-29", "1969-12-31"]),
        ("date64", pa.date64(), [day(2022, 5, 6), day(1, 1, 1), None, day(9999, 12, 31), day(2000, 2, 29), day(1969, 12, 31)],
         ["2022-05-06", "0001-01-01", None, "9999-12-31", "2000-02-29", "1969-12-31"]),
        units("s", 0, 0, ""), units("ms", 3, 120, ".120"), units("us", 6, 500000, ".500"), units("ns", 9, 1001, ".000001001"),
        ("tags", pa.list_(pa.int32()), [[1, 2, 3], [], None, [-4], [5, None, 6], [None]],
         ["1|2|3", "", None, "-4", "5|6", ""]),
        ("words", pa.large_list(pa.string()), [["a", "bc"], [], None, ["d"], [None, "e"], ["", "f"]],
         ["a|bc", "", None, "d", "e", "|f"]),
        ("labels", pa.list_(pa.dictionary(pa.int32(), pa.string())), [["a", "bc"], [], None, ["d"], [None, "e"], ["a"]],
         ["a|bc", "", None, "d", "e", "a"]),
        ("vector", pa.list_(pa.float32(), 2), [[1, 2], [0.5, -0.25], None, [3, 4], [5, 6], [7, 8]],
         ["1.0|2.0", "0.5|-0.25", None, "3.0|4.0", "5.0|6.0", "7.0|8.0"]),
        ("clock", pa.time32("s"), [0, 36000, None, 86399, 61, 1],
         ["00:00:00", "10:00:00", None, "23:59:59", "00:01:01", "00:00:01"]),
        ("clock_ms", pa.time32("ms"), [0, 36000500, None, 86399999, 61, 1],
         ["00:00:00", "10:00:00.500000", None, "23:59:59.999000", "00:00:00.061000", "00:00:00.001000"]),
        ("clock_ns", pa.time64("ns"), [0, 36000 * 10 ** 9, None, 1000, 1001, 10 ** 9],
         ["00:00:00", "10:00:00", None, "00:00:00.000001", "00:00:00.000001001", "00:00:01"]),
        ("spent", pa.duration("s"), [0, 90, None, -1, 86400, 7], ["0", "90", None, "-1", "86400", "7"]),
        ("weights", pa.map_(pa.string(), pa.float64()),
         [[("a", 0.5), ("b", 1.0)], [], None, [("c", None)], [("d", None), ("e", 2.0)], [("f", 0.25)]],
         ["a|b", "", None, "", "e", "f"]),
        ("nothing", pa.null(), [None] * 6, [None] * 6),
    ]
    if hasattr(pa, "string_view"): kinds.append(("view", pa.string_view(), texts, texts))
    if hasattr(pa, "decimal32"): kinds.append(
        ("small", pa.decimal32(5, 1), [D("1.5"), None, D("-999.9"), D(0), D(1), D(2)],
         ["1.5", None, "-999.9", "0.0", "1.0", "2.0"]))
    table = pa.table({name: pa.array(values, type) for name, type, values, _ in kinds})
    rows = [[answers[r] for _, _, _, answers in kinds] for r in range(6)]
    json.dump({"columns": table.column_names, "rows": rows}, open(out + "expected.json", "w"))

    for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
        pq.write_table(table, out + f"kinds-{codec}.parquet", compression=codec, row_group_size=4)
    pq.write_table(table, out + "kinds-plain.parquet", use_dictionary=False, data_page_version="2.0", row_group_size=1)
    pq.write_table(table, out + "kinds-checked.parquet", write_page_checksum=True)
    pq.write_table(table, out + "kinds-bare.parquet", store_schema=False, version="2.6")
    for codec in [None, "lz4", "zstd"]:
        options = ipc.IpcWriteOptions(compression=codec)
        with ipc.new_file(out + f"kinds-{codec}.arrow", table.schema, options=options) as w: w.write_table(table, 4)
        with ipc.new_stream(out + f"kinds-{codec}.arrows", table.schema, options=options) as w: w.write_table(table, 6)
    pq.write_table(table.slice(0, 0), out + "none.parquet")
    with ipc.new_file(out + "none.arrow", table.schema) as w: w.write_table(table.slice(0, 0))
    pq.write_table(table.slice(3, 1), out + "one.parquet")
    nested = pa.table({"a": [1, 2], "s": [{"x": 1}, {"x": 2}], "b": ["u", "v"], "m": pa.array([[[1]], [[2]]])})
    pq.write_table(nested, out + "nested.parquet")
    with ipc.new_file(out + "nested.arrow", nested.schema) as w: w.write_table(nested)

    # Structures in structures, and maps; of both forms that maps have. The cells are Python's own.
    n = 70_000
    def struct(i): return None if i % 5 == 0 else {
        "id": None if i % 3 == 0 else i, "home": None if i % 7 == 0 else {"town": f"t{i % 11}", "zip": None if i % 2 else i % 1000}}
    def pairs(i): return None if i % 13 == 0 else [(f"k{j}", None if (i + j) % 6 == 0 else (i + j) / 4) for j in range(i % 4)]
    users = [struct(i) for i in range(n)]
    home = pa.struct([("town", pa.dictionary(pa.int16(), pa.string())), ("zip", pa.int32())])
    entries = pa.list_(pa.struct([("key", pa.string()), ("value", pa.float64())]))
    fields = pa.table({
        "before": list(range(n)), "user": pa.array(users, pa.struct([("id", pa.int64()), ("home", home)])),
        "map": pa.array([pairs(i) for i in range(n)], pa.map_(pa.string(), pa.float64())),
        "entries": pa.array([p and [dict(key=k, value=v) for k, v in p] for p in map(pairs, range(n))], entries)})
    def town(u, key): return "" if not u or not u["home"] or u["home"][key] is None else str(u["home"][key])
    def joined(p): return "|".join(f"{k}:{v}" for k, v in p or [] if v is not None)
    rows = [[str(i), "" if not u or u["id"] is None else str(u["id"]), town(u, "town"), town(u, "zip"), joined(pairs(i)), joined(pairs(i))]
            for i, u in enumerate(users)]
    # As dictionaries in structures in Parquet are text, the first of these has no schema of Arrow's.
    plain = fields.cast(pa.schema([("before", pa.int64()), ("user", pa.struct([("id", pa.int64()), ("home", pa.struct(
        [("town", pa.string()), ("zip", pa.int32())]))])), fields.schema.field("map"), fields.schema.field("entries")]))
    for start, name in [(0, "whole"), (3, "part")]:
        pq.write_table(plain.slice(start), out + f"fields-{name}.parquet", row_group_size=30_000)
        with ipc.new_file(out + f"fields-{name}.arrow", fields.schema) as w: w.write_table(fields.slice(start))
        with open(out + f"fields-{name}.txt", "w") as f: f.writelines(";".join(r) + "\\n" for r in rows[start:])

    # Longer than a batch and than a row group; one Arrow batch holds it all.
    draw = random.Random(1)
    n = 150_000
    ids = [draw.randrange(-10 ** draw.randrange(1, 18), 10 ** 18) if draw.random() < 0.9 else None for _ in range(n)]
    words = ["w" + str(draw.randrange(5000)) * draw.randrange(1, 4) if draw.random() < 0.9 else None for _ in range(n)]
    prices = [draw.choice([draw.random(), float(draw.randrange(1000)), draw.random() * 10 ** draw.randrange(-20, 20)])
              for _ in range(n)]
    lists = [[draw.randrange(100) for _ in range(draw.randrange(4))] for _ in range(n)]
    long = pa.table({"id": ids, "word": words, "price": prices, "list": lists})
    pq.write_table(long, out + "long.parquet", row_group_size=40_000)
    with ipc.new_file(out + "long.arrow", long.schema) as w: w.write_table(long)
    with open(out + "long.txt", "w") as f:
        for a, b, c, d in zip(ids, words, prices, lists):
            f.write(";".join(["" if a is None else str(a), b or "", repr(c), "|".join(map(str, d))]) + "\\n")
    """
}
