import ClickLog
import Evaluation

extension PreparedLog {
  /// What the labels say.
  package var labelForm: LabelForm {
    hasBinaryLabels ? .binary : hasCountedLabels ? .counts : .probabilities
  }
}
