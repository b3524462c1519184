import Foundation
import Testing

/// Predictions with columns of the input beside them, and embeddings for other programs.
@Suite struct JoinedPredictionTests {
  /// A run of `log.csv`, whose rows are joined with a side table.
  private func program() throws -> Program {
    let adl = try Program()
    try adl.writeLog()
    let schema = try String(contentsOfFile: adl.path("s.yaml"), encoding: .utf8)
    try adl.write(
      schema.replacingOccurrences(of: "features:\n", with: "joins: [{file: users.csv, on: user}]\nfeatures:\n")
        .replacingOccurrences(of: "item: {kind: id, group: item}", with: "item: {kind: id, group: item, buckets: 8}"),
      "s.yaml")
    try adl.write("user,town\n" + (0..<20).map { "u\($0),\"town, \($0 % 3)\"\n" }.joined(), "users.csv")
    let train = try adl(
      "train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "run", "--quiet", "--recipe", "paper"
    )
    #expect(train.code == 0, "\(train.err)")
    return adl
  }

  private func expectRefused(_ result: Program.Result, _ words: String...) {
    #expect(result.code == 2 && result.out == "", "\(result.err)")
    #expect(result.err.split(separator: "\n").count == 1, "\(result.err)")
    for word in words { #expect(result.err.contains(word), "\(result.err)") }
  }

  private static let later = """
    note,user,item,page,price
    a,u1,i3,home,1.5
    b,u2
    "c ""d"", e",u25,i4,cart,
    ,u4,i99,home,2

    """

  @Test func rowsCanBeJoined() throws {
    let adl = try program()
    try adl.write(Self.later, "later.csv")
    let plain = try adl("predict", "run", "later.csv", "--max-bad-rows", "1", "--quiet")
    let joined = try adl(
      "predict", "run", "later.csv", "--max-bad-rows", "1", "--columns", "note, user,town,price", "--out", "p.csv")
    #expect(plain.code == 0 && joined.code == 0, "\(plain.err)\(joined.err)")
    let beside = [",note,user,town,price", ",a,u1,\"town, 1\",1.5", ",\"c \"\"d\"\", e\",u25,,", ",,u4,\"town, 1\",2"]
    let lines = zip(plain.out.split(separator: "\n"), beside).map { "\($0)\($1)\n" }
    let expected = lines.joined()
    #expect(try String(contentsOfFile: adl.path("p.csv"), encoding: .utf8) == expected)
    #expect(expected.contains("\n2,") && !expected.contains("\n1,"))

    let vectors = try adl("predict", "run", "later.csv", "--max-bad-rows", "1", "--embeddings", "item", "--quiet")
    #expect(
      vectors.out.hasPrefix("row,probability,cluster,scenario,item_embedding_0,item_embedding_1"), "\(vectors.err)")
  }

  @Test func storesHaveValuesOnly() throws {
    let adl = try program()
    let prepared = try adl("prepare", "log.csv", "--schema", "s.yaml", "--out", "log.store", "--quiet")
    #expect(prepared.code == 0, "\(prepared.err)")
    let found = try adl("predict", "run", "log.store", "--part", "all", "--columns", "user,page,town", "--quiet")
    #expect(found.code == 2 && found.err.contains("\"town\""), "\(found.err)")
    let rows = try adl("predict", "run", "log.store", "--part", "all", "--columns", "user,page", "--quiet")
    #expect(rows.out.contains(",home,u0,home\n") && rows.out.split(separator: "\n").count == 601, "\(rows.err)")
    expectRefused(
      try adl("predict", "run", "log.store", "--columns", "price", "--quiet"), "log", "\"price\"", "user, page")
  }

  @Test func whatIsNotThereIsRefused() throws {
    let adl = try program()
    expectRefused(
      try adl("predict", "run", "log.csv", "--columns", "user,itm", "--quiet"), "\"itm\"", "did you mean \"item\"")
    expectRefused(try adl("predict", "run", "log.csv", "--columns", "user,,item"), "--columns")
    expectRefused(try adl("predict", "run", "log.csv", "--columns", "user,user", "--quiet"), "\"user\" again")
    expectRefused(try adl("predict", "run", "log.csv", "--embeddings", "usr"), "did you mean \"user\"")
    for name in ["p.json", "p.feather", "p.csv.gz"] {
      expectRefused(try adl("predict", "run", "log.csv", "--out", name), ".csv or .parquet", name)
      #expect(!FileManager.default.fileExists(atPath: adl.path(name)))
    }
    expectRefused(try adl("export", "run", "--embeddings", "user", "--out", "e.json"), "e.json")
    expectRefused(try adl("export", "run", "--embeddings", "usr", "--out", "e.npy"), "did you mean \"user\"")
  }

  @Test func embeddingsAreExported() throws {
    let adl = try program()
    let done = try adl("export", "run", "--embeddings", "user", "--out", "users.npy", "--json")
    #expect(done.code == 0 && done.json["ids"] as? String == "users.ids.csv", "\(done.err)")
    #expect(done.json["rows"] as? Int == 32 && done.json["dimension"] as? Int == 4)
    let ids = try String(contentsOfFile: adl.path("users.ids.csv"), encoding: .utf8).split(separator: "\n")
    #expect(ids.count == 33 && ids[1] == "0,(unknown)" && ids.contains { $0.hasSuffix(",u30") })
    let hashed = try adl("export", "run", "--embeddings", "item", "--out", "items.csv")
    #expect(hashed.code == 0 && hashed.err.contains("hash buckets") && hashed.err.contains("predict --embeddings item"))
    #expect(try String(contentsOfFile: adl.path("items.csv"), encoding: .utf8).contains("\n(hash 8),"))
  }
}
