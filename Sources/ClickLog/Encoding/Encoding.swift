/// What was learnt from the training part of a log before any model: each field's rows, and the scenarios' names.
///
/// A run keeps its encoding (`save`, `load`) and codes every later log with it, so that a row means the same for ever.
public struct Encoding: Sendable, Equatable {
  /// The schema with every feature spelt out.
  public let schema: Schema
  /// In the schema's order; that is the order in every batch.
  public let fields: [Field]
  /// The scenarios of the training part: by number where all are numbers, otherwise by name; behind them those of later
  /// logs. A scenario's place here is its index everywhere; others are -1.
  public let scenarios: [String]
  /// Of the log it was fitted on (`PreparedLog.fingerprint`).
  public let fingerprint: UInt64
  /// What the split was drawn with, if at random.
  public let seed: UInt64
  /// What earlier rows say of a row; nil where the schema asks for none.
  public let statistics: RunningStatistics?
  /// The log that it was fitted on, and each that it has grown by since.
  public let logs: [KnownLog]

  /// How often it has grown by later logs since it was fitted.
  public var generation: Int { logs.count - 1 }

  /// Rows of the table that holds all fields one after another.
  public var totalRows: Int { fields.last.map { $0.offset + $0.rows } ?? 0 }

  init(
    schema: Schema, codings: [Field.Coding], scenarios: [String], statistics: RunningStatistics? = nil,
    fingerprint: UInt64, seed: UInt64, logs: [KnownLog]
  ) {
    self.statistics = statistics
    self.schema = schema
    self.scenarios = scenarios
    self.fingerprint = fingerprint
    self.seed = seed
    self.logs = logs
    var fields: [Field] = []
    for (feature, coding) in zip(schema.features, codings) {
      let offset = fields.last.map { $0.offset + $0.rows } ?? 0
      fields.append(Field(name: feature.name, group: feature.group, coding: coding, offset: offset))
    }
    self.fields = fields
  }

  /// The same with these statistics, whose keys the schema names then.
  func with(_ statistics: RunningStatistics?) -> Encoding {
    var schema = schema
    schema.statistics = statistics.map { .keys($0.keys.map(\.columns)) }
    return Encoding(
      schema: schema, codings: fields.map(\.coding), scenarios: scenarios, statistics: statistics,
      fingerprint: fingerprint, seed: seed, logs: logs)
  }

  /// The schema's keys of statistics; where they are to be chosen, those of the session and of the few columns with most
  /// values.
  var countedKeys: [[String]] {
    guard case .automatic = schema.statistics else { return schema.statisticsKeys }
    let sizes = Dictionary(
      zip(schema.features, fields).map { ($0.column, $1.rows) }, uniquingKeysWith: { first, _ in first })
    let names = schema.statisticsKeys.filter { $0.count == 1 }.joined()
    let largest = names.filter { $0 != schema.session && sizes[$0, default: 0] >= Self.manyValues }
      .sorted { (sizes[$0, default: 0], $1) > (sizes[$1, default: 0], $0) }
    let chosen = Set([schema.session].compactMap { $0 } + largest.prefix(3))
    return schema.statisticsKeys.filter { chosen.contains($0[0]) }
  }

  /// Of fewer values a model learns the rates by itself.
  private static let manyValues = 100

  /// The fields' groups, each once, in order of first appearance.
  public var groups: [String] {
    var groups: [String] = []
    for field in fields { if let group = field.group, !groups.contains(group) { groups.append(group) } }
    return groups
  }

  /// For a log's scenarios: the place of each cell's in `scenarios`, plus 1; 0 where training had none of that kind.
  func scenarioNumbers(of cells: [(name: String, others: String)]) -> [UInt32] {
    let numbers = ScenarioNumbers(scenarios)
    return cells.map { numbers.number(of: $0.name, orElse: $0.others) }
  }

  static func sorted(_ scenarios: [String]) -> [String] {
    let numbers = scenarios.map(Numbers.read)
    guard !numbers.contains(nil) else { return scenarios.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    return zip(scenarios, numbers).sorted { ($0.1 ?? 0, $0.0) < ($1.1 ?? 0, $1.0) }.map(\.0)
  }
}

/// Finds scenarios by their names.
struct ScenarioNumbers: Sendable {
  private let known: [String: UInt32]

  init(_ scenarios: [String]) {
    known = Dictionary(
      scenarios.enumerated().map { ($1, UInt32($0 + 1)) }, uniquingKeysWith: { first, _ in first })
  }

  /// A scenario's place plus 1, or that of the one its combination falls into if it is too small; 0 if neither is known.
  func number(of name: String, orElse others: @autoclosure () -> String) -> UInt32 {
    known[name] ?? known[others()] ?? 0
  }
}
