import ClickLog
import Files
import Foundation
import Tensors

/// A simulated click log whose truth is known.
///
/// Behind the log lie latent clusters: intents of a visit. A cluster sets which users, items and feature values are
/// seen, and what makes a visitor click; the same value can attract in one cluster and repel in another. Scenarios
/// (pages of an app) differ in size and in click rate, and by default are independent of the cluster, so that splitting
/// by scenario misses what splitting by cluster finds. Each row's cluster and true click probability are kept beside
/// the log, whose best possible AUC is therefore known.
///
/// Equal settings give equal bytes.
public struct PlantedLog: Sendable {
  /// What was written.
  public struct Summary: Sendable, Equatable {
    public let rows: Int
    public let clicks: Int
    public let sessions: Int
    public let log: URL
    public let schema: URL
    public let truth: URL
  }

  public let settings: Settings

  /// A log of these settings. Throws `PlantedLogError` where they make no log.
  public init(_ settings: Settings = Settings()) throws {
    try settings.check()
    self.settings = settings
  }

  /// Writes `log.csv`, `schema.yaml` and `truth.csv` into a folder, which is made if it is missing.
  ///
  /// The files appear under their names only when all are complete.
  /// - Parameter progress: called now and then with the number of rows written; what it throws ends the work.
  @discardableResult
  public func write(to folder: URL, progress: (Int) throws -> Void = { _ in }) throws -> Summary {
    let names = ["log.csv", "truth.csv", "schema.yaml"]
    let final = names.map { folder.appendingPathComponent($0) }
    let partial = names.map { folder.appendingPathComponent(".\($0).partial") }
    let files = FileManager.default
    try DurableFolder.make(folder)
    defer { for url in partial { try? files.removeItem(at: url) } }

    let (clicks, sessions) = try writeRows(log: partial[0], truth: partial[1], progress: progress)
    try DurableFolder.write(Data(schema.utf8), to: partial[2])
    for (from, to) in zip(partial, final) { try DurableFolder.put(file: from, at: to) }
    return Summary(
      rows: settings.rows, clicks: clicks, sessions: sessions, log: final[0], schema: final[2], truth: final[1])
  }

  private func writeRows(
    log: URL, truth: URL, progress: (Int) throws -> Void
  ) throws -> (clicks: Int, sessions: Int) {
    var log = try LogTextFile(log)
    var truth = try LogTextFile(truth)
    log.append(columns.joined(separator: ",") + "\n")
    truth.append("row,cluster,probability\n")

    let world = PlantedWorld(settings)
    let clock = ImpressionClock(rows: settings.rows, days: settings.days)
    var random = RandomGenerator(seed: settings.seed).child("planted rows")
    var visit = world.visit(&random)
    var impression = PlantedWorld.Impression()
    var sessions = 1
    var clicks = 0
    for row in 0..<settings.rows {
      if visit.impressions == 0 {
        visit = world.visit(&random)
        sessions += 1
      }
      visit.impressions -= 1
      world.draw(&impression, of: visit, &random)
      let probability = 1 / (1 + exp(-impression.logit))
      let click = random.uniform() < probability
      if click { clicks += 1 }

      let time = clock.time(of: row, jitter: random.uniform())
      log.append(number: time)
      log.append(clock.date(of: time))
      log.append(number: sessions)
      world.append(impression, of: visit, to: &log)
      log.append(click ? ",1\n" : ",0\n")
      truth.append(number: row)
      truth.append(",")
      truth.append(number: visit.cluster)
      truth.append(",")
      truth.append(billionths: probability)
      truth.append("\n")
      if (row + 1) % 16_384 == 0 {
        try log.flush()
        try truth.flush()
        try progress(row + 1)
      }
    }
    try log.close()
    try truth.close()
    try progress(settings.rows)
    return (clicks, settings.rows == 0 ? 0 : sessions)
  }
}
