import Foundation
import Testing

/// What `evaluate` and `inspect` say beyond the metrics of training: by column, by session, by input.
@Suite struct InsightTests {
  private func trained() throws -> Program {
    let adl = try Program()
    try adl.writeLog()
    let train = try adl(
      "train", "log.csv", "--schema", "s.yaml", "--config", "small.yaml", "--out", "first", "--quiet")
    #expect(train.code == 0, "\(train.err)")
    return adl
  }

  private func expectRefused(_ result: Program.Result, _ words: String...) {
    #expect(result.code == 2 && result.out == "", "\(result.err)")
    #expect(result.err.split(separator: "\n").count == 1, "\(result.err)")
    for word in words { #expect(result.err.contains(word), "\(result.err)") }
  }

  @Test func evaluatesByColumn() throws {
    let adl = try trained()
    let found = try adl("evaluate", "first", "log.csv", "--by", "item", "--by", "price", "--at", "1,3", "--json")
    #expect(found.code == 0, "\(found.err)")
    let by = found.json["by"] as? [String: [String: [String: Any]]]
    #expect(by?.keys.sorted() == ["item", "price"])
    #expect(by?["item"]?.values.reduce(0) { $0 + ($1["rows"] as? Int ?? 0) } == found.json["rows"] as? Int)
    #expect(by?["item"]?["i3"]?["calibrationInterval"] is [Double])
    #expect(["ndcgAt1", "ndcgAt3", "ndcgAt10", "mrr", "hitRateAt3"].allSatisfy { found.json[$0] is Double })
    let text = try adl("evaluate", "first", "log.csv", "--by", "item", "--quiet")
    #expect(text.out.contains("\nitem ") && text.out.contains("NDCG@10") && text.out.contains("\ni3 "))
    expectRefused(try adl("evaluate", "first", "log.csv", "--by", "itm", "--quiet"), "itm", "did you mean \"item\"")
    expectRefused(
      try adl("evaluate", "first", "log.csv", "--by", "nowhere", "--quiet"), "no column \"nowhere\"; there are")
    expectRefused(try adl("evaluate", "first", "log.csv", "--at", "0"), "--at: expected numbers")
  }

  @Test func inspectsImportance() throws {
    let adl = try trained()
    let before = try FileManager.default.contentsOfDirectory(atPath: adl.path("first")).sorted()
    let one = try adl(
      "inspect", "first", "log.csv", "--importance", "--part", "all", "--json", "--threads", "1", "--seed", "7",
      "--permutations", "2")
    #expect(one.code == 0, "\(one.err)")
    let other = try adl(
      "inspect", "first", "log.csv", "--importance", "--part", "all", "--json", "--threads", "2", "--seed", "7",
      "--permutations", "2", "--out", "importance.csv")
    #expect(one.out == other.out)
    let inputs = one.json["inputs"] as? [[String: Any]]
    let names = Set(inputs?.compactMap { $0["name"] as? String } ?? [])
    #expect(names.isSuperset(of: ["user", "item", "page", "price"]))
    #expect(inputs?.allSatisfy { $0["aucLoss"] is Double && $0["aucLossError"] is Double } == true)
    let csv = try String(contentsOfFile: adl.path("importance.csv"), encoding: .utf8)
    #expect(csv.hasPrefix("name,kind,aucLoss,") && csv.split(separator: "\n").count == (inputs?.count ?? 0) + 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: adl.path("first")).sorted() == before)
    let text = try adl("inspect", "first", "log.csv", "--importance", "--quiet")
    #expect(text.out.contains("AUC loss") && text.out.contains("5 shuffles"))
    expectRefused(try adl("inspect", "first", "--importance"), "expected a log after the run")
    expectRefused(try adl("inspect", "first", "log.csv"), "--importance only")
    expectRefused(try adl("inspect", "first", "log.csv", "--importance", "--permutations", "0"), "1 to 1000")
  }
}
