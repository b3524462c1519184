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
      if probe.canTell {
        try chooseInputs(&settings)
        if routes, settings.model == .adl { try chooseClusters(&settings) }
      }
    }
    return settings.resolved(for: log)
  }

  /// The running statistics and how large they begin, and whether embeddings start anew each pass: what the DNN says of them
  /// holds for every model.
  private mutating func chooseInputs(_ settings: inout RunSettings) throws {
    if ModelShape(log.encoding).numbers > 0, settings.$statistics != false, settings.$statisticsDeviation == nil {
      try chooseStatistics(&settings)
    }
    guard settings.$multiEpoch == nil, settings.model.type.hasTower else { return }
    let passes = try probe.trial(Self.dnn(settings), "a second pass", passes: 2).aucs
    guard passes.count > 1 else { return }
    settings.chooseMultiEpoch(passes[1] <= passes[0])
    guard settings.multiEpoch else { return }
    if settings.recipe == .auto { settings.patience = settings.patience ?? 1 }
    say(
      "New embeddings each pass: with the old ones a second pass makes the validation AUC "
        + "\(Figures.score(passes[1])) instead of \(Figures.score(passes[0])).")
  }

  private mutating func chooseStatistics(_ settings: inout RunSettings) throws {
    var tries: [(deviation: Double, trial: Probe.Trial)] = []
    for deviation in Self.deviations {
      var dnn = Self.dnn(settings)
      (dnn.statistics, dnn.statisticsDeviation) = (true, deviation)
      // The first is probably the one, and its second pass asked for next.
      tries.append(
        (deviation, try probe.trial(dnn, "statistics, deviation \(deviation)", passes: tries.isEmpty ? 2 : 1)))
    }
    guard let best = tries.first(where: { one in tries.allSatisfy { $0.trial.auc <= one.trial.auc } }) else { return }
    settings.statisticsDeviation = best.deviation
    var found = tries.map { "\(Figures.score($0.trial.auc)) with deviation \($0.deviation)" }
    if settings.$statistics == nil {
      var dnn = Self.dnn(settings)
      dnn.statistics = false
      let without = try probe.trial(dnn, "no statistics")
      settings.statistics = best.trial.lead(over: without).map { $0 > Self.clearLead } ?? false
      found.append("\(Figures.score(without.auc)) without")
    }
    let chosen = settings.statistics ? "Running statistics, deviation \(best.deviation)," : "No running statistics,"
    say("\(chosen) by the validation AUC: \(found.joined(separator: ", ")).")
  }

  /// K as it is or fewer clusters, of which each has more rows to learn from; 1 where the DNN is rather better.
  private mutating func chooseClusters(_ settings: inout RunSettings) throws {
    guard settings[ADL.self].routing.$clusters == nil else { return }
    var best: (k: Int, trial: Probe.Trial)?
    var found: [String] = []
    for k in [settings.clusters, Self.fewerClusters] {
      var routed = settings
      routed.clusters = k
      let trial = try probe.trial(routed, "\(k) clusters")
      found.append("\(Figures.score(trial.auc)) with \(k)")
      if best.map({ trial.auc > $0.trial.auc }) ?? true { best = (k, trial) }
    }
    guard let best else { return }
    let shared = try probe.trial(Self.dnn(settings), "one cluster")
    found.append("\(Figures.score(shared.auc)) with one, the DNN")
    settings.clusters = shared.lead(over: best.trial).map { $0 > Self.likelyLead } ?? false ? 1 : best.k
    // One cluster has nothing to tell apart: its layers are the shared ones, as the DNN's.
    if settings.clusters == 1 { settings.sharedLayers = settings.hidden.count }
    say("K = \(settings.clusters) by the validation AUC: \(found.joined(separator: ", ")).")
  }

  private static let fewerClusters = 4
  private static let deviations = [0.3, 0.03]
  /// Standard errors by which statistics have to be ahead: they cost memory, and what they say of validation rows holds less
  /// for later days.
  private static let clearLead = 2.0
  /// Standard errors by which the DNN has to be ahead of the clusters that were asked for.
  private static let likelyLead = 1.0

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
