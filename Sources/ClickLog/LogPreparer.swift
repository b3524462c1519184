import Foundation

/// Makes a store of a log: reads the text once, splits the rows, fits the encoding to the training part or takes one
/// that was fitted before, and writes the rows in their final codes.
public struct LogPreparer {
  private let source: LogSource
  private let schema: Schema
  private let fitted: Encoding?
  private let seed: UInt64
  private let labelled: Bool
  private let heldOut: String?

  /// For training: fits the encoding. `seed` draws a random split.
  ///
  /// - Parameter heldOut: a scenario as if it were new on the day of the test: the training and validation parts are without
  ///   its rows, and the test part has no others.
  ///
  /// Throws `LogError` if the schema's automatic features need to be spelt out and the log cannot be read.
  public init(source: LogSource, schema: Schema, seed: UInt64 = 1, heldOut: String? = nil) throws {
    self.source = source
    self.schema = try schema.resolved(for: source).schema
    self.seed = seed
    fitted = nil
    labelled = true
    self.heldOut = heldOut
  }

  /// For evaluation and prediction: codes a log with the encoding of a run.
  ///
  /// The split is kept where it means something: a split by a column where that column is there, one by order or at
  /// random if this is the very log of the training (by its fingerprint). Otherwise every row is a test row.
  /// - Parameter labelsRequired: if false, no label is read, the columns of label and session may be missing, and no
  ///   duplicate is dropped.
  public init(source: LogSource, encoding: Encoding, labelsRequired: Bool = true) {
    self.source = source
    schema = encoding.schema
    seed = encoding.seed
    fitted = encoding
    labelled = labelsRequired
    heldOut = nil
  }

  /// Writes the store. An earlier store at that place is replaced; anything else there is left alone and an error.
  ///
  /// The store grows in a hidden folder beside it and is renamed at the end; whatever goes wrong, and if `progress`
  /// throws (to stop early), nothing half-made stays.
  public func prepare(
    into folder: URL, progress: (LogProgress) throws -> Void = { _ in }
  ) throws -> PreparedLog {
    let target = try TargetFolder(folder)
    defer { target.discard() }
    let manifest = try write(to: target.building, progress: progress)
    try target.seal(manifest)
    return try PreparedLog.open(folder)
  }

  private func write(to folder: URL, progress: (LogProgress) throws -> Void) throws -> StoreManifest {
    let spools = SpoolFolder(folder)
    let log = try CodedLog(source, schema: schema, labelled: labelled, split: fitted == nil, spools: spools)
    try log.read(progress: progress)
    let split = try RowSplit(
      log, split: schema.split, seed: seed, keep: keepsSplit(log), heldOut: heldOut, spools: spools)
    guard fitted != nil || split.sizes[0] > 0 else {
      throw LogError("the split leaves no row for training\(noTraining)", file: source.files[0].name)
    }
    if let heldOut {
      guard split.sizes[2] > 0 else {
        throw LogError("scenario '\(heldOut)' has no row in the test part", file: source.files[0].name)
      }
      // Its rows are other rows than those of the whole log.
      let name = Array(heldOut.utf8).withUnsafeBytes { ByteHash.hash($0) }
      log.fingerprint = ByteHash.finish(ByteHash.fold(log.fingerprint, name))
    }
    let maps = try log.tableMaps()
    let encoding = try fitted ?? EncodingFit(log, maps: maps, split: split).encoding(for: schema, seed: seed)
    try encoding.save(to: folder.appendingPathComponent(StoreManifest.vocabulary))
    return try StoreRows(log: log, split: split, maps: maps, encoding: encoding, folder: folder).write()
  }

  private var noTraining: String {
    if case .column(let name, let validation, _) = schema.split { ": no \(name) is below \(validation)" } else { "" }
  }

  private func keepsSplit(_ log: CodedLog) -> Bool {
    guard let fitted else { return true }
    if log.splitValues != nil { return true }
    // A prediction answers copies too; drawn over other rows, the split would be another one.
    return log.fingerprint == fitted.fingerprint && (labelled || !schema.dropDuplicates)
  }
}
