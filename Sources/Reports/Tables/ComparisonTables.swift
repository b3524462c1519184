import Evaluation

/// A comparison as tables: the paper's Tables 1 and 2, scenarios, significance and cost.
public struct ComparisonTables: Sendable {
  public let comparison: Comparison
  /// In the order of columns.
  public let metrics: [Metric]

  public init(_ comparison: Comparison, _ metrics: [Metric] = Metric.all) {
    self.comparison = comparison
    self.metrics = metrics
  }

  private var models: [Comparison.Model] { comparison.models }

  /// The paper's Table 1: what each model is worth, and below it the best possible AUC where that is known.
  public func quality() -> TextTable {
    let shown = metrics.given(for: .seeds)
    let missing = [String](repeating: Figures.missing, count: 3)
    var table = TextTable(
      [.text("model")] + shown.map { .number($0.title) }
        + [.number("RelaImp"), .number("validation AUC"), .number("best epochs")])
    for model in models {
      table.add(
        [model.title] + shown.map { Self.spread(model.values[$0], $0) }
          + [
            Self.signedPercent(model.relaImp), model.validationAUC.map { Self.spread($0, .auc) } ?? Figures.missing,
            model.training.bestEpochs.map(String.init).joined(separator: " "),
          ])
      if let weighted = model.weighted {
        table.add(
          ["\(model.title), weighted"] + shown.map { Self.spread(weighted.values[$0], $0) }
            + missing)
      }
    }
    if let best = comparison.bestPossibleAUC {
      let cells = shown.map { $0.text($0 == .auc ? best : nil) }
      table.add(["best possible"] + cells + missing)
    }
    return table
  }

  /// A metric's mean over the seeds for each model on each scenario, the largest scenario first.
  ///
  /// - Parameters:
  ///   - metric: one that is given for `scenarioMeans`.
  ///   - limit: scenarios to show at most; nil for all.
  public func scenarios(_ metric: Metric = .auc, limit: Int? = nil) -> TextTable {
    var table = TextTable(
      [.text("scenario"), .number("rows"), .number("CTR")] + models.map { .number($0.title) })
    for name in comparison.scenarioNames.prefix(limit ?? .max) {
      guard let scenario = models.first?.scenarios[name] else { continue }
      table.add(
        [name, Figures.count(scenario.rows), Figures.percent(scenario.clickRate)]
          + models.map { metric.text($0.scenarios[name]?.values[metric] ?? nil) })
    }
    return table
  }

  /// What each model does with a scenario that training never saw.
  ///
  /// - Parameter words: by model.
  func fallbacks(_ words: [String: String]) -> TextTable {
    var table = TextTable([.text("model"), .number("AUC"), .text("a row of a new scenario goes through")])
    for model in models {
      table.add([model.title, Self.spread(model.auc, .auc), words[model.name] ?? Figures.missing])
    }
    return table
  }

  /// The best model beside each other one, or each beside the reference: DeLong's test and the paired t test, each with
  /// Holm's correction.
  public func significance() -> TextTable {
    var table = TextTable([
      .text(comparison.verdict.against == nil ? "\(title(comparison.verdict.best)) against" : "against \(reference)"),
      .number("difference"), .number("DeLong SE"), .number("p"), .number("p (Holm)"),
      .number("paired t (\(comparison.verdict.seeds) seeds)"), .number("p"), .number("p (Holm)"), .text("verdict"),
    ])
    for rival in comparison.verdict.rivals {
      table.add([
        rival.title, Figures.difference(rival.difference), Figures.fixed(rival.deLong?.standardError, 5),
        Figures.chance(rival.deLong?.p), Figures.chance(rival.deLongAdjusted), Figures.fixed(rival.pairedT?.t, 2),
        Figures.chance(rival.pairedT?.p), Figures.chance(rival.pairedTAdjusted),
        rival.distinguishable ? "distinguishable" : "not distinguishable",
      ])
    }
    return table
  }

  /// What each entrant brings over the reference, the largest difference first, each p after Holm's correction; nil where none
  /// was named.
  public func changes() -> TextTable? {
    guard let changes = comparison.changes else { return nil }
    var table = TextTable([
      .text("against \(reference)"), .number("\(comparison.part) AUC"), .number("validation AUC"), .number("log loss"),
      .number("p DeLong"), .number("p paired t"), .text("distinguishable"), .number("time ratio"),
    ])
    for change in changes {
      table.add([
        change.title, Figures.difference(change.difference), Figures.difference(change.validationDifference),
        Figures.difference(change.logLossDifference), Figures.chance(change.deLongAdjusted),
        Figures.chance(change.pairedTAdjusted), change.distinguishable ? "yes" : "no",
        Figures.fixed(change.secondsRatio, 2),
      ])
    }
    return table
  }

  /// The paper's Table 2: the towers' parameters by formula and counted, and all others.
  public func parameters() -> TextTable {
    var table = TextTable([
      .text("model"), .text("formula"), .number("tower by formula"), .number("tower counted"), .number("other"),
      .number("embedding"), .number("total"),
    ])
    for model in models {
      let parameters = model.parameters
      table.add(
        [model.title, parameters.formula]
          + [
            parameters.towerByFormula, parameters.tower, parameters.other, parameters.embedding, parameters.total,
          ].map(Figures.count))
    }
    return table
  }

  /// What a row and a training cost: means over the seeds, of the memory the most.
  public func cost() -> TextTable {
    var table = TextTable([
      .text("model"), .number("FLOPs/row forward"), .number("training"), .number("training time"),
      .number("samples/s"), .number("peak memory"),
    ])
    for model in models {
      table.add([
        model.title, Figures.scaled(model.flopsPerSample.forward), Figures.scaled(model.flopsPerSample.training),
        Figures.seconds(model.training.seconds), Figures.rate(model.training.samplesPerSecond),
        Figures.bytes(model.training.peakMemoryBytes),
      ])
    }
    return table
  }

  /// The trials of the models' settings; nil where none were tried.
  public func tuning() -> TextTable? {
    guard !comparison.tuning.isEmpty else { return nil }
    var table = TextTable([
      .text("model"), .number("trial"), .number("learning rate"), .number("L2"), .number("dropout"), .number("K"),
      .number("validation AUC"), .text("chosen"),
    ])
    for trial in comparison.tuning {
      table.add([
        models.first { $0.name == trial.model }?.title ?? trial.model, "\(trial.trial)", "\(trial.learningRate)",
        "\(trial.embeddingL2)", "\(trial.dropout)", trial.clusters.map(String.init) ?? Figures.missing,
        Figures.score(trial.validationAUC), trial.chosen ? "yes" : "",
      ])
    }
    return table
  }

  private func title(_ name: String?) -> String { models.first { $0.name == name }?.title ?? Figures.missing }

  private var reference: String { title(comparison.verdict.against) }

  /// 0.7301 ± 0.0011
  private static func spread(_ spread: Spread, _ metric: Metric) -> String {
    metric.text(spread.mean) + (spread.standardDeviation.map { " ± \(metric.text($0))" } ?? "")
  }

  private static func signedPercent(_ value: Double?) -> String {
    guard let value, value.isFinite else { return Figures.missing }
    return (value < 0 ? "−" : "+") + Figures.fixed(abs(100 * value), 2) + "%"
  }
}
