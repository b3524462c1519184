import ClickLog
import ScenarioModels
import Settings
import Training

/// One of those that a comparison trains: a model, or a model with a setting of its own.
public struct Candidate: Sendable {
  /// As in the names of its runs' folders.
  public let name: String
  /// In tables.
  public let title: String
  /// But for the seed.
  public var settings: RunSettings

  /// A model under common settings.
  public init(_ model: ModelKind, _ settings: RunSettings) {
    name = model.name
    title = model.title
    self.settings = settings
    self.settings.model = model
  }

  /// An entrant, its own settings over common ones.
  ///
  /// - Throws: `SettingsError`, one line naming the entrant, where settings cannot be together.
  public init(_ entrant: Entrant, _ settings: RunSettings) throws(SettingsError) {
    (name, title) = (entrant.name, entrant.title)
    self.settings = settings
    self.settings.model = entrant.model
    // Each was checked to be of its setting's kind.
    _ = self.settings.choose(entrant.own)
    do throws(SettingsError) {
      try self.settings.validate()
      try self.settings.checkPrecision()
    } catch {
      throw SettingsError("entrant '\(name)': \(error)")
    }
  }

  /// ADL with K clusters under common settings. With K = 1 there is nothing to route: the shared network alone is the DNN.
  public init(clusters: Int, _ settings: RunSettings) {
    name = "\(Self.clustersPrefix)\(clusters)"
    title = clusters == 1 ? "K = 1 (DNN)" : "K = \(clusters)"
    self.settings = settings
    self.settings.model = clusters == 1 ? .dnn : .adl
    self.settings.clusters = clusters
  }

  /// With settings in which nothing is left open. ADL keeps its clusters: what they bring is for the comparison to say.
  func chosen(by choices: inout RecipeChoices) throws -> Candidate {
    var candidate = self
    candidate.settings = try choices.settings(settings, routes: false)
    return candidate
  }

  /// The name as part of a file's name.
  var fileName: String { Entrant.fileName(of: name) }

  private static let clustersPrefix = "k"

  /// Whether a comparison may have made a folder of this name: `adl-1`, `k9-1`.
  static func hasRun(named name: String) -> Bool {
    guard let dash = name.lastIndex(of: "-"), Int(name[name.index(after: dash)...]) != nil else { return false }
    let stem = String(name[..<dash])
    return ModelKind.builtIn[named: stem] != nil
      || stem.hasPrefix(clustersPrefix) && Int(stem.dropFirst(clustersPrefix.count)) != nil
  }

  func formula(for encoding: Encoding) -> TowerFormula? {
    settings.model.towerFormula(for: ModelShape(encoding), settings.modelSettings)
  }
}
