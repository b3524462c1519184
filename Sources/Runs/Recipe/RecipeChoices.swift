import ClickLog
import Evaluation
import ScenarioModels
import Settings
import Training

/// Chooses what settings leave open, as their recipe has it.
struct RecipeChoices {
  private let log: PreparedLog
  private let context: RunContext
  private var probe: Probe
  /// What was said already.
  private var said: Set<String> = []

  init(_ log: PreparedLog, _ context: RunContext) {
    (self.log, self.context) = (log, context)
    probe = Probe(log, context)
  }

  /// These settings with nothing left to the recipe or to the log's size: what run.yaml has.
  ///
  /// - Parameter routes: whether ADL's K is chosen too. A comparison of models has it as it is.
  mutating func settings(_ asked: RunSettings, routes: Bool) throws -> RunSettings {
    var settings = asked
    if settings.recipe == .paper { settings.$statistics = settings.$statistics ?? false }
    if settings.recipe != .paper, settings.from == nil {
      settings.$ensemble = settings.$ensemble ?? settings.recipe.ensemble
      if probe.canTell(settings) {
        try chooseInputs(&settings)
        if routes, settings.model == .adl { try chooseClusters(&settings) }
      }
    }
    return settings.resolved(for: log)
  }

  /// The running statistics and how large they begin, and whether embeddings start anew each pass: what the DNN says of them
  /// holds for every model.
  private mutating func chooseInputs(_ settings: inout RunSettings) throws {
    var dnn = Self.dnn(settings)
    var passes: [Double] = []
    if ModelShape(log.encoding).numbers > 0, settings.$statistics != false, settings.$statisticsDeviation == nil {
      let deviations = Self.deviations.map { deviation in "deviation \(deviation)" }
      var tries: [(name: String, settings: RunSettings, passes: [Double])] = []
      for (deviation, name) in zip(Self.deviations, deviations) {
        (dnn.statistics, dnn.statisticsDeviation) = (true, deviation)
        tries.append((name, dnn, try probe.aucs(dnn, "statistics, \(name)", passes: tries.isEmpty ? 2 : 1)))
      }
      if settings.$statistics == nil {
        dnn.statistics = false
        tries.append(("without", dnn, try probe.aucs(dnn, "the log without statistics")))
      }
      passes = tries[0].passes
      // Of equals the first.
      guard let best = tries.indices.max(by: { (tries[$0].passes.first ?? 0, $1) < (tries[$1].passes.first ?? 0, $0) })
      else { return }
      settings.statistics = tries[best].settings.statistics
      settings.statisticsDeviation = tries[best].settings.statisticsDeviation
      let found = tries.map { "\($0.name) \(Figures.score($0.passes.first))" }.joined(separator: ", ")
      say(
        "\(settings.statistics ? "Running statistics, \(tries[best].name)" : "No running statistics"), "
          + "by the validation AUC: \(found).")
    }
    if settings.$multiEpoch == nil {
      if passes.isEmpty { passes = try probe.aucs(dnn, "a second pass", passes: 2) }
      guard passes.count > 1 else { return }
      settings.chooseMultiEpoch(passes[1] <= passes[0])
      if settings.multiEpoch {
        if settings.recipe == .auto { settings.patience = 1 }
        say(
          "New embeddings each pass: with the old ones a second pass makes the validation AUC "
            + "\(Figures.score(passes[1])) instead of \(Figures.score(passes[0])).")
      }
    }
  }

  /// K as it is, or 1 where the DNN is better.
  private mutating func chooseClusters(_ settings: inout RunSettings) throws {
    guard settings[ADL.self].routing.$clusters == nil else { return }
    var adl = settings
    let k = settings.clusters
    adl.clusters = k
    let dnn = Self.dnn(settings)
    guard let routed = try probe.aucs(adl, "\(k) clusters").first, let shared = try probe.aucs(dnn, "one cluster").first
    else { return }
    settings.clusters = routed > shared ? k : 1
    say(
      "K = \(settings.clusters) by the validation AUC: \(Figures.score(routed)) with \(k) clusters, "
        + "\(Figures.score(shared)) with one, the DNN.")
  }

  private static let deviations = [0.3, 0.03]

  /// The DNN of these inputs, all that is other models' own at its default.
  private static func dnn(_ settings: RunSettings) -> RunSettings {
    var dnn = RunSettings(.dnn)
    dnn.modelSettings.network = settings.modelSettings.network
    dnn.training = settings.training
    return dnn
  }

  private mutating func say(_ line: String) {
    if said.insert(line).inserted { context.reporter.note(line) }
  }
}
