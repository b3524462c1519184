import ClickLog
import Settings

extension [Candidate] {
  /// Whether these can be compared: no two of a name, of a folder or of the same settings.
  ///
  /// - Parameters:
  ///   - against: the name of the reference, one of them; nil for none.
  ///   - tuned: whether settings are searched, of models then.
  /// - Throws: `SettingsError`, one line naming the candidate.
  public func check(against: String? = nil, tuned: Bool = false) throws(SettingsError) {
    for (place, one) in enumerated() {
      for other in self[..<place] {
        guard one.name != other.name else { throw SettingsError("two entrants have the name '\(one.name)'") }
        // Some file systems do not tell A from a.
        guard one.fileName.lowercased() != other.fileName.lowercased() else {
          throw SettingsError("'\(other.name)' and '\(one.name)' would have one folder; give one of them another name")
        }
        guard one.settings != other.settings else {
          throw SettingsError("'\(other.name)' and '\(one.name)' are the same model with the same settings")
        }
      }
      guard !tuned || one.name == one.settings.model.name else {
        throw SettingsError("settings are searched for models, and '\(one.name)' has settings of its own")
      }
    }
    guard let against, !contains(where: { $0.name == against }) else { return }
    throw SettingsError("there is no entrant '\(against)'; \(NearestNames.hint(for: against, among: map(\.name)))")
  }

  /// The name of the candidate that a text names, or describes as an entrant does; the text itself where none.
  ///
  /// - Parameter settings: those that all have in common.
  public func name(of text: String, over settings: RunSettings) -> String {
    guard !contains(where: { $0.name == text }), let entrant = try? Entrant(text, among: settings.models),
      let described = try? Candidate(entrant, settings)
    else { return text }
    return first { $0.settings == described.settings }?.name ?? text
  }
}
