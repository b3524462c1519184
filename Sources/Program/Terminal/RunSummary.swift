import Evaluation
import Reports
import Runs
import ScenarioModels

/// What is in a run, for a terminal.
struct RunSummary {
  let run: TrainedRun
  let metrics: Metrics

  init(_ run: TrainedRun) throws {
    self.run = run
    metrics = try run.metrics()
  }

  var text: String {
    var tensors = TextTable([.text("tensor"), .text("shape"), .number("numbers"), .text("role")])
    for (parameter, role) in run.model.tensors {
      tensors.add([
        parameter.name, parameter.shape.map(String.init).joined(separator: " × "), Figures.count(parameter.count),
        role.rawValue,
      ])
    }
    let entry = MetricsTable.Entry(name: run.settings.model.title, metrics: metrics)
    let table = MetricsTable([entry])
    var sections = [table.overall().text(), table.scenarios().text()]
    for clusters in metrics.clusterings {
      let whose = metrics.clusterings.count > 1 ? "Routed on \(clusters.perspective ?? "")\n" : ""
      let words = [clusters.verdict, clusters.certainty].compactMap { $0 }.joined(separator: "\n")
      sections.append(whose + table.clusters(clusters).text() + words + "\n")
    }
    if let pruned = metrics.prunedText { sections.append(pruned + "\n") }
    sections.append(tensors.text())
    sections.append((try? run.settings.yaml()) ?? "")
    return sections.joined(separator: "\n")
  }
}
