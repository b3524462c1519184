import ClickLog

/// Options that do not go together; one line for the user.
struct UsageError: UserFacingError {
  let description: String

  init(_ description: String) { self.description = description }

  var category: ErrorCategory { .badInput }
}
