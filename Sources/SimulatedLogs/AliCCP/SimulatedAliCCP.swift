import ClickLog
import Files
import Foundation
import Tensors

/// A simulated log in the form in which Ali-CCP is published (https://tianchi.aliyun.com/dataset/408), with planted
/// clusters whose truth is known.
///
/// Its files, fields, sizes, click and conversion rates are those of the published log, at any number of rows. Behind
/// the clicks lie latent clusters, intents of a visit: a cluster sets which categories a user looks at, and what makes
/// the user click there. Little of what a value is worth is common to all clusters.
///
/// Assumed, as nothing public describes it:
/// - The lengths of the histories (109_14, 110_14, 127_14, 150_14) are log-normal with means 30, 45, 40 and 35 and at
///   most 500; a user prefers few categories, and shops, brands and intentions follow the category. (A log of few rows
///   has too few values for the long ones.)
/// - In 5% of the users 121, 122 and 124 to 129 are missing together, and each alone in 0 to 6% of the others; a visit
///   lacks each history in 3%; 206, 207, 210 and 216 are missing in 1 to 8% of the items.
/// - A cross (508, 509, 702, 853) exists where the item's category, shop, brand or intention is in the user's history,
///   and has the weight that it has there; half of what is shown is of shops, brands and categories in the history.
/// - The sizes of visits are log-normal; a visit's rows follow each other, and the common file is in another order.
/// - 345,000 users and 4.3 million items at the published size; a fifth of the users and a sixteenth of the items that
///   one part has are not in the other.
///
/// Equal settings give equal bytes, on any number of threads.
public struct SimulatedAliCCP: Sendable {
  public struct Settings: Sendable, Equatable {
    /// Rows of the training part. The published log has 42,300,135.
    public var rows = 1_000_000
    /// Rows of the test part; nil for as many.
    public var testRows: Int?
    /// Latent clusters.
    public var clusters = 9
    public var seed: UInt64 = 1
    /// Threads at work; 0 for one per core.
    public var threads = 0

    public init() {}
  }

  /// What was written. Clicks, conversions and so on are of both parts.
  public struct Summary: Sendable, Equatable {
    public let rows: Int
    public let testRows: Int
    public let clicks: Int
    public let conversions: Int
    /// Rows that are a conversion but no click.
    public let contradictions: Int
    /// Lines of the common files.
    public let commonLines: Int
    /// The AUC of the true click probabilities on the test part; nil where it has no click, or nothing else.
    public let bestPossibleAUC: Double?
    /// The folder's files.
    public let files: [URL]
  }

  public let settings: Settings

  /// A log of these settings. Throws `LogError` where they make no log.
  public init(_ settings: Settings = Settings()) throws {
    func expect(_ value: Int, _ name: String, in range: ClosedRange<Int>) throws {
      guard range.contains(value) else {
        let expected = "expected \(range.lowerBound) to \(range.upperBound), found \(value)"
        throw LogError("simulated Ali-CCP, \(name): \(expected)")
      }
    }
    try expect(settings.rows, "rows", in: 0...1_000_000_000)
    try expect(settings.testRows ?? settings.rows, "test rows", in: 0...1_000_000_000)
    try expect(settings.clusters, "clusters", in: 1...256)
    try expect(settings.threads, "threads", in: 0...1024)
    self.settings = settings
  }

  /// Writes sample_skeleton_*.csv and common_features_*.csv of train and test, truth_train.csv, truth_test.csv (columns
  /// row, cluster, probability) and schema.yaml into a folder, which is made if it is missing.
  ///
  /// The files appear under their names only when all are complete.
  /// - Parameter progress: called now and then with the rows of both parts written; what it throws ends the work.
  @discardableResult
  public func write(to folder: URL, progress: (Int) throws -> Void = { _ in }) throws -> Summary {
    var names = ["sample_skeleton", "truth", "common_features"].flatMap { ["\($0)_train.csv", "\($0)_test.csv"] }
    names.append("schema.yaml")
    func partial(_ name: String) -> URL { folder.appendingPathComponent(".\(name).partial") }
    let files = FileManager.default
    try DurableFolder.make(folder)
    defer { for name in names { try? files.removeItem(at: partial(name)) } }

    let world = AliCCPWorld(settings)
    let threads = settings.threads > 0 ? settings.threads : ProcessInfo.processInfo.activeProcessorCount
    let testRows = settings.testRows ?? settings.rows
    var writers = [("train", settings.rows), ("test", testRows)].enumerated().map { number, part in
      PartWriter(
        world, AliCCPPart(part.0, rows: part.1, absent: UInt64(number), root: world.root), threads: threads)
    }
    var done = 0
    for number in writers.indices {
      let part = writers[number].part
      try writers[number].writeSkeleton(
        partial("sample_skeleton_\(part.name).csv"), truth: partial("truth_\(part.name).csv")
      ) { try progress(done + $0) }
      done += part.rows
      try writers[number].writeCommon(partial("common_features_\(part.name).csv")) { try progress(done) }
    }
    try progress(done)
    try DurableFolder.write(Data(schema.utf8), to: partial("schema.yaml"))
    let written = names.map { folder.appendingPathComponent($0) }
    for (name, url) in zip(names, written) { try DurableFolder.put(file: partial(name), at: url) }
    return Summary(
      rows: settings.rows, testRows: testRows, clicks: writers.reduce(0) { $0 + $1.clicks },
      conversions: writers.reduce(0) { $0 + $1.conversions },
      contradictions: writers.reduce(0) { $0 + $1.contradictions },
      commonLines: writers.reduce(0) { $0 + $1.commonLines }, bestPossibleAUC: writers[1].histogram.areaUnderCurve,
      files: written)
  }
}

extension SimulatedAliCCP {
  /// The schema of Ali-CCP, with combinations that are as small as there, for the size, in the others of their position.
  var schema: String {
    let published = Double(Sizes.publishedRows)
    let least = max(1, Int((Double(Schema.aliCCP.minimumScenarioRows) * Double(settings.rows) / published).rounded()))
    return Schema.aliCCPText.replacingOccurrences(
      of: "minimumScenarioRows: \(Schema.aliCCP.minimumScenarioRows)", with: "minimumScenarioRows: \(least)")
  }
}
