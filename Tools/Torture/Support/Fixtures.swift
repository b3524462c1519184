import Foundation
import SimulatedLogs

/// Small logs, stores and runs, made by the program itself before it is tortured.
struct Fixtures {
  let folder: URL
  var log: URL { folder.appendingPathComponent("log") }
  var csv: URL { log.appendingPathComponent("log.csv") }
  var schema: URL { log.appendingPathComponent("schema.yaml") }
  /// A later log of the same form.
  var later: URL { folder.appendingPathComponent("later") }
  var store: URL { folder.appendingPathComponent("log.store") }
  var settings: URL { folder.appendingPathComponent("small.yaml") }
  /// Finished runs on the store: of `settings`, and an earlier one to be replaced.
  var run: URL { folder.appendingPathComponent("run") }
  var earlier: URL { folder.appendingPathComponent("earlier") }
  /// A run that was stopped behind a checkpoint.
  var unfinished: URL { folder.appendingPathComponent("begun") }
  var aliCCP: URL { folder.appendingPathComponent("ali-ccp") }

  init(_ folder: URL) { self.folder = folder }

  /// - Parameters:
  ///   - rows: of the log.
  ///   - users: how many; with them vocabularies and models grow.
  init(
    _ place: Workplace, _ name: String, rows: Int, users: Int, fields: Int, hidden: String, dimension: Int
  ) throws {
    folder = try place.fresh(name)
    for (url, seed) in [(log, 1), (later, 2)] {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      var planted = PlantedLog.Settings()
      (planted.rows, planted.users, planted.items, planted.fields) = (rows, users, users, fields)
      (planted.scenarios, planted.valuesPerField, planted.seed) = (3, 8, UInt64(seed))
      _ = try PlantedLog(planted).write(to: url)
    }
    try Data(
      """
      hidden: [\(hidden)]
      embeddingDimension: \(dimension)
      clusters: 3
      epochs: 1
      batchSize: \(max(1, rows / 8))
      checkpointSteps: 2

      """.utf8
    ).write(to: settings)
    try place.require(["prepare", log.path, "--out", store.path, "--quiet", "--threads", "1"])
    try place.require(train + ["--out", run.path])
    try place.require(train + ["--model", "dnn", "--seed", "7", "--out", earlier.path])
    try stop(place)
    var sizes = SimulatedAliCCP.Settings()
    (sizes.rows, sizes.testRows, sizes.threads) = (40, 20, 1)
    _ = try SimulatedAliCCP(sizes).write(to: aliCCP)
  }

  /// As small as a file can be that has everything in it: for changes to its bytes.
  static func tiny(_ place: Workplace, _ name: String) throws -> Fixtures {
    try Fixtures(place, name, rows: 120, users: 12, fields: 3, hidden: "4", dimension: 2)
  }

  /// Trains on the store with the small settings.
  var train: [String] {
    ["train", store.path, "--config", settings.path, "--baseline", "none", "--threads", "1", "--quiet"]
  }

  /// Begins a run and kills it when it has a checkpoint; again, if it was quicker.
  private func stop(_ place: Workplace) throws {
    let checkpoint = unfinished.appendingPathComponent("unfinished/checkpoint.safetensors")
    for _ in 0..<100 where !Folders.exists(checkpoint) {
      try? FileManager.default.removeItem(at: unfinished)
      let child = try place.start(train + ["--out", unfinished.path])
      while !Folders.exists(checkpoint), child.poll() == nil { usleep(50) }
      child.send(SIGKILL)
      _ = child.wait()
      let done = unfinished.appendingPathComponent("unfinished/DONE")
      if Folders.exists(done) { try? FileManager.default.removeItem(at: unfinished) }
    }
    guard Folders.exists(checkpoint) else { throw TortureError("no checkpoint to begin with") }
    for name in Folders.leftovers(unfinished) { unlink(unfinished.appendingPathComponent(name).path) }
  }
}
