import ClickLog
import Evaluation

extension PreparedLog {
  /// What the labels say.
  package var labelForm: LabelForm {
    let rule = encoding.schema.labelRule
    return rule.isBinary ? .binary : rule.impressions == nil ? .probabilities : .counts
  }
}
