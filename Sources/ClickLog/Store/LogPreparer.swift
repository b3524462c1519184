import Files
import Foundation

/// Makes a store of a log: reads the text once, splits the rows, fits the encoding to the training part or takes one
/// that was fitted before, and writes the rows in their final codes.
///
/// Memory is bounded by `PreparationOptions.memory` and by the vocabularies, whatever the number of rows.
public struct LogPreparer {
  /// Where the encoding comes from.
  private enum Fit {
    /// From this log's training part.
    case fresh
    /// From an earlier log, as it is.
    case fixed(Encoding)
    /// From an earlier log, with what this one's training part adds.
    case growing(Encoding)
  }

  private let source: LogSource
  private let schema: Schema
  private let fit: Fit
  private let seed: UInt64
  private let labelled: Bool
  private let heldOut: String?
  public var options = PreparationOptions()
  /// Of a log that an encoding codes and does not know: whether it keeps as few rows without a click as the schema says.
  public var isSampled = false
  /// Of a log that an encoding codes: logs whose splits are drawn again besides those that the encoding knows.
  public var otherLogs: [KnownLog] = []

  /// For training: fits the encoding. `seed` draws a random split.
  ///
  /// - Parameter heldOut: a scenario as if it were new on the day of the test: the training and validation parts are without
  ///   its rows, and the test part has no others.
  ///
  /// Throws `LogError` if the schema's automatic features need to be spelt out and the log cannot be read.
  public init(source: LogSource, schema: Schema, seed: UInt64 = 1, heldOut: String? = nil) throws {
    self.source = source
    if case .files = schema.split, source.files.allSatisfy({ $0.part == nil }) {
      throw LogError("the schema's split names files; expected the folder that they are in", file: source.files[0].name)
    }
    self.schema = try schema.resolved(for: source).schema
    self.seed = seed
    fit = .fresh
    labelled = true
    self.heldOut = heldOut
  }

  /// For evaluation and prediction: codes a log with the encoding of a run.
  ///
  /// The split is kept where it means something: a split by a column where that column is there, one by order or at
  /// random if this is a log of the training (by its fingerprint). Otherwise every row is a test row.
  /// - Parameter labelsRequired: if false, no label is read, the columns of label and session may be missing, and no
  ///   row is dropped.
  public init(source: LogSource, encoding: Encoding, labelsRequired: Bool = true) {
    self.source = source
    schema = encoding.schema
    seed = encoding.seed
    fit = .fixed(encoding)
    labelled = labelsRequired
    heldOut = nil
  }

  /// For training that goes on with a later log: its values that are not known yet get rows behind those that are.
  ///
  /// - Parameter split: how this log is split, if not as the first one was.
  public init(source: LogSource, growing encoding: Encoding, split: Schema.Split? = nil, seed: UInt64 = 1) {
    self.source = source
    var schema = encoding.schema
    if let split { schema.split = split }
    self.schema = schema
    self.seed = seed
    fit = .growing(encoding)
    labelled = true
    heldOut = nil
  }

  /// Writes the store. An earlier store at that place is replaced; anything else there is left alone and an error.
  ///
  /// The store grows in a hidden folder beside it and is renamed at the end. Whatever goes wrong, and if `progress`
  /// throws (to stop early), nothing half-made stays under its name; if `options.canGoOn`, what was read of the log so far
  /// stays in the hidden folder, and the next preparation of the same log with the same schema goes on from there.
  public func prepare(
    into folder: URL, progress: (LogProgress) throws -> Void = { _ in }
  ) throws -> PreparedLog {
    let target = try TargetFolder(folder, purpose: options.canGoOn ? purpose : nil)
    do {
      let manifest = try write(target, progress: progress)
      try target.seal(manifest, lasts: options.lasts)
    } catch {
      target.discard(after: error)
      throw error
    }
    target.discard(after: nil)
    return try PreparedLog.open(folder)
  }

  /// All that the coded log depends on.
  private var purpose: String {
    let tables = schema.joins.flatMap { (try? source.sideRows($0).files) ?? [] }
    let files = (source.files + tables).map { "\($0.url.path) \($0.size) \($0.changed)" }.joined(separator: "\n")
    // Without labels, or with an encoding that is there, other columns are read.
    let fresh = if case .fixed = fit { false } else { true }
    return
      "\(StoreManifest.formatName) \(StoreManifest.currentVersion)\n\(schema.yaml)\(options.chunkBytes) \(labelled) \(fresh)\n\(files)\n"
  }

  private func write(_ target: TargetFolder, progress: (LogProgress) throws -> Void) throws -> StoreManifest {
    let fresh = if case .fixed = fit { false } else { true }
    var log = try CodedLog(
      source, schema: schema, labelled: labelled, split: fresh, options, in: target.scratch, progress: progress)
    // The run's own logs were sampled; another is what the program meets, unless it is said to be like them.
    if case .fixed = fit, !isSampled, known(log) == nil { log.layout = log.layout.withAllNegatives() }
    var fingerprint = log.fingerprint
    if let heldOut {
      // Its rows are other rows than those of the whole log.
      let name = Array(heldOut.utf8).withUnsafeBytes { ByteHash.hash($0) }
      fingerprint = ByteHash.finish(ByteHash.fold(fingerprint, name))
    }
    // A prediction answers every row.
    let redrawn = redrawn(log)
    let plan = RowParts.Plan(
      split: redrawn?.split ?? schema.split, seed: redrawn?.seed ?? seed, keepsSplit: keepsSplit(log),
      dropsDuplicates: schema.dropDuplicates && labelled,
      dropsContradictions: schema.dropContradictions && labelled, heldOut: heldOut,
      scenarioBuckets: schema.scenario.map { schema.scenarioBuckets[$0] })
    let rows = try RowParts(log, plan, options, in: target.scratch, progress: progress)
    try check(rows, log)
    var encoding: Encoding
    switch fit {
    case .fixed(let fitted): encoding = fitted
    case .fresh, .growing:
      let base: Encoding? = if case .growing(let encoding) = fit { encoding } else { nil }
      var schema = schema
      for (name, buckets) in zip(schema.scenario, rows.scenarioBuckets) {
        if let buckets { schema.scenarioBuckets[name] = .limits(buckets.edges) }
      }
      encoding = try EncodingFit(log: log, rows: rows, schema: schema, base: base)
        .encoding(seed: seed, fingerprint: fingerprint, options) { done in
          try progress(
            LogProgress(
              stage: .vocabulary, done: done, total: schema.features.count, rows: log.log.rowsRead))
        }
    }
    let counts = try counts(log, rows, &encoding, in: target.scratch) { done, keys in
      try progress(LogProgress(stage: .statistics, done: done, total: keys, rows: log.log.rowsRead))
    }
    try encoding.save(to: target.building.appendingPathComponent(StoreManifest.vocabulary))
    let facts = StoreRows.Facts(
      fingerprint: fingerprint, duplicatesDropped: plan.dropsDuplicates,
      contradictionsDropped: plan.dropsContradictions)
    return try StoreRows(log: log, rows: rows, encoding: encoding, counts: counts, folder: target.building).write(
      facts, threads: options.threads
    ) { done, total in
      try progress(LogProgress(stage: .store, done: done, total: total, rows: log.log.rowsRead))
    }
  }

  /// What each row sees of the keys of statistics, which the encoding has then.
  private func counts(
    _ log: CodedLog, _ rows: RowParts, _ encoding: inout Encoding, in folder: URL, poll: (Int, Int) throws -> Void
  ) throws -> [ScratchArray<StoredCount>] {
    var isChosen = false
    if case .automatic(let most) = encoding.schema.statistics {
      isChosen = true
      if rows.sizes[PartName.training.rawValue] > most { encoding = encoding.with(nil) }
    }
    let keys = encoding.countedKeys
    guard !keys.isEmpty else { return [] }
    var rule: CountingRule? = CountingRule(schema, log.layout)
    var before: [CountTable]?
    // Of a log that came later, what came before it is in the tables together with itself; its rows for judging see all of both.
    if case .fixed(let fitted) = fit, !(labelled && log.fingerprint == fitted.fingerprint && fitted.generation == 0) {
      (rule, before) = (nil, fitted.statistics?.tables)
    }
    if case .growing(let base) = fit { before = base.statistics?.tables }
    let references = keys.map { $0.compactMap { log.layout.keyed[$0] } }
    let counted = try RowCounts(
      references, of: log, rows, rule: rule, before: before, seed: seed, threads: options.threads, in: folder
    ) { try poll($0, keys.count) }
    switch fit {
    case .fixed: return counted.counts
    case .growing(let base):
      encoding = encoding.with(base.statistics?.with(counted.tables))
      return counted.counts
    case .fresh:
      let fit = try StatisticsFit(counted, log, rows)
      let found = fit.statistics(keys, chosen: isChosen)
      encoding = encoding.with(found?.statistics)
      return found?.places.map { counted.counts[$0] } ?? []
    }
  }

  private func check(_ rows: RowParts, _ log: CodedLog) throws {
    if let heldOut {
      let names = rows.cells.map(\.name)
      guard names.contains(heldOut) else {
        throw LogError("no row of scenario '\(heldOut)'; \(NearestNames.hint(for: heldOut, among: names))")
      }
      guard rows.sizes[PartName.test.rawValue] > 0 else {
        throw LogError("scenario '\(heldOut)' has no row in the test part", file: log.name)
      }
    }
    if case .fixed = fit {} else { try checkJoins(rows, log) }
    guard case .fresh = fit, rows.sizes[PartName.training.rawValue] == 0 else { return }
    throw LogError("the split leaves no row for training\(noTraining)", file: log.name)
  }

  /// Throws where no row at all has a match in a side table: the keys are of two kinds then.
  private func checkJoins(_ rows: RowParts, _ log: CodedLog) throws {
    let all = rows.sizes.reduce(0, +)
    guard all > 0 else { return }
    for (number, table) in log.tables.enumerated() {
      let misses = rows.rowsOfTable.reduce(0) { $0 + Int($1[number][table.missingRow]) }
      guard misses == all, let chunk = log.log.chunks.firstIndex(where: { $0.rows > 0 }) else { continue }
      let column = try log.log.chunk(chunk).column(log.layout.keys[number])
      let keys = withExtendedLifetime(column) {
        (0..<min(3, column.values.count)).map { String(decoding: column.values[$0].prefix(40), as: UTF8.self) }
      }
      throw LogError(
        "no row's \(schema.joins[number].on) (\(keys.joined(separator: ", ")), …) is among the table's keys "
          + "(\(table.firstKeys.joined(separator: ", ")), …); expected the same values in both",
        file: table.name, column: schema.joins[number].key)
    }
  }

  private var noTraining: String {
    if case .column(let name, let validation, _) = schema.split { ": no \(name) is below \(validation)" } else { "" }
  }

  /// This very log as a run knows it.
  private func known(_ log: CodedLog) -> KnownLog? {
    guard case .fixed(let fitted) = fit else { return nil }
    return (fitted.logs + otherLogs).log(log.fingerprint)
  }

  /// The same if its split can be drawn again: by columns that are read.
  private func redrawn(_ log: CodedLog) -> KnownLog? {
    guard let known = known(log) else { return nil }
    var schema = schema
    schema.split = known.split
    return [nil, self.schema.splitColumn].contains(schema.splitColumn) ? known : nil
  }

  private func keepsSplit(_ log: CodedLog) -> Bool {
    guard case .fixed = fit else { return true }
    if case .column = schema.split, log.layout.split != nil { return true }
    if case .value = schema.split, log.layout.split != nil { return true }
    // A prediction answers copies too; drawn over other rows, the split would be another one.
    return redrawn(log) != nil && (labelled || !(schema.dropDuplicates || schema.dropContradictions))
  }
}
