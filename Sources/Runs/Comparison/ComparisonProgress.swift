import Foundation
import Training

/// How far a comparison has come: trials and runs done of all, and when the rest will be done, judged by how long each
/// model took so far.
struct ComparisonProgress {
  enum Work: String { case trial, run }

  private struct Piece {
    let work: Work
    let candidate: String
    var isDone = false
  }
  private var pieces: [Piece]
  private var seconds: [String: [Double]] = [:]
  private let clock = ContinuousClock()
  private var began: ContinuousClock.Instant

  /// All trials and then all runs, in the order in which they will be made.
  init(trials: [String], runs: [String]) {
    pieces = trials.map { Piece(work: .trial, candidate: $0) } + runs.map { Piece(work: .run, candidate: $0) }
    began = clock.now
  }

  func count(_ work: Work) -> Int { pieces.count { $0.work == work } }

  private func done(_ work: Work) -> Int { pieces.count { $0.work == work && $0.isDone } }

  /// The piece that is next, or being worked at: "run 3 of 35".
  func current(_ work: Work) -> String { "\(work) \(min(done(work) + 1, count(work))) of \(count(work))" }

  /// "3 of 35 runs".
  func standing(_ work: Work) -> String { "\(done(work)) of \(count(work)) \(work)s" }

  /// A piece begins.
  mutating func begin() { began = clock.now }

  /// The next piece of this kind is done.
  ///
  /// - Parameter wasThere: from before; then its time does not count.
  mutating func finish(_ work: Work, wasThere: Bool) {
    guard let index = pieces.firstIndex(where: { $0.work == work && !$0.isDone }) else { return }
    pieces[index].isDone = true
    if !wasThere { seconds[pieces[index].candidate, default: []].append((clock.now - began).seconds) }
    began = clock.now
  }

  /// Seconds until everything is done; nil as long as no piece was.
  var secondsLeft: Double? {
    let all = seconds.values.flatMap { $0 }
    guard !all.isEmpty else { return nil }
    let waiting = pieces.filter { !$0.isDone }.map { piece in Self.mean(seconds[piece.candidate] ?? all) }
    guard let current = waiting.first else { return 0 }
    return max(0, current - (clock.now - began).seconds) + waiting.dropFirst().reduce(0, +)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
}
