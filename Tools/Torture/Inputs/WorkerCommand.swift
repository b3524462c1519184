import ArgumentParser
import Foundation
import Tensors

/// Tries one changed file after another in this process, until there is an end to it or to the process.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Try changed files in this process (started by torture).")

  @Option var family: TargetFamily
  @Option var fixtures: String
  @Option(help: "A folder to work in.") var scratch: String
  @Option(help: "The file in which the parent reads how far this is.") var progress: String
  @Option(help: "A file for what was found, a line each.") var problems: String
  @Option var seed: UInt64 = 1
  @Option var first = 0
  @Option var count = 1

  func run() throws {
    let scratch = URL(fileURLWithPath: scratch)
    let targets = try family.targets(Fixtures(URL(fileURLWithPath: fixtures)), scratch)
    let progress = try Progress(URL(fileURLWithPath: progress))
    let random = RandomGenerator(seed: seed).child(family.rawValue)
    _ = FileManager.default.createFile(atPath: problems, contents: nil)
    let log = try FileHandle(forWritingTo: URL(fileURLWithPath: problems))
    for index in first..<first + count {
      let target = targets[index % targets.count]
      progress[.index] = index
      progress[.beat] += 1
      let bytes = try target.input(random, index)
      guard bytes != target.original else {
        progress[.unchanged] += 1
        continue
      }
      MemoryLimit.set(over: bytes.count)
      var problem: String?
      do {
        try target.attempt(bytes)
        progress[.accepted] += 1
        if target.isSealed { problem = "a changed file was taken" }
      } catch {
        progress[.refused] += 1
        problem = Target.problem(error)
      }
      if let problem {
        progress[.problems] += 1
        let line = problem.split(whereSeparator: \.isNewline).joined(separator: " ")
        log.write(Data("\(index)\t\(line)\n".utf8))
      }
    }
    progress[.index] = first + count
  }
}
