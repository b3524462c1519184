/// One line of `history.csv`: how training stood at the end of an epoch.
public struct HistoryRow: Codable, Sendable, Equatable {
  /// The epoch, from 1.
  public var epoch: Int
  /// Steps taken since training began.
  public var step: Int
  /// Seconds since training began.
  public var seconds: Double
  /// Mean loss since the row before.
  public var trainingLoss: Double
  public var validationAUC: Double?
  public var validationLogLoss: Double?
  /// The share of validation rows whose cluster is another than after the epoch before, for a model that routes.
  public var clustersChanged: Double?
  /// What decided which epoch was kept, the larger the better: the figure of the setting `monitor`, or minus the log loss.
  public var quality: Double?

  public init(
    epoch: Int, step: Int, seconds: Double, trainingLoss: Double, validationAUC: Double?, validationLogLoss: Double?,
    clustersChanged: Double? = nil, quality: Double? = nil
  ) {
    self.epoch = epoch
    self.step = step
    self.seconds = seconds
    self.trainingLoss = trainingLoss
    self.validationAUC = validationAUC
    self.validationLogLoss = validationLogLoss
    self.clustersChanged = clustersChanged
    self.quality = quality
  }

  /// The first line of the file.
  public static let header = "\(headerBefore),quality"
  /// Of version 0.1 and before.
  private static let headerBefore = "epoch,step,seconds,trainingLoss,validationAUC,validationLogLoss,clustersChanged"

  /// The row as a line of the file, every number to its last bit and an empty cell for what is missing.
  public var line: String {
    func cell(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let cells = [
      "\(epoch)", "\(step)", "\(seconds)", "\(trainingLoss)", cell(validationAUC), cell(validationLogLoss),
      cell(clustersChanged), cell(quality),
    ]
    return cells.joined(separator: ",")
  }

  /// The whole file.
  public static func csv(_ rows: [HistoryRow]) -> String {
    ([header] + rows.map(\.line)).map { $0 + "\n" }.joined()
  }

  /// A `history.csv` that cannot be read: one line with the row (from 1, after the header) and what was expected.
  public struct ReadError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
  }

  /// The rows of a file that `csv` wrote.
  public static func read(csv: String) throws -> [HistoryRow] {
    let lines = csv.split(whereSeparator: \.isNewline)
    guard let first = lines.first, first == header[...] || first == headerBefore[...] else {
      throw ReadError(description: "history.csv, header: expected \(header)")
    }
    let columns = first == header[...] ? 8 : 7
    return try lines.dropFirst().enumerated().map { index, line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
      guard cells.count == columns, let epoch = Int(cells[0]), let step = Int(cells[1]), let seconds = Double(cells[2]),
        let loss = Double(cells[3]),
        cells[4...].allSatisfy({ $0.isEmpty || Double($0) != nil })
      else { throw ReadError(description: "history.csv, row \(index + 1): expected \(header), found \"\(line)\"") }
      return HistoryRow(
        epoch: epoch, step: step, seconds: seconds, trainingLoss: loss, validationAUC: Double(cells[4]),
        validationLogLoss: Double(cells[5]), clustersChanged: Double(cells[6]),
        quality: cells.count > 7 ? Double(cells[7]) : nil)
    }
  }
}
