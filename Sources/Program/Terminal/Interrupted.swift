import ClickLog
import Tensors

/// An interruption with how to resume, for the program's last line.
struct Interrupted: UserFacingError {
  let hint: String

  var category: ErrorCategory { .interrupted }

  var description: String { "interrupted; \(hint)" }

  /// Runs `body`; if it is interrupted, the error has the hint.
  static func hinting<R>(_ hint: @autoclosure () -> String, _ body: () throws -> R) throws -> R {
    do { return try body() } catch is Interruption { throw Interrupted(hint: hint()) }
  }
}
