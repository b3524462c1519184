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
    let missing: [TableCell] = [.missing(), .missing(names: 2), .missing()]
    var table = TextTable(
      [.text("model")] + shown.map { .spread($0.title) }
        + [.number("RelaImp"), .spread("validation AUC"), .number("best epochs")])
    for model in models {
      table.add(
        [.text(model.title)] + shown.map { .spread(model.values[$0], $0.text) }
          + [
            .number(model.relaImp, Self.signedPercent), .spread(model.validationAUC, Metric.auc.text),
            .text(model.training.bestEpochs.map(String.init).joined(separator: " ")),
          ])
      if let weighted = model.weighted {
        table.add(
          [.text("\(model.title), weighted")] + shown.map { .spread(weighted.values[$0], $0.text) } + missing)
      }
    }
    if let best = comparison.bestPossibleAUC {
      let cells = shown.map { TableCell.spread($0 == .auc ? Spread(of: [best]) : nil, $0.text) }
      table.add([.text("best possible")] + cells + missing)
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
        [.text(name), .count(scenario.rows), .number(scenario.clickRate, Figures.percent)]
          + models.map { .number($0.scenarios[name]?.values[metric] ?? nil, metric.text) })
    }
    return table
  }

  /// What each model does with a scenario that training never saw.
  ///
  /// - Parameter words: by model.
  func fallbacks(_ words: [String: String]) -> TextTable {
    var table = TextTable([.text("model"), .spread("AUC"), .text("a row of a new scenario goes through")])
    for model in models {
      table.add([
        .text(model.title), .spread(model.auc, Metric.auc.text), .text(words[model.name] ?? Figures.missing),
      ])
    }
    return table
  }

  /// The best model beside each other one, or each beside the reference: DeLong's test and the paired t test, each with
  /// Holm's correction.
  public func significance() -> TextTable {
    var table = TextTable([
      .text(comparison.verdict.against == nil ? "\(title(comparison.verdict.best)) against" : "against \(reference)"),
      .number("difference"), .number("DeLong SE"), .number("p", name: "DeLong p"),
      .number("p (Holm)", name: "DeLong p (Holm)"),
      .number("paired t (\(comparison.verdict.seeds) seeds)"), .number("p", name: "paired t p"),
      .number("p (Holm)", name: "paired t p (Holm)"), .text("verdict"),
    ])
    for rival in comparison.verdict.rivals {
      table.add([
        .text(rival.title), .number(rival.difference, Figures.difference),
        .number(rival.deLong?.standardError) { Figures.fixed($0, 5) }, .number(rival.deLong?.p, Figures.chance),
        .number(rival.deLongAdjusted, Figures.chance), .number(rival.pairedT?.t) { Figures.fixed($0, 2) },
        .number(rival.pairedT?.p, Figures.chance), .number(rival.pairedTAdjusted, Figures.chance),
        .text(rival.distinguishable ? "distinguishable" : "not distinguishable"),
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
        .text(change.title), .number(change.difference, Figures.difference),
        .number(change.validationDifference, Figures.difference),
        .number(change.logLossDifference, Figures.difference), .number(change.deLongAdjusted, Figures.chance),
        .number(change.pairedTAdjusted, Figures.chance), .text(change.distinguishable ? "yes" : "no"),
        .number(change.secondsRatio) { Figures.fixed($0, 2) },
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
        [.text(model.title), .text(parameters.formula)]
          + [
            parameters.towerByFormula, parameters.tower, parameters.other, parameters.embedding, parameters.total,
          ].map { .count($0) })
    }
    return table
  }

  /// What a row and a training cost: means over the seeds, of the memory the most.
  public func cost() -> TextTable {
    var table = TextTable([
      .text("model"), .number("FLOPs/row forward"), .number("training", name: "FLOPs/row training"),
      .number("training time", name: "training seconds"), .number("samples/s"),
      .number("peak memory", name: "peak memory bytes"),
    ])
    for model in models {
      table.add([
        .text(model.title), .number(model.flopsPerSample.forward, Figures.scaled),
        .number(model.flopsPerSample.training, Figures.scaled), .number(model.training.seconds, Figures.seconds),
        .number(model.training.samplesPerSecond, Figures.rate),
        .count(model.training.peakMemoryBytes, Figures.bytes),
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

  private static func signedPercent(_ value: Double?) -> String {
    guard let value, value.isFinite else { return Figures.missing }
    return (value < 0 ? "−" : "+") + Figures.fixed(abs(100 * value), 2) + "%"
  }
}
