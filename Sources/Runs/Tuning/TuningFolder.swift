import Foundation

/// The places of a tuning's files.
struct TuningFolder: Sendable {
  /// `tuning.csv`: the trials so far.
  let record: URL
  /// What the trials were made with, and the one in the making.
  let work: URL

  /// Of a trial in the making.
  func trial(_ number: Int, of model: String) -> RunFolder {
    RunFolder(work.appendingPathComponent("\(model)-\(number)"))
  }
}
