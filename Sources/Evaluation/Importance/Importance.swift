/// How much each input of a model matters for its predictions: what they lose when the input's values are shuffled among the
/// rows of each scenario (permutation importance, Breiman 2001; within scenarios, so that no row gets a value that its
/// scenario does not have).
///
/// It speaks of this model on these rows. Of inputs that say the same, each looks unimportant as long as the other is there.
public struct Importance: Codable, Sendable, Equatable {
  /// What is shuffled as one.
  public enum Kind: String, Codable, Sendable {
    /// A field's values, of a list the whole list.
    case field
    /// What earlier rows say of a key: its count and its rate.
    case statistics
    /// The scenario and the fields that it is made of, shuffled among all rows.
    case scenario
  }

  /// One input's.
  public struct Input: Codable, Sendable, Equatable {
    public let name: String
    public let kind: Kind
    /// The AUC of all rows, minus that of the rows shuffled; the mean over the shuffles. Null where a class is missing.
    @Nullable public private(set) var aucLoss: Double?
    /// The standard error of that mean by the luck of the shuffles; null with one of them.
    @Nullable public private(set) var aucLossError: Double?
    /// Its standard error by the luck of the rows (DeLong); null where that is not defined.
    @Nullable public private(set) var aucLossRowError: Double?
    /// The log loss of the rows shuffled, minus that of all rows; the mean over the shuffles, in nats.
    @Nullable public private(set) var logLossRise: Double?
    @Nullable public private(set) var logLossRiseError: Double?
  }

  /// Of the rows as they are.
  @Nullable public private(set) var auc: Double?
  @Nullable public private(set) var logLoss: Double?
  public let rows: Int
  public let clicks: Int
  /// Shuffles of each input.
  public let permutations: Int
  /// The largest loss of AUC first, where there is none the largest rise of log loss; equals by name.
  public private(set) var inputs: [Input] = []
  /// Of the rows as they are, for the error by their luck.
  private let placements: Placements?

  private enum CodingKeys: String, CodingKey { case auc, logLoss, rows, clicks, permutations, inputs }

  /// - Parameter predictions: of the rows as they are.
  public init(_ predictions: Predictions, permutations: Int) {
    let rows = ScoredRows(predictions)
    (auc, logLoss) = (rows.auc, rows.logLoss)
    (self.rows, clicks) = (predictions.labels.count, Int(rows.mass.clicks.rounded()))
    self.permutations = permutations
    placements = Placements(predictions)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    _auc = try container.decode(Nullable<Double>.self, forKey: .auc)
    _logLoss = try container.decode(Nullable<Double>.self, forKey: .logLoss)
    rows = try container.decode(Int.self, forKey: .rows)
    clicks = try container.decode(Int.self, forKey: .clicks)
    permutations = try container.decode(Int.self, forKey: .permutations)
    inputs = try container.decode([Input].self, forKey: .inputs)
    placements = nil
  }

  /// Adds what is left of the predictions when an input is shuffled.
  ///
  /// - Parameter shuffled: predictions of the same rows, one for each shuffle.
  public mutating func add(_ name: String, _ kind: Kind, _ shuffled: [Predictions]) {
    let rows = shuffled.map { ScoredRows($0) }
    let losses = Spread(of: rows.map { row in auc.flatMap { whole in row.auc.map { whole - $0 } } })
    let rises = Spread(of: rows.map { row in logLoss.flatMap { whole in row.logLoss.map { $0 - whole } } })
    let root = Double(max(shuffled.count, 1)).squareRoot()
    let mean = Placements.mean(of: shuffled.compactMap(Placements.init))
    let test = placements.flatMap { whole in mean.flatMap { DeLongTest(whole, $0) } }
    inputs.append(
      Input(
        name: name, kind: kind, aucLoss: losses.mean, aucLossError: losses.standardDeviation.map { $0 / root },
        aucLossRowError: test?.standardError, logLossRise: rises.mean,
        logLossRiseError: rises.standardDeviation.map { $0 / root }))
    func weight(_ input: Input) -> Double { input.aucLoss ?? input.logLossRise ?? 0 }
    inputs.sort { (weight($1), $0.name) < (weight($0), $1.name) }
  }

  public static func == (one: Importance, other: Importance) -> Bool {
    (one.auc, one.logLoss, one.rows) == (other.auc, other.logLoss, other.rows)
      && (one.clicks, one.permutations) == (other.clicks, other.permutations) && one.inputs == other.inputs
  }
}
