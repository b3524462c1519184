import ClickLog
import ScenarioModels

extension ModelError: UserFacingError {
  public var category: ErrorCategory { .badInput }
}
