import ClickLog

extension SettingsError: UserFacingError {
  public var category: ErrorCategory { .badInput }
}
