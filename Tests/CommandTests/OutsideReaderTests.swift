import Foundation
import Testing

/// A python3 that has what the outside reader needs.
private enum NumPy {
  static let python: URL? = {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return path.map { URL(fileURLWithPath: "\($0)/python3") }.first {
      (try? run($0, ["-c", "import numpy, yaml"])) != nil
    }
  }()

  struct Failed: Error {}

  static func run(_ program: URL, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let out = Pipe()
    process.standardOutput = out
    if arguments.first == "-c" { process.standardError = FileHandle.nullDevice }
    try process.run()
    let text = try out.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
    return String(decoding: text, as: UTF8.self)
  }
}

/// `Examples/score.py`, written from docs/Files.md alone, finds the program's probabilities in a run's files.
@Suite(.enabled(if: NumPy.python != nil, "no python3 with numpy and yaml"))
struct OutsideReaderTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized

  /// Ids with quotes and without, hashed ones, (weighted) lists that may be empty, numbers that may be missing, a side
  /// table, statistics; later rows with values and a scenario that training did not have.
  private static func log(_ rows: Range<Int>, pages: Int) -> String {
    var log = "user,item,page,price,tags,words,click\n"
    for row in rows {
      let (user, item) = (row * 7 % 31, row * 13 % 47)
      let price = row % 11 == 0 ? ["", "NaN", "none"][row % 3] : "\(Double(row % 50) / 4)"
      let tags = (0..<row % 4).map { "t\((row + $0 * 5) % 9)" }.joined(separator: "|")
      let words = (0..<row % 3).map { "w\((row * 3 + $0) % 5):\(Double($0 + row % 2) / 2)" }.joined(separator: ";")
      let name = user == 5 ? "\"u, 5\"" : user == 6 ? "" : "u\(user)"
      let click = (user % 4 == 0 || item % 6 == 0) && row % 7 != 0
      log += "\(name),item-\(item)-é,p\(row % pages),\(price),\(tags),\(words),\(click ? 1 : 0)\n"
    }
    return log
  }

  private static let schema = """
    label: click
    scenario: [page, town]
    minimumScenarioRows: 80
    split: {order: [0.7, 0.1, 0.2]}
    minimumCount: 2
    joins: [{file: users.csv, on: user}]
    statistics: {keys: [user, [user, page], item]}
    features:
      user: {kind: id, group: user}
      town: {kind: id, group: user}
      item: {kind: id, buckets: 20, group: item}
      price: {kind: number, buckets: 8}
      tags: {kind: ids, separator: "|", group: item}
      words: {kind: ids, separator: ";", weighted: true, pooling: sum}
      more: {kind: ids, separator: "|", of: tags, buckets: 6}
    """

  @Test(arguments: [
    ("dnn", []), ("dnn", ["--ensemble", "2"]), ("dnn", ["--no-statistics"]), ("star", []),
    ("star", ["--no-partitioned-normalisation", "--no-auxiliary-network"]), ("adl", []),
    ("adl", ["--ensemble", "2", "--assignment", "top-two", "--shared-layers", "1"]),
    ("adl", ["--route-on", "user,item", "--cluster-form", "film"]),
    ("adl", ["--route-by", "drawn", "--embedding-dimension", "20"]), ("adl", ["--router", "paper"]),
  ])
  func aScoreCanBeRecomputed(model: String, flags: [String]) throws {
    let adl = try Program()
    try adl.write(Self.log(0..<1500, pages: 3), "log.csv")
    try adl.write(Self.log(1500..<1700, pages: 4).replacingOccurrences(of: "u1,", with: "new,"), "later.csv")
    let towns = (0..<25).map { "\($0 == 5 ? "\"u, 5\"" : "u\($0)"),town \($0 % 4)\n" }
    try adl.write("user,town\n" + towns.joined(), "users.csv")
    try adl.write(Self.schema, "s.yaml")
    let train = try adl.run(
      ["train", "log.csv", "--schema", "s.yaml", "--model", model, "--out", "run", "--quiet", "--hidden", "16,8"]
        + [
          "--learning-rate", "0.01", "--batch-size", "64", "--epochs", "2", "--statistics", "--statistics-deviation",
          "0.3",
        ]
        .filter { !(flags.contains("--no-statistics") && $0 == "--statistics") }
        + (model == "adl" ? ["--clusters", "3"] : []) + ["--no-multi-epoch"]
        + (flags.contains("--embedding-dimension") ? [] : ["--embedding-dimension", "4"])
        + (flags.contains("--ensemble") ? [] : ["--ensemble", "1"]) + flags)
    #expect(train.code == 0, "\(train.err)")
    let predicted = try adl("predict", "run", "later.csv", "--part", "all", "--quiet")
    #expect(predicted.code == 0, "\(predicted.err)")
    let scored = try NumPy.run(
      try #require(NumPy.python),
      [Self.package.appendingPathComponent("Examples/score.py").path, adl.path("run"), adl.path("later.csv")])
    func probabilities(_ text: String) -> [Double] {
      text.split(separator: "\n").dropFirst().map { Double($0.split(separator: ",")[1]) ?? .nan }
    }
    let (ours, theirs) = (probabilities(predicted.out), probabilities(scored))
    #expect(ours.count == 200 && theirs.count == 200)
    #expect(
      zip(ours, theirs).allSatisfy { abs($0 - $1) < 1e-6 }, "\(zip(ours, theirs).map { abs($0 - $1) }.max() ?? 0)")
    // What is to be recomputed is worth it.
    #expect(Set(ours).count > 150 && (ours.max() ?? 0) - (ours.min() ?? 0) > 0.05)
  }
}
