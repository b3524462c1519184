import Foundation

/// The commands that are tried with faults.
enum FaultCases {
  /// What leads to a new run over an earlier one, also after a fault.
  private static func way(into folder: URL) -> String {
    Folders.exists(folder.appendingPathComponent("run/unfinished/run.yaml")) ? "--resume" : "--out"
  }

  static func make(_ place: Workplace) throws -> [FaultCase] {
    let made = try Fixtures(place, "fault-fixtures", rows: 600, users: 30, fields: 3, hidden: "8, 4", dimension: 4)
    func start(_ name: String, _ contents: [(URL, String)]) throws -> URL {
      let folder = try place.fresh("start-\(name)")
      for (source, target) in contents { try Folders.copy(source, to: folder.appendingPathComponent(target)) }
      return folder
    }
    let ofRun: (String) -> Bool = { name in
      !name.hasPrefix("unfinished/")
        && (name == "model.safetensors" || name == "run.yaml" || name.hasPrefix("vocabulary/"))
    }
    func inspect(_ name: String) -> (URL) -> [String]? {
      { ["inspect", $0.appendingPathComponent(name).path, "--json"] }
    }
    func path(_ folder: URL, _ name: String) -> String { folder.appendingPathComponent(name).path }

    // Unfinished, over a finished one.
    let both = place.path("both")
    try Folders.copy(made.earlier, to: both)
    try Folders.copy(
      made.unfinished.appendingPathComponent("unfinished"), to: both.appendingPathComponent("unfinished"))
    let predictions = place.path("old.csv")
    try Data("row,probability,cluster,scenario\n0,0.5,0,s1\n".utf8).write(to: predictions)
    func generate(_ kind: String, _ rows: Int, _ folder: String) -> [String] {
      ["generate", kind, "--rows", "\(rows)", "--out", folder, "--threads", "1", "--quiet"]
    }
    /// A comparison that was cut off behind its first run.
    func gathering(_ command: String, _ options: [String], done: String) throws -> FaultCase {
      let settings = ["--config", made.settings.path, "--threads", "1", "--quiet"]
      func arguments(_ folder: URL) -> [String] {
        [command, made.store.path] + options + settings + ["--seeds", "1", "--out", path(folder, "all")]
      }
      let whole = try place.fresh(command)
      try place.must(arguments(whole))
      let first = whole.appendingPathComponent("all/\(done)")
      return FaultCase(
        name: command, start: try start(command, [(first, "all/\(done)")]), arguments: arguments, kept: "all",
        isSame: { name in name.firstIndex(of: "/").map { ofRun(String(name[name.index(after: $0)...])) } ?? false },
        gathers: true)
    }
    let longer = made.train + ["--epochs", "2", "--patience", "2"]

    return [
      FaultCase(
        name: "train", start: try start("train", [(made.earlier, "run")]),
        arguments: { longer + [Self.way(into: $0), path($0, "run")] }, kept: "run", isSame: ofRun, opens: inspect("run")
      ),
      FaultCase(
        name: "resume", start: try start("resume", [(both, "run")]),
        arguments: { folder in
          made.train + ["--resume", path(folder, "run")]
        }, kept: "run", isSame: ofRun, opens: inspect("run")),
      FaultCase(
        name: "prepare", start: try start("prepare", [(made.store, "s.store")]),
        arguments: { ["prepare", made.later.path, "--out", path($0, "s.store"), "--quiet", "--threads", "1"] },
        kept: "s.store", isSame: { _ in true }, opens: inspect("s.store")),
      FaultCase(
        name: "append", start: try start("append", [(made.store, "s.store")]),
        arguments: { ["prepare", made.later.path, "--append", path($0, "s.store"), "--quiet", "--threads", "1"] },
        kept: "s.store", isSame: { _ in true }, opens: inspect("s.store")),
      FaultCase(
        name: "predict", start: try start("predict", [(predictions, "p.csv")]),
        arguments: {
          ["predict", made.run.path, made.csv.path, "--out", path($0, "p.csv"), "--quiet", "--threads", "1"]
        },
        kept: "p.csv", isSame: { _ in true }),
      FaultCase(
        name: "train planted", start: try start("planted", [(made.earlier, "run")]),
        arguments: {
          [
            "train", "planted", "--rows", "300", "--config", made.settings.path, "--epochs", "1", "--baseline", "none",
            "--checkpoint-steps", "0", "--threads", "1", "--quiet", Self.way(into: $0), path($0, "run"),
          ]
        }, kept: "run", isSame: ofRun, opens: inspect("run")),
      FaultCase(
        name: "map", start: try start("map", [(predictions, "map.html")]),
        arguments: {
          ["map", made.run.path, made.store.path, "--out", path($0, "map.html"), "--quiet", "--threads", "1"]
        },
        kept: "map.html", isSame: { _ in true }),
      try gathering("compare", ["--models", "dnn,adl"], done: "dnn-1"),
      try gathering("sweep", ["--clusters", "1,3"], done: "k1-1"),
      FaultCase(
        name: "generate", start: try start("generate", [(made.later, "log")]),
        arguments: { generate("planted", 200, path($0, "log")) },
        kept: "log", isSame: { !$0.hasPrefix(".") }, gathers: true),
      FaultCase(
        name: "generate ali-ccp", start: try start("ali-ccp", [(made.aliCCP, "log")]),
        arguments: { generate("ali-ccp", 30, path($0, "log")) },
        kept: "log", isSame: { !$0.hasPrefix(".") }, gathers: true),
    ]
  }
}
