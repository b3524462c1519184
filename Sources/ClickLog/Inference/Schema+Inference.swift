/// Schemas for logs that speak for themselves, and the features of `auto: true`.
extension Schema {
  /// A schema from the columns' names and the first rows, when the user gives none.
  ///
  /// - Returns: the schema, its features spelt out, and one line that says what was inferred.
  /// - Throws: `LogError` if no column is named like a label, or like a scenario.
  public static func infer(from source: LogSource) throws -> (schema: Schema, note: String) {
    let format = source.rows.format
    // An object is no value, nor is a column that cannot be read.
    let columns = source.header.filter { !format.nested.contains($0) && format.faults[$0] == nil }
    func find(_ role: Role) -> String? {
      role.names.lazy.compactMap { name in columns.first { $0.lowercased() == name } }.first
    }
    func need(_ role: Role) throws -> String {
      guard let column = find(role) else {
        throw LogError(
          "no schema was given, and no column is named like a \(role.rawValue) "
            + "(\(role.names.joined(separator: ", "))); there are \(source.header.joined(separator: ", "))",
          file: source.files[0].name)
      }
      return column
    }
    var schema = Schema(label: try need(.label), scenario: [try need(.scenario)], autoFeatures: true)
    schema.session = find(.session)
    schema.time = find(.time)
    let (resolved, leftOut) = try schema.resolved(for: source)
    var roles = ["label \(schema.label)", "scenario \(schema.scenario[0])"]
    if let session = schema.session { roles.append("session \(session)") }
    if let time = schema.time { roles.append("time \(time)") }
    roles.append("\(resolved.features.count) features")
    let without = leftOut.isEmpty ? "" : " (without \(leftOut.joined(separator: "; ")))"
    return (resolved, "No schema given: \(roles.joined(separator: ", "))\(without)")
  }

  /// This schema with its automatic features spelt out, and what was left out of them and why.
  func resolved(for source: LogSource) throws -> (schema: Schema, leftOut: [String]) {
    guard autoFeatures else { return (self, []) }
    var schema = self
    schema.autoFeatures = false
    var leftOut: [String] = []
    var taken = Set(features.map(\.name) + [label, time ?? label, splitColumn ?? label, conversion ?? label])
    func add(_ rows: RowSource, sideTable: Bool) throws {
      let profiles = try ColumnProfile.profiles(of: rows)
      let (faults, nested) = (rows.format.faults, rows.format.nested)
      for profile in profiles where !profile.name.isEmpty && taken.insert(profile.name).inserted {
        if nested.contains(profile.name) {
          leftOut.append("\(profile.name): its fields are columns")
        } else if let problem = faults[profile.name] {
          leftOut.append("\(profile.name): \(problem)")
        } else if Self.knownAfterClick.contains(profile.name.lowercased()) {
          leftOut.append("\(profile.name): known only after the click")
        } else if Role.time.names.contains(profile.name.lowercased()) {
          leftOut.append("\(profile.name): a time")
        } else if profile.isConstant {
          leftOut.append("\(profile.name): always the same")
        } else if profile.isUnique, !sideTable {
          leftOut.append("\(profile.name): different in every row")
        } else {
          schema.features.append(Feature(name: profile.name, kind: profile.kind))
        }
      }
    }
    try add(source.rows, sideTable: false)
    for join in joins { try add(source.sideRows(join), sideTable: true) }
    guard !schema.features.isEmpty else {
      throw LogError(
        "no column is left to be a feature (\(leftOut.joined(separator: "; ")))", file: source.files[0].name)
    }
    return (schema, leftOut)
  }

  private enum Role: String {
    case label, scenario, session, time

    /// In order of preference.
    var names: [String] {
      switch self {
      case .label: ["label", "click", "is_click", "clicked"]
      case .scenario: ["scenario", "scene", "tab", "domain", "page", "position", "placement"]
      case .session: ["session_id", "session", "user_id", "user"]
      case .time: ["time", "time_ms", "timestamp", "ts", "date"]
      }
    }
  }

  /// Columns of public logs that are only known once the impression was clicked (or not): they would give it away.
  private static let knownAfterClick: Set<String> = [
    "label", "click", "is_click", "clicked", "conversion", "is_conversion", "converted", "purchase", "is_purchase",
    "buy",
    "cvr", "is_like", "like", "is_follow", "follow", "is_comment", "comment", "is_forward", "forward", "is_share",
    "share", "is_hate", "hate", "is_favorite", "favorite", "is_cart", "cart", "long_view", "is_long_view",
    "effective_view", "play_time", "play_time_ms", "watch_time", "watch_ratio", "dwell_time", "stay_time",
    "profile_stay_time", "comment_stay_time", "is_profile_enter",
  ]
}
