import ClickLog
import Evaluation

extension EncodingChange {
  /// Behind a number of rows: `, 12 new embedding rows, new scenario p9`.
  var words: String {
    var parts = [", \(Figures.count(newRows)) new embedding rows"]
    if forgottenRows > 0 { parts.append(", \(Figures.count(forgottenRows)) forgotten") }
    if !newScenarios.isEmpty {
      let names = newScenarios.prefix(5).joined(separator: ", ") + (newScenarios.count > 5 ? ", …" : "")
      parts.append(
        "; new scenario\(newScenarios.count > 1 ? "s" : "") \(names), from what the model shares or else from its largest"
      )
    }
    return parts.joined()
  }
}
