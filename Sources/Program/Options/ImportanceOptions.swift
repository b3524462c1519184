import ArgumentParser
import Evaluation
import Runs

/// What the inputs of a run's model matter: `inspect RUN DATA --importance`.
struct ImportanceOptions: ParsableArguments {
  @Flag(help: "Shuffle each input within each scenario, and show what predictions lose. Takes a log.")
  var importance = false

  @Option(help: "Rows to take: all, training, validation or test. (default: as for evaluate)")
  var part: ScoredPart?

  @Option(help: "Shuffles of each input.")
  var permutations = Importance.usualPermutations

  @Option(help: "Rows to take at most, in runs spread evenly over the part.")
  var sample = Importance.usualRows

  @Option(help: "A file for the table, as CSV. Without it, no file is written.")
  var out: String?

  func validate() throws {
    guard (1...1000).contains(permutations) else {
      throw ValidationError("--permutations: expected 1 to 1000, not \(permutations)")
    }
    guard (64...2_000_000).contains(sample) else {
      throw ValidationError("--sample: expected 64 to 2000000, not \(sample)")
    }
    if out != nil, !importance { throw ValidationError("--out: only --importance writes a file") }
  }
}
