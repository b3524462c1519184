import Foundation

/// A training command, what it makes undisturbed, and a finished run that may be there before.
struct TrainCase {
  let name: String
  /// The log, as a command names it.
  let data: [String]
  private let settings: [String]
  /// An earlier run on the same log.
  let earlier: URL
  let seconds: Double
  let saves: Int
  private let models: [String: Data]
  private let predictions: Data
  let figures: [String]
  let earlierFigures: [String]

  /// Makes the reference. Throws `TortureError` if that does not work.
  init(_ place: Workplace, _ name: String, data: [String], _ settings: [String], earlier: URL) throws {
    self.name = name
    self.data = data
    self.settings = settings
    self.earlier = earlier
    let run = place.path("reference-\(name)")
    let start = ContinuousClock.now
    try place.require(["train"] + data + settings + ["--threads", "1", "--quiet", "--out", run.path])
    seconds = start.seconds
    models = Self.models(in: run)
    predictions = try Self.predictions(place, run, data)
    figures = try Self.figures(place, run, data).get()
    earlierFigures = try Self.figures(place, earlier, data).get()
    let history = (try? String(contentsOf: run.appendingPathComponent("history.csv"), encoding: .utf8)) ?? ""
    // Of each line, epoch and steps come first.
    let steps = history.split(separator: "\n").last?.split(separator: ",").dropFirst().first.flatMap { Int($0) } ?? 1
    saves = max(2, min(30, steps))
  }

  func command(into run: URL, threads: Int) -> [String] {
    ["train"] + data + settings + ["--threads", "\(threads)", "--quiet", "--out", run.path]
  }

  /// The command that resumes a stopped one.
  func resume(_ run: URL, threads: Int) -> [String] {
    ["train"] + data + settings + ["--threads", "\(threads)", "--quiet", "--resume", run.path]
  }

  /// What is wrong with a run that was disturbed and came to its end; nil if it is the reference to the last bit.
  func problem(_ place: Workplace, _ run: URL) throws -> String? {
    let found = Self.models(in: run)
    if let file = Folders.difference(models, found) { return "\(file) is not that of a run left alone" }
    guard try Self.predictions(place, run, data) == predictions else { return "predictions are others" }
    let left = Folders.leftovers(run) + (Folders.exists(run.appendingPathComponent("unfinished")) ? ["unfinished"] : [])
    return left.isEmpty ? nil : "left behind: \(left.joined(separator: " "))"
  }

  /// Whether a run is there that works and is the earlier or the new one.
  func problemOfEarlier(_ place: Workplace, _ run: URL) throws -> String? {
    switch try Self.figures(place, run, data) {
    case .failure(let error): return "the earlier run does not work: \(error)"
    case .success(let now): return now == figures || now == earlierFigures ? nil : "it has figures of neither run"
    }
  }

  private static func models(in run: URL) -> [String: Data] {
    Folders.contents(run).filter { $0.key.hasSuffix("model.safetensors") }
  }

  private static func predictions(_ place: Workplace, _ run: URL, _ data: [String]) throws -> Data {
    let file = place.path("predictions-\(getpid()).csv")
    unlink(file.path)
    let ended = try place.run(["predict", run.path] + data + ["--out", file.path, "--quiet", "--part", "all"])
    guard ended.code == 0 else { return Data(ended.summary.utf8) }
    return Folders.bytes(file) ?? Data()
  }

  private static func figures(_ place: Workplace, _ run: URL, _ data: [String]) throws -> Result<
    [String], TortureError
  > {
    let ended = try place.run(["evaluate", run.path] + data + ["--json", "--quiet"])
    let json = (try? JSONSerialization.jsonObject(with: Data(ended.out.utf8))) as? [String: Any]
    guard ended.code == 0, let json else { return .failure(TortureError(ended.summary)) }
    return .success(["auc", "gauc", "logLoss", "calibration", "model"].map { "\(json[$0] ?? "")" })
  }
}
