import ClickLog
import Evaluation
import LogChecks
import ScenarioModels
import Settings
import Training

/// What a user should know of a training: of how it will go, and of what came of it.
extension RunSettings {
  /// A log has far fewer rows than a model has parameters above so many for each. The paper's towers have 1,000 for each row
  /// of a log of 2,000, and early stopping deals with that.
  private static let manyParametersARow = 1000
  /// Memory that is worth a word, in bytes.
  private static let muchMemory = 1 << 30

  /// Before training: what follows from the log's size, a log in which nothing can be learned, and a model too large for it.
  ///
  /// - Throws: `ModelError` where settings and log do not fit.
  func remarks(before log: PreparedLog) throws(ModelError) -> [Remark] {
    let training = log.part(.training)
    var remarks: [Remark] = []
    if let note = planNote(for: log) { remarks.append(Remark(.note, note)) }
    let rate = training.clickRate
    if training.rows > 0, rate == 0 || rate == 1 {
      remarks.append(
        Remark(
          .warning,
          "\(rate == 0 ? "No" : "Every") row of the training part is clicked: there is nothing to learn. "
            + "Is '\(log.encoding.schema.label)' the label, and is 1 a click in it?"))
    }
    let settings = resolved(for: log)
    let (shape, title) = (ModelShape(log.encoding), settings.model.title)
    let parameters = try ModelPlan(model, for: shape, modelSettings).learned
    if parameters > Int.saturatingProduct([Self.manyParametersARow, max(training.rows, 1)]) {
      remarks.append(
        Remark(
          .warning,
          "\(title) has \(Figures.scaled(Double(parameters))) parameters, and the log \(Figures.count(training.rows)) "
            + "training rows to learn them from; \(try whatHelps(against: parameters, shape))."))
    }
    if let need = try settings.memoryNeed(for: shape, .training).bytes(), need > Self.muchMemory {
      remarks.append(Remark(.note, "Training \(title) will need up to \(Figures.bytes(need)) of memory."))
    }
    return remarks
  }

  /// In a model of which most is there once for each scenario, fewer scenarios; in any other, smaller parts.
  private func whatHelps(against parameters: Int, _ shape: ModelShape) throws(ModelError) -> String {
    let one = ModelShape(fields: shape.fields, tableRows: shape.tableRows, scenarios: 1)
    if try ModelPlan(model, for: one, modelSettings).learned < parameters / 2, shape.scenarios > 10 {
      return
        "it has some of its own for each of \(Figures.count(shape.scenarios)) scenarios: minimumScenarioRows in the "
        + "schema puts small ones together, and another column may be the better scenario"
    }
    return "smaller or fewer hidden layers\(concerns("clusters") ? " or clusters" : "") have less to memorise with"
  }

  /// After training: what decided in the monitor's place, and what the scores are worth.
  func remarks(on outcome: TrainingOutcome, _ metrics: Metrics) -> [Remark] {
    var remarks: [Remark] = []
    if let monitor = training.monitor, let used = outcome.monitor, used != monitor {
      remarks.append(
        Remark(
          .warning,
          "Of the validation rows there is no \(monitor), which takes rows with a click and rows without: "
            + "\(used) decided which epoch to keep."))
    }
    if outcome.bestEpoch == 0, !outcome.history.isEmpty, training.from != nil {
      remarks.append(
        Remark(
          .note,
          "No pass over the new rows made \(model.title) better on their validation part: the earlier weights stay."))
    } else if outcome.bestEpoch == 0, !outcome.history.isEmpty {
      remarks.append(
        Remark(
          .warning,
          "No pass over the training rows made the validation log loss of \(model.title) smaller than it was before the "
            + "first step: those first weights are kept."))
    }
    return remarks + metrics.warnings(of: model.title).map { Remark(.warning, $0) }
  }
}
