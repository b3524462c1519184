/// Schemas for logs that speak for themselves, and the features of `auto: true`.
extension Schema {
  /// A schema from the columns' names and the first rows, when the user gives none.
  ///
  /// - Returns: the schema, its features spelt out, and one line that says what was inferred.
  /// - Throws: `LogError` if no column is named like a label, or like a scenario.
  public static func infer(from source: LogSource) throws -> (schema: Schema, note: String) {
    let rows = source.rows
    // An object is no value, nor is a column that cannot be read.
    let columns = source.header.filter { !rows.nested.contains($0) && rows.faults[$0] == nil }
    func find(_ role: Role) -> String? {
      role.names.lazy.compactMap { name in columns.first { $0.lowercased() == name } }.first
    }
    func missing(_ role: Role) -> LogError {
      let columns = NearestNames.list(source.header)
      return LogError(
        "no schema was given, and no column is named like a \(role.rawValue) "
          + "(\(role.names.joined(separator: ", "))); \(source.rows.hint ?? "there are \(columns)")",
        file: source.files[0].name)
    }
    guard let label = find(.label) ?? find(.rating) else { throw missing(.label) }
    guard let scenario = find(.scenario) else { throw missing(.scenario) }
    var schema = Schema(label: label, scenario: [scenario], autoFeatures: true)
    schema.session = find(.session)
    schema.time = find(.time)
    schema.weight = find(.weight)
    var roles = ["label \(label)", "scenario \(scenario)"]
    if schema.time != nil || find(.label) == nil {
      let profiles = try ColumnProfile.profiles(of: source.rows)
      func profile(_ name: String) -> ColumnProfile? { profiles.first { $0.name == name } }
      if find(.label) == nil, let limit = profile(label)?.ratingLimit {
        schema.labelRule = .comparison(.atLeast, limit)
        roles[0] = "label \(label) (a click from \(Int(limit)) on)"
      }
      if let time = schema.time, let profile = profile(time) { roles += try schema.infer(time, profile) }
    }
    let found = try schema.inferFeatures(from: source)
    if let session = schema.session { roles.append("session \(session)") }
    if let time = schema.time { roles.append("time \(time)") }
    if let weight = schema.weight { roles.append("weight \(weight)") }
    return (found.schema, "No schema given: \((roles + [found.note]).joined(separator: ", "))")
  }

  /// This schema with its automatic features spelt out, and one line that says what was taken for what.
  ///
  /// - Throws: `LogError` if no column is left to be a feature.
  public func inferFeatures(from source: LogSource) throws -> (schema: Schema, note: String) {
    let (resolved, leftOut) = try resolved(for: source)
    var parts: [String] = []
    for (kind, word) in [("id", "ids"), ("number", "numbers"), ("ids", "lists")] {
      let names = resolved.features.filter { $0.kind.word == kind }.map(\.name)
      if !names.isEmpty { parts.append("\(word) \(NearestNames.list(names))") }
    }
    let without = leftOut.isEmpty ? "" : ", without \(NearestNames.list(leftOut, "; "))"
    return (resolved, "\(resolved.features.count) features (\(parts.joined(separator: "; "))\(without))")
  }

  /// Finds the form of the times of a column, if they are in none that is recognised; without one, the rows are taken in
  /// their order.
  ///
  /// - Returns: what was decided, in words.
  private mutating func infer(_ time: String, _ profile: ColumnProfile) throws -> [String] {
    if profile.isReadableTime { return [] }
    let forms = ["%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d-%b-%Y", "%m/%d/%y", "%d/%m/%y"]
      .flatMap { [$0, $0 + " %H:%M", $0 + " %H:%M:%S", $0 + " %I:%M %p", $0 + " %I:%M:%S %p"] }
    let fitting = try forms.map { try TimeFormat($0) }.filter(profile.isRead)
    if fitting.count == 1 {
      timeFormat = fitting[0]
      return ["times like \(fitting[0].text)"]
    }
    self.time = nil
    let why =
      fitting.isEmpty ? "its form is not known" : "\(fitting.map(\.text).joined(separator: " or ")) would fit"
    return ["rows in the order of the files, as \(time) is not understood: \(why)"]
  }

  /// This schema with its automatic features spelt out, and what was left out of them and why.
  func resolved(for source: LogSource) throws -> (schema: Schema, leftOut: [String]) {
    guard autoFeatures else { return (self, []) }
    var schema = self
    schema.autoFeatures = false
    var leftOut: [String] = []
    let roles = [label, labelRule.impressions, weight, time, splitColumn, conversion].compactMap { $0 }
    var taken = Set(features.map(\.name) + features.map(\.column) + roles)
    func add(_ rows: RowSource, sideTable: Bool) throws {
      let profiles = try ColumnProfile.profiles(of: rows)
      for profile in profiles where !profile.name.isEmpty && taken.insert(profile.name).inserted {
        if rows.nested.contains(profile.name) {
          leftOut.append("\(profile.name): its fields are columns")
        } else if let fault = rows.faults[profile.name] {
          leftOut.append("\(profile.name): \(fault.problem)")
        } else if Self.knownAfterClick.contains(profile.name.lowercased()) {
          leftOut.append("\(profile.name): known only after the click")
        } else if Role.time.names.contains(profile.name.lowercased()) || profile.isTime {
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
    case label, rating, scenario, session, time, weight

    /// In order of preference.
    var names: [String] {
      switch self {
      case .label: ["label", "click", "is_click", "clicked"]
      case .rating: ["rating", "stars"]
      case .weight: ["sample_weight"]
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
