import ArgumentParser
import Foundation
import Tensors

/// Lets the compiler's fuzzer find inputs of one kind that break the program.
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Fuzz one kind of input, led by the code that is reached. See scripts/fuzz.")

  @Argument(help: "The kind; without it, they are listed.") var kind: String?
  @Option(help: "The program, which makes what there is to change.") var adl: String
  @Option(help: "A folder to work in.") var folder: String
  @Option(help: "The folder for inputs that reached something, to begin with and to be added to.") var corpus: String
  @Option(help: "Failing inputs' names begin with this path.") var failures: String
  @Option var seconds = 60
  @Option var seed: UInt64 = 1

  /// Changed inputs to begin with.
  private static let seeds = 50

  func run() throws {
    let place = try Workplace(
      adl: URL(fileURLWithPath: adl), torture: URL(fileURLWithPath: CommandLine.arguments[0]), faults: nil,
      folder: URL(fileURLWithPath: folder), seed: seed)
    let fixtures = try Fixtures.tiny(place, "fixtures")
    let targets = try TargetFamily.fuzz.targets(fixtures, try place.fresh("scratch"))
    guard let kind else {
      var names: Set<String> = []
      for target in targets where names.insert(target.name).inserted { print(target.name) }
      return
    }
    guard let target = targets.first(where: { $0.name == kind }) else { throw ValidationError("no such kind: \(kind)") }
    guard let fuzzer = LibFuzzer() else { throw TortureError("this build has no fuzzer; scripts/fuzz makes one") }
    try begin(target)
    let longest = max(4096, 4 * target.original.count)
    fuzzer.run(
      [
        corpus, "-max_total_time=\(seconds)", "-seed=\(seed)", "-max_len=\(longest)", "-artifact_prefix=\(failures)",
        // Seconds, and MB: of one allocation, and of all.
        "-timeout=10", "-malloc_limit_mb=600", "-rss_limit_mb=4096", "-print_final_stats=1",
      ]
    ) { bytes in
      let bytes = target.reseal(bytes)
      guard bytes != target.original else { return }
      do {
        try target.attempt(bytes)
      } catch {
        guard let problem = Target.problem(error) else { return }
        FileHandle.standardError.write(Data("PROBLEM: \(problem)\n".utf8))
        abort()
      }
    }
  }

  /// Puts the original and changed ones where the fuzzer begins.
  private func begin(_ target: Target) throws {
    let corpus = URL(fileURLWithPath: corpus)
    try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
    let original = target.original
    // What is odd at the edges of a file, which changes in its middle seldom come to.
    let begun: [(String, [UInt8])] = [
      ("original", original), ("newline", [10]), ("blank-line", [10] + original),
      ("half", [UInt8](original.prefix(original.count / 2))),
      ("without-end", original.dropLast()), ("twice", original + original),
      ("byte-order-mark", [0xEF, 0xBB, 0xBF] + original),
    ]
    for (name, bytes) in begun { try Data(bytes).write(to: corpus.appendingPathComponent(name)) }
    let random = RandomGenerator(seed: seed).child("corpus")
    for index in 0..<Self.seeds {
      try Data(try target.input(random, index)).write(to: corpus.appendingPathComponent("changed-\(seed)-\(index)"))
    }
  }
}
