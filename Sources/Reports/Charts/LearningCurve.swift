import Evaluation

/// How training went: the training loss above, the validation AUC below, against steps. The kept weights are marked.
struct LearningCurve {
  let history: [HistoryRow]
  /// The epoch (from 1) whose weights were kept.
  let bestEpoch: Int

  /// The two pictures; empty without history, and a line in the first one's place where training diverged.
  func svg() -> String {
    let losses = history.filter { $0.trainingLoss.isFinite }.map { (Double($0.step), $0.trainingLoss, $0) }
    let areas = history.compactMap { row in row.validationAUC.map { (Double(row.step), $0, row) } }
      .filter { $0.1.isFinite }
    guard !history.isEmpty else { return "" }
    var pictures =
      losses.isEmpty
      ? Markup.absence("no training loss is a number, training diverged")
      : panel(losses, name: "training loss", style: "second", best: nil)
    if !areas.isEmpty {
      // Where an epoch has several checkpoints, the best of them is the one that was kept.
      let kept = areas.filter { $0.2.epoch == bestEpoch }.max { $0.1 < $1.1 }
      pictures += panel(areas, name: "validation AUC", style: "accent", best: kept)
    }
    return pictures
  }

  private func panel(
    _ points: [(Double, Double, HistoryRow)], name: String, style: String, best: (Double, Double, HistoryRow)?
  ) -> String {
    let lastStep = Double(max(history.map(\.step).max() ?? 1, 0))
    let x = Plot.Axis(
      range: 0...max(lastStep, 1), ticks: Plot.Axis.roundTicks(0...lastStep, count: 4),
      label: { $0 < 10_000 ? Figures.fixed($0, 0) : Figures.scaled($0) })
    let y = Plot.Axis.around(points.map { $0.1 }, count: 5) { Figures.fixed($0, 4) }
    var plot = Plot(height: 178, x: x, y: y)
    plot.text(name, x: 0, y: 14, style: "name \(style)-text")
    plot.text("steps", x: 444, y: 176, anchor: "end", style: "tick")
    plot.line(points.map { ($0.0, $0.1) }, style: "curve \(style)-line")
    for (step, value, row) in points where points.count <= 60 {
      let title = "epoch \(row.epoch), step \(row.step): \(Figures.score(value)), \(Figures.seconds(row.seconds))"
      plot.dot(step, value, radius: 2.5, style: "\(style)-dot", title: title)
    }
    if let best {
      plot.dot(best.0, best.1, radius: 5.5, style: "ring", title: "kept: epoch \(best.2.epoch)")
      let place = plot.horizontal(best.0)
      // The label keeps inside the picture, and below the curve's peak.
      plot.text(
        "kept \(Figures.score(best.1))", x: place, y: plot.vertical(best.1) + 21,
        anchor: place > 380 ? "end" : place < 110 ? "start" : "middle")
    }
    return plot.svg(title: "\(name) by step")
  }
}
