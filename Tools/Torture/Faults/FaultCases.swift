import Foundation

/// The commands that are tried with faults.
struct FaultCases {
  private let place: Workplace
  private let made: Fixtures
  /// A file of predictions from before.
  private let predictions: URL

  init(_ place: Workplace) throws {
    self.place = place
    made = try Fixtures(place, "fault-fixtures", rows: 600, users: 30, fields: 3, hidden: "8, 4", dimension: 4)
    predictions = place.path("old.csv")
    try Data("row,probability,cluster,scenario\n0,0.5,0,s1\n".utf8).write(to: predictions)
  }

  func all() throws -> [FaultCase] {
    try training() + storing() + [predict()] + [trainOnPlanted(), map()]
      + [
        gathering("compare", ["--models", "dnn,adl"], done: "dnn-1"),
        gathering("sweep", ["--clusters", "1,3"], done: "k1-1"),
        generate("generate", "planted", rows: 200, over: made.later, start: "generate"),
        generate("generate ali-ccp", "ali-ccp", rows: 30, over: made.aliCCP, start: "ali-ccp"),
      ]
  }

  private func training() throws -> [FaultCase] {
    let longer = made.train + ["--epochs", "2", "--patience", "2"]
    // Unfinished, over a finished one.
    let both = place.path("both")
    try Folders.copy(made.earlier, to: both)
    try Folders.copy(
      made.unfinished.appendingPathComponent("unfinished"), to: both.appendingPathComponent("unfinished"))
    return [
      FaultCase(
        name: "train", start: try start("train", [(made.earlier, "run")]),
        arguments: { longer + [Self.option(into: $0), Self.path($0, "run")] }, kept: "run", isSame: Self.isSameOfRun,
        opens: Self.inspect("run")),
      FaultCase(
        name: "resume", start: try start("resume", [(both, "run")]),
        arguments: { [made] in made.train + ["--resume", Self.path($0, "run")] }, kept: "run",
        isSame: Self.isSameOfRun, opens: Self.inspect("run")),
    ]
  }

  private func storing() throws -> [FaultCase] {
    try [("prepare", "--out"), ("append", "--append")].map { name, option in
      FaultCase(
        name: name, start: try start(name, [(made.store, "s.store")]),
        arguments: { [made] in
          ["prepare", made.later.path, option, Self.path($0, "s.store"), "--quiet", "--threads", "1"]
        },
        kept: "s.store", isSame: { _ in true }, opens: Self.inspect("s.store"))
    }
  }

  private func predict() throws -> FaultCase {
    FaultCase(
      name: "predict", start: try start("predict", [(predictions, "p.csv")]),
      arguments: { [made] in
        ["predict", made.run.path, made.csv.path, "--out", Self.path($0, "p.csv"), "--quiet", "--threads", "1"]
      },
      kept: "p.csv", isSame: { _ in true })
  }

  private func trainOnPlanted() throws -> FaultCase {
    let training =
      ["train", "planted", "--rows", "300", "--config", made.settings.path, "--epochs", "1", "--baseline", "none"]
      + ["--checkpoint-steps", "0", "--threads", "1", "--quiet"]
    return FaultCase(
      name: "train planted", start: try start("planted", [(made.earlier, "run")]),
      arguments: { training + [Self.option(into: $0), Self.path($0, "run")] }, kept: "run", isSame: Self.isSameOfRun,
      opens: Self.inspect("run"))
  }

  private func map() throws -> FaultCase {
    FaultCase(
      name: "map", start: try start("map", [(predictions, "map.html")]),
      arguments: { [made] in
        ["map", made.run.path, made.store.path, "--out", Self.path($0, "map.html"), "--quiet", "--threads", "1"]
      },
      kept: "map.html", isSame: { _ in true })
  }

  /// A comparison that was cut off behind its first run.
  private func gathering(_ command: String, _ options: [String], done: String) throws -> FaultCase {
    let begin =
      [command, made.store.path] + options + ["--config", made.settings.path, "--threads", "1", "--quiet"]
      + ["--seeds", "1", "--out"]
    let whole = try place.fresh(command)
    try place.require(begin + [Self.path(whole, "all")])
    let first = whole.appendingPathComponent("all/\(done)")
    return FaultCase(
      name: command, start: try start(command, [(first, "all/\(done)")]),
      arguments: { begin + [Self.path($0, "all")] }, kept: "all",
      isSame: { name in
        name.firstIndex(of: "/").map { Self.isSameOfRun(String(name[name.index(after: $0)...])) } ?? false
      },
      accumulates: true)
  }

  private func generate(_ name: String, _ kind: String, rows: Int, over log: URL, start: String) throws -> FaultCase {
    FaultCase(
      name: name, start: try self.start(start, [(log, "log")]),
      arguments: {
        ["generate", kind, "--rows", "\(rows)", "--out", Self.path($0, "log"), "--threads", "1", "--quiet"]
      },
      kept: "log", isSame: { !$0.hasPrefix(".") }, accumulates: true)
  }

  /// A folder to start in, with these files and folders.
  private func start(_ name: String, _ contents: [(source: URL, name: String)]) throws -> URL {
    let folder = try place.fresh("start-\(name)")
    for (source, target) in contents { try Folders.copy(source, to: folder.appendingPathComponent(target)) }
    return folder
  }

  private static func path(_ folder: URL, _ name: String) -> String { folder.appendingPathComponent(name).path }

  /// The option that leads to a new run over an earlier one, also after a fault.
  private static func option(into folder: URL) -> String {
    Folders.exists(folder.appendingPathComponent("run/unfinished/run.yaml")) ? "--resume" : "--out"
  }

  /// Whether a file of a run is the same each time.
  private static func isSameOfRun(_ name: String) -> Bool {
    !name.hasPrefix("unfinished/")
      && (name == "model.safetensors" || name == "run.yaml" || name.hasPrefix("vocabulary/"))
  }

  private static func inspect(_ name: String) -> (URL) -> [String]? {
    { ["inspect", path($0, name), "--json"] }
  }
}
