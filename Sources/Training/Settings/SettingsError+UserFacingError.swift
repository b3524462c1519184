import ClickLog
import Settings

extension SettingsError: UserFacingError {
  public var category: ErrorCategory { .badInput }
}
