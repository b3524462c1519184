/// One line of `tuning.csv`: settings that were tried for a model, and its metrics on the validation part.
public struct TuningTrial: Codable, Sendable, Equatable {
  /// The model's name, such as `adl`.
  public var model: String
  /// From 0, the settings as given.
  public var trial: Int
  public var learningRate: Double
  public var embeddingL2: Double
  public var dropout: Double
  /// K; nil for a model that does not route.
  @Nullable public var clusters: Int?
  /// Of the best epoch; nil where the validation rows have one class only, or where the numbers broke.
  @Nullable public var validationAUC: Double?
  @Nullable public var validationLogLoss: Double?
  /// What decides between trials, as between epochs: the figure of the setting `monitor`, or minus the log loss.
  @Nullable public var quality: Double?
  /// Whether the model's runs are trained with these settings; false as long as its trials continue.
  public var chosen = false

  public init(
    model: String, trial: Int, learningRate: Double, embeddingL2: Double, dropout: Double, clusters: Int?,
    validationAUC: Double? = nil, validationLogLoss: Double? = nil, quality: Double? = nil
  ) {
    self.model = model
    self.trial = trial
    self.learningRate = learningRate
    self.embeddingL2 = embeddingL2
    self.dropout = dropout
    self.clusters = clusters
    self.validationAUC = validationAUC
    self.validationLogLoss = validationLogLoss
    self.quality = quality
  }

  /// Whether both tried the same settings.
  public func tries(theSameAs other: TuningTrial) -> Bool {
    model == other.model && trial == other.trial && learningRate == other.learningRate
      && embeddingL2 == other.embeddingL2 && dropout == other.dropout && clusters == other.clusters
  }
}

extension TuningTrial {
  static let header = "\(settingsHeader),validationAUC,validationLogLoss,quality,chosen"
  /// Of version 0.1 and before, when the AUC decided.
  private static let headerBefore = "\(settingsHeader),validationAUC,validationLogLoss,chosen"
  private static let settingsHeader = "model,trial,learningRate,embeddingL2,dropout,clusters"

  /// The whole file, every number to its last bit and an empty cell for what is missing.
  public static func csv(_ trials: [TuningTrial]) -> String {
    func cell<T>(_ value: T?) -> String { value.map { "\($0)" } ?? "" }
    let lines = trials.map { trial in
      [
        trial.model, "\(trial.trial)", "\(trial.learningRate)", "\(trial.embeddingL2)", "\(trial.dropout)",
        cell(trial.clusters), cell(trial.validationAUC), cell(trial.validationLogLoss), cell(trial.quality),
        "\(trial.chosen)",
      ].joined(separator: ",")
    }
    return ([header] + lines).map { $0 + "\n" }.joined()
  }

  /// A `tuning.csv` that cannot be read: the row (from 1, after the header) and what was expected.
  public struct ReadError: Error, Sendable, Equatable {
    public let row: Int
    public let problem: String
  }

  /// The trials of a file that `csv` wrote.
  public static func read(csv: String) throws(ReadError) -> [TuningTrial] {
    let lines = csv.split(whereSeparator: \.isNewline).map { String($0) }
    guard let first = lines.first, first == header || first == headerBefore else {
      throw ReadError(row: 0, problem: "expected the header \(header)")
    }
    var trials: [TuningTrial] = []
    for (index, line) in lines.dropFirst().enumerated() {
      guard let trial = TuningTrial(line: line, columns: first == header ? 10 : 9) else {
        throw ReadError(row: index + 1, problem: "expected \(header), found \"\(line)\"")
      }
      trials.append(trial)
    }
    return trials
  }

  private init?(line: String, columns: Int) {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    guard cells.count == columns, let trial = Int(cells[1]), let learningRate = Double(cells[2]),
      let embeddingL2 = Double(cells[3]), let dropout = Double(cells[4]), let chosen = Bool(cells[columns - 1]),
      cells[5].isEmpty || Int(cells[5]) != nil,
      cells[6..<columns - 1].allSatisfy({ $0.isEmpty || Double($0) != nil })
    else { return nil }
    self.init(
      model: cells[0], trial: trial, learningRate: learningRate, embeddingL2: embeddingL2, dropout: dropout,
      clusters: Int(cells[5]), validationAUC: Double(cells[6]), validationLogLoss: Double(cells[7]))
    quality = columns == 10 ? Double(cells[8]) : validationAUC ?? validationLogLoss.map { -$0 }
    self.chosen = chosen
  }
}
