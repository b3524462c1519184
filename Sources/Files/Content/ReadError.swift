/// A file of the program's own that cannot be used: missing, damaged, or not of the form it must have.
package struct ReadError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file's name, as the user knows it.
  package let file: String
  /// What was expected, and what was found.
  package let problem: String

  package init(_ problem: String, file: String) {
    self.problem = problem
    self.file = file
  }

  package var description: String { "\(file): \(problem)" }
}
