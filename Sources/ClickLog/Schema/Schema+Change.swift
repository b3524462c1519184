extension Schema {
  /// Throws `LogError` naming the first key that says something else than in the schema of the log that this one's goes on from.
  ///
  /// Where files lie and how they are written, how rows are split, and what the size of the first log decided may differ.
  ///
  /// - Parameter file: of this schema, for the error.
  public func check(goesOn earlier: Schema, file: String?) throws(LogError) {
    func differs(_ key: String, _ now: String, _ before: String) -> LogError {
      LogError(
        "\(key) is \(now), and \(before) in the log that this goes on from; a later log keeps the schema of the first",
        file: file)
    }
    func words(_ name: String?) -> String { name.map { "'\($0)'" } ?? "not there" }
    func words(_ names: [String]) -> String { words(names.joined(separator: ", ")) }
    if label != earlier.label { throw differs("label", words(label), words(earlier.label)) }
    if labelRule != earlier.labelRule { throw differs("label", "read by another rule", "read by its own") }
    if negativeSampling != earlier.negativeSampling {
      func words(_ share: Double?) -> String { share.map { "\($0)" } ?? "not there" }
      throw differs("negativeSampling", words(negativeSampling), words(earlier.negativeSampling))
    }
    if weight != earlier.weight { throw differs("weight", words(weight), words(earlier.weight)) }
    if scenario != earlier.scenario { throw differs("scenario", words(scenario), words(earlier.scenario)) }
    if session != earlier.session { throw differs("session", words(session), words(earlier.session)) }
    if conversion != earlier.conversion { throw differs("conversion", words(conversion), words(earlier.conversion)) }
    if dropDuplicates != earlier.dropDuplicates {
      throw differs("dropDuplicates", "\(dropDuplicates)", "\(earlier.dropDuplicates)")
    }
    if joins.map(\.file) != earlier.joins.map(\.file) {
      throw differs("joins", words(joins.map(\.file)), words(earlier.joins.map(\.file)))
    }
    switch statistics {
    case nil, .automatic: break
    case .off, .keys:
      guard statisticsKeys != earlier.statisticsKeys else { break }
      func keys(_ schema: Schema) -> String { words(schema.statisticsKeys.map { $0.joined(separator: "+") }) }
      throw differs("statistics", keys(self), keys(earlier))
    }
    try check(features: earlier.features, differs)
  }

  private func check(
    features earlier: [Feature], _ differs: (String, String, String) -> LogError
  ) throws(LogError) {
    let before = Dictionary(earlier.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for feature in features {
      guard let old = before[feature.name] else { throw differs("features.\(feature.name)", "there", "not there") }
      guard feature.kind == old.kind, feature.column == old.column, feature.hashBuckets == old.hashBuckets else {
        throw differs("features.\(feature.name)", "'\(feature.kind.word)'", "'\(old.kind.word)' or otherwise made")
      }
    }
    if let lost = earlier.first(where: { old in !features.contains { $0.name == old.name } }) {
      throw differs("features.\(lost.name)", "not there", "there")
    }
  }
}
