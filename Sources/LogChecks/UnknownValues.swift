import ClickLog
import Evaluation

/// How much of some rows a run's vocabulary does not know: values that share their field's unknown row, and rows of scenarios
/// that training did not have. Counted batch by batch, on the way through a model.
public struct UnknownValues {
  /// A field is unusual whose unknown share is above training's by more than this, and more than so many times it. In training
  /// only rare values are unknown; new users and items of a later day add some percent, but a column that was renamed, coded
  /// anew or cut off nearly all of them.
  static let unusualDifference = 0.1
  static let unusualRatio = 2.0
  /// Smaller shares are not reported.
  static let worthReporting = 0.01

  /// One field, or the scenarios.
  struct Part {
    let name: String
    /// 0...1
    let share: Double
    /// In training; nil where that is not known.
    let training: Double?

    var isUnusual: Bool {
      guard let training else { return false }
      return share - training > unusualDifference && share > unusualRatio * training
    }
  }

  private let fields: [Field]
  private var values: [Int]
  private var unknown: [Int]
  private var rows = 0
  private var rowsOfUnknownScenarios = 0

  public init(_ encoding: Encoding) {
    fields = encoding.fields
    values = fields.map { _ in 0 }
    unknown = values
  }

  /// Counts a batch that was numbered by the encoding.
  public mutating func add(_ batch: Batch) {
    rows += batch.rows
    for scenario in batch.scenarios.prefix(batch.rows) where scenario < 0 { rowsOfUnknownScenarios += 1 }
    for (field, count) in batch.valueCounts(of: fields).enumerated() {
      values[field] += count.all
      unknown[field] += count.unknown
    }
  }

  /// The share of each field's values that are unknown, 0...1; of a number's, the share that is missing. Hashed fields have no
  /// unknown values and are not there.
  public var shares: [String: Double] {
    Dictionary(parts.map { ($0.name, $0.share) }, uniquingKeysWith: { first, _ in first })
  }

  /// The share of rows of unknown scenarios, 0...1.
  public var scenarioShare: Double { rows > 0 ? Double(rowsOfUnknownScenarios) / Double(rows) : 0 }

  private var parts: [Part] {
    fields.indices.compactMap { index in
      let field = fields[index]
      let training: Double?
      switch field.values {
      case .hashed?: return nil
      case .vocabulary(let vocabulary)?:
        let all = vocabulary.counts.reduce(0, +)
        training = all > 0 ? Double(vocabulary.counts[Field.unknownRow]) / Double(all) : 0
      case nil: training = nil
      }
      let share = values[index] > 0 ? Double(unknown[index]) / Double(values[index]) : 0
      return Part(name: field.name, share: share, training: training)
    }
  }

  /// One line, of what is above 1%; nil if nothing is.
  public var report: String? {
    let reported = parts.filter { $0.training != nil && $0.share > Self.worthReporting }
    var sentences: [String] = []
    if !reported.isEmpty {
      let shares = reported.map { "\($0.name) \(Figures.percent($0.share))" }.joined(separator: ", ")
      let before = reported.map { Figures.percent($0.training) }.joined(separator: ", ")
      sentences.append("Unknown values: \(shares); in training \(before).")
    }
    if scenarioShare > Self.worthReporting {
      sentences.append("Rows of unknown scenarios: \(Figures.percent(scenarioShare)).")
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// A line for each field whose values are much less known than training's, and for the scenarios.
  public var warnings: [String] {
    var lines = parts.filter(\.isUnusual).map { part in
      "\(Figures.percent(part.share)) of the values of '\(part.name)' are unknown to the run, of training's "
        + "\(Figures.percent(part.training)): is the column what it was in training? New values need a newer run."
    }
    if Part(name: "", share: scenarioShare, training: 0).isUnusual {
      lines.append(
        "\(Figures.percent(scenarioShare)) of the rows are of scenarios that the run does not know: are the scenarios "
          + "named as in training?")
    }
    return lines
  }
}
