import Files
import Foundation

extension PreparedLog {
  /// Drops the logs of a store whose rows all happened before a time, and the values that no training row has any more: so a
  /// store that a log is appended to every day stays as large as the days that it is to remember.
  ///
  /// Other values get other rows; what goes on from here finds them by what they are (`Translation`). Scenarios and running
  /// statistics stay.
  ///
  /// - Parameters:
  ///   - time: in the form of the schema's time column.
  ///   - cancellation: stops before the store is changed.
  /// - Returns: the store, opened again, and the logs that were dropped, of which there may be none.
  /// - Throws: `LogError` if the schema names no time, the time cannot be read, or nothing would be left to train on.
  public static func forget(
    before time: String, in store: URL, checking cancellation: () throws -> Void = {}
  ) throws -> (log: PreparedLog, dropped: [StoreLog]) {
    let old = try PreparedLog.open(store)
    let isOld = try old.logs.map { try $0.happened(before: time, old.encoding.schema, store) }
    let dropped = zip(old.logs, isOld).filter(\.1).map(\.0)
    guard !dropped.isEmpty else { return (old, []) }
    let kept = Set(zip(old.logs, isOld).filter { !$1 }.map(\.0.generation))
    guard old.part(.training, ofLogs: kept).rows > 0 else {
      throw LogError("no training row is from \(time) or later: nothing would be left", file: store.relativePath)
    }
    let target = try TargetFolder(store, purpose: nil)
    defer { target.discard(after: nil) }
    let encoding = try old.encoding(rememberingOnly: old.part(.training, ofLogs: kept), checking: cancellation)
    let manifest = try StoreExcerpt(of: old, keeping: kept, as: encoding, into: target.building).write()
    try cancellation()
    try target.seal(manifest)
    return (try PreparedLog.open(store), dropped)
  }

  /// The encoding without the values that none of these rows has.
  private func encoding(rememberingOnly rows: LogPart, checking cancellation: () throws -> Void) throws -> Encoding {
    var counts = [Int](repeating: 0, count: encoding.totalRows)
    for batch in rows.batches(size: 4096) {
      try cancellation()
      for id in batch.ids { counts[Int(id)] += 1 }
    }
    let codings = encoding.fields.map { field in
      field.coding.remembering(Array(counts[field.offset..<field.offset + field.rows]))
    }
    let logs = self.logs.map { Array($0.fingerprint.utf8) }.joined()
    return Encoding(
      schema: encoding.schema, codings: codings, scenarios: encoding.scenarios, statistics: encoding.statistics,
      fingerprint: Array(logs).withUnsafeBytes { ByteHash.hash(UnsafeRawBufferPointer($0)) }, seed: encoding.seed,
      logs: encoding.logs)
  }
}

extension StoreLog {
  /// Whether all its rows happened before a time, which is in the form of the schema's.
  fileprivate func happened(before text: String, _ schema: Schema, _ store: URL) throws(LogError) -> Bool {
    guard schema.time != nil else {
      throw LogError(
        "its schema names no time, so that nothing says what is old; expected a store of a schema with time",
        file: store.relativePath)
    }
    guard let time = TimePoint(text: text, format: schema.timeFormat) else {
      throw LogError("expected a number or a time like 2024-05-06 to forget before, found \"\(text)\"")
    }
    guard let last else { return false }
    guard let isAfter = time.isBelow(TimePoint(number: last)) else {
      throw LogError(
        "\(text) cannot be compared with its times (\(times?.from ?? "") to \(times?.to ?? ""))",
        file: store.relativePath)
    }
    return !isAfter
  }
}

extension Field.Coding {
  /// Without the values that were not seen.
  fileprivate func remembering(_ counts: [Int]) -> Field.Coding {
    switch self {
    case .single(let values): .single(values.remembering(counts))
    case .several(let values, let list): .several(values.remembering(counts), list)
    case .number: self
    }
  }
}

extension Field.Values {
  fileprivate func remembering(_ counts: [Int]) -> Field.Values {
    guard case .vocabulary(let old) = self else { return self }
    var vocabulary = Vocabulary(unknownCount: counts[0])
    for row in 1..<max(1, old.rows) where counts[row] > 0 {
      old.withValue(ofRow: row) { _ = vocabulary.append($0, count: counts[row]) }
    }
    return .vocabulary(vocabulary)
  }
}
