import ClickLog
import Evaluation
import Tensors

/// Looks for features that give the label away: a watch time, a like, a position in a list of clicked items. A model that has
/// one is excellent on every part of the log and worth nothing where the click is still to come.
///
/// Each field is judged alone: the click rates of its values, fitted to training rows, rank other rows, and an AUC that honest
/// features hardly have is reported (`Suspicion`). What training did not see ranks in the middle, so that numbers of rows and the
/// like, different in every row, are not suspected. Of what is rare, such as likes, an AUC says nothing; see `UnusualValues`.
///
/// Rows of counts count as their impressions do; other weights are left aside, as what gives a label away does so in every row.
public struct LeakageGuard {
  /// At most about so many rows are looked at, spread over the part.
  static let fittedRows = 1 << 20
  static let judgedRows = 1 << 18
  /// And at most about so many values, where rows have long lists.
  static let fittedValues = 1 << 25

  /// Each field's AUC alone, in the encoding's order; nil where some class is missing.
  public let aucs: [Double?]
  private let names: [String]
  private let suspicions: [Suspicion?]

  /// Of a log where nothing can be judged.
  private init(names: [String]) {
    self.names = names
    aucs = names.map { _ in nil }
    suspicions = names.map { _ in nil }
  }

  private init(_ fields: [Field], _ judgement: JudgedFields, _ unusual: UnusualValues) {
    names = fields.map(\.name)
    aucs = judgement.aucs
    suspicions = judgement.suspicions(unusual, fields)
  }

  /// Judges each field of a log alone.
  ///
  /// - Throws: `Interruption`.
  public static func inspect(
    _ log: PreparedLog, cancellation: Cancellation = Cancellation()
  ) throws(Interruption) -> LeakageGuard {
    let names = log.encoding.fields.map(\.name)
    guard log.labelled, let (fitted, judged) = parts(of: log) else { return LeakageGuard(names: names) }
    let valuesPerRow = log.statistics.fields.reduce(0) { $0 + max(1, $1.valuesPerRow) }
    let most = min(fittedRows, Int(Double(fittedValues) / max(1, valuesPerRow)))
    let counted = log.hasCountedLabels
    let training = fitted.runs(most)
    let rates = try ValueRates.fit(training, log.encoding, counted: counted, cancellation)
    let scenarioRates = ScenarioRates(training)
    var unusual = UnusualValues(usual: rates.usual, scenarioRates, counted: counted)
    for batch in training.batches(size: ValueRates.batchSize) {
      try cancellation.check()
      unusual.add(batch)
    }
    let sample = judged.runs(min(most, judgedRows))
    var rows = JudgedFields.Rows(fields: names.count, capacity: sample.rows)
    for batch in sample.batches(size: ValueRates.batchSize) {
      try cancellation.check()
      unusual.add(batch)
      rows.labels += batch.labels
      if counted { rows.weights += batch.rowWeights }
      for scenario in batch.scenarios { rows.scenarioScores.append(scenarioRates[scenario]) }
      for field in names.indices { rates.score(batch, field, onto: &rows.scores[field]) }
    }
    return LeakageGuard(log.encoding.fields, JudgedFields(rows, binary: log.hasBinaryLabels), unusual)
  }

  /// A line for each suspected feature.
  public var warnings: [String] {
    zip(names, suspicions).compactMap { name, suspicion in
      suspicion.map {
        "\($0.words(of: name)): it may be known only after the click; leave it out unless you know better."
      }
    }
  }

  /// Rows to fit to, and others to judge on, both with clicks and without; nil if there are none. Taken are the first with
  /// clicks enough, or else the first at all.
  private static func parts(of log: PreparedLog) -> (fitted: LogPart, judged: LogPart)? {
    let training = log.part(.training)
    let (half, all) = (training.rows / 2, training.rows)
    let choices = [
      (training, log.part(.validation)), (training, log.part(.test)),
      (training.rows(at: 0..<half), training.rows(at: half..<all)),
    ].filter { [$0.0, $0.1].allSatisfy { $0.clickRate > 0 && $0.clickRate < 1 } }
    return choices.first { min($0.1.clicks, $0.1.rows - $0.1.clicks) >= JudgedFields.fewest } ?? choices.first
  }
}
