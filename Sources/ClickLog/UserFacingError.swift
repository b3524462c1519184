import Files
import Tensors

/// An error that ends in one line for the user: what is wrong, and as a value what helps.
public protocol UserFacingError: Error, Sendable, CustomStringConvertible {
  var category: ErrorCategory { get }
  var remedy: Remedy? { get }
}

extension UserFacingError {
  public var remedy: Remedy? { nil }
}

/// Whose fault an error is.
public enum ErrorCategory: Sendable {
  /// What the user gave cannot be used.
  case badInput
  /// The input is fine; the system or the arithmetic failed.
  case failed
  /// Cancelled.
  case interrupted
}

extension LogError: UserFacingError {
  public var category: ErrorCategory { .badInput }
}

extension WriteError: UserFacingError {
  public var category: ErrorCategory { .failed }
}

extension Interruption: UserFacingError {
  public var category: ErrorCategory { .interrupted }
}
