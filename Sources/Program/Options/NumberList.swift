import Foundation

extension [Int] {
  /// The numbers of a flag, with commas between: `1,64,4096`.
  ///
  /// - Parameter range: where each must lie.
  /// - Throws: `UsageError`, which names the flag.
  init(of flag: String, _ text: String, in range: ClosedRange<Int>) throws {
    self = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let number = Int(part.trimmingCharacters(in: .whitespaces)), range.contains(number) else {
        throw UsageError(
          "\(flag): expected numbers from \(range.lowerBound) to \(range.upperBound) with commas between, not '\(text)'"
        )
      }
      return number
    }
  }
}
