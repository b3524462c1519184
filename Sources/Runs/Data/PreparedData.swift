import ClickLog
import Files
import Training

/// A prepared log under its name, with what is known of its rows.
public struct PreparedData: Sendable {
  public let log: PreparedLog
  /// In titles and in names of folders.
  public let name: String
  /// Nil for a log that was not simulated.
  public let truth: KnownTruth?
  /// Where the store is, if it lasts only as long as this value.
  private let workplace: TemporaryFolder?

  public init(_ log: PreparedLog, named name: String, truth: KnownTruth? = nil) {
    self.init(log, named: name, truth: truth, in: nil)
  }

  /// Prepares a log: vocabularies and buckets from its training part only, rows in a temporary store that lasts as long as
  /// this value.
  ///
  /// - Parameters:
  ///   - data: a file, a folder, a pattern, a prepared store, or `planted`, the simulated log.
  ///   - schema: the schema's path; nil to take `schema.yaml` from the data's folder, or else to infer one.
  ///   - recipe: of the models to be trained; all but the paper's have running statistics where the schema does not say.
  ///   - seed: of a random split.
  /// - Throws: `Interruption`, `LogError`: one line with file, row and column.
  public static func prepare(
    _ data: String, schema: String? = nil, planted: PlantedSettings = PlantedSettings(), recipe: Recipe = .auto,
    seed: Int = 1, _ context: RunContext = RunContext()
  ) throws -> PreparedData {
    try DataSource.open(data, schema: schema, planted: planted, recipe: recipe, context).prepare(seed: seed)
  }

  init(_ log: PreparedLog, named name: String, truth: KnownTruth?, in workplace: TemporaryFolder?) {
    (self.log, self.name, self.truth, self.workplace) = (log, name, truth, workplace)
  }
}
