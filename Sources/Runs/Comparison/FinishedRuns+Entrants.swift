import ClickLog
import Settings

extension FinishedRuns {
  /// Runs that differ in their seeds alone are one entrant.
  ///
  /// - Throws: `SettingsError` where some entrants have other seeds than others, and one of them several.
  static func entrants(_ entries: [Entry]) throws(SettingsError) -> [Entrant] {
    var groups: [[Entry]] = []
    for entry in entries {
      let place = groups.firstIndex { group in
        group[0].isLike(entry) && !group.contains { $0.settings.seed == entry.settings.seed }
      }
      if let place { groups[place].append(entry) } else { groups.append([entry]) }
    }
    for group in groups.indices { groups[group].sort { $0.settings.seed < $1.settings.seed } }
    let titles = groups.map { $0[0].settings.model.title }
    let entrants = groups.enumerated().map { place, runs in
      let name = name(of: runs)
      let isAlone = titles.count { $0 == titles[place] } == 1
      return Entrant(name: name, title: isAlone ? titles[place] : "\(titles[place]) (\(name))", runs: runs)
    }
    let seeds = entrants.map { $0.runs.map(\.settings.seed) }
    if let other = seeds.firstIndex(where: { $0 != seeds[0] }), seeds.contains(where: { $0.count > 1 }) {
      func words(_ place: Int) -> String {
        "'\(entrants[place].name)' of \(seeds[place].map(String.init).joined(separator: ", "))"
      }
      throw SettingsError("expected runs of the same seeds, found \(words(0)) and \(words(other))")
    }
    return entrants
  }

  /// The name of the folders but for the seed, where they are called so, or of the first one.
  private static func name(of runs: [Entry]) -> String {
    let stems = runs.map { run in
      run.name.hasSuffix("-\(run.settings.seed)") ? String(run.name.dropLast("-\(run.settings.seed)".count)) : run.name
    }
    return runs.count > 1 && stems.allSatisfy { $0 == stems[0] } ? stems[0] : runs[0].name
  }

  /// The name of the entrant that is called so, or one of whose runs is.
  ///
  /// - Throws: `SettingsError` with the nearest name.
  func name(_ text: String) throws(SettingsError) -> String {
    let found =
      entrants.first { $0.name == text }
      ?? entrants.first { entrant in
        entrant.runs.contains { $0.name == text || $0.folder.url.relativePath == text }
      }
    guard let found else {
      throw SettingsError("there is no entrant '\(text)'; \(NearestNames.hint(for: text, among: entrants.map(\.name)))")
    }
    return found.name
  }
}

extension FinishedRuns.Entry {
  /// Whether both were trained on the same log with the same settings but for the seed.
  fileprivate func isLike(_ other: FinishedRuns.Entry) -> Bool {
    var settings = settings.withSilent(of: other.settings)
    settings.seed = other.settings.seed
    return settings == other.settings && encoding == other.encoding
  }
}
