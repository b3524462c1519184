import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Training

/// Finished runs beside one another, each with the model that it has, on the same rows of a log. Nothing is trained.
///
/// Runs of the same settings with different seeds are one entrant.
public struct FinishedRuns: Sendable {
  struct Entry {
    let folder: RunFolder
    /// Of the folder, such as `adl-1`; the whole path where another run's folder has the same.
    let name: String
    let settings: RunSettings
    let encoding: Encoding
  }

  struct Entrant {
    let name: String
    let title: String
    /// In the order of their seeds.
    let runs: [Entry]
  }

  let entrants: [Entrant]

  /// Reads what the runs are; their models are read when they are asked.
  ///
  /// - Throws: `LogError` or `SettingsError` naming the folder that is no finished run, or runs that cannot be compared.
  public init(_ folders: [RunFolder], models: [ModelKind] = ModelKind.builtIn) throws {
    let names = folders.map(\.url.lastPathComponent)
    let entries = try folders.enumerated().map { place, folder in
      try folder.recover()
      guard folder.isFinished else {
        throw LogError("expected the folder of a finished run", file: folder.url.relativePath)
      }
      let isAlone = names.count { $0 == names[place] } == 1
      return Entry(
        folder: folder, name: isAlone ? names[place] : folder.url.relativePath,
        settings: try folder.readSettings(models: models), encoding: try Encoding.load(from: folder.vocabulary))
    }
    entrants = try Self.entrants(entries)
  }

  /// Scores the rows with each run's model, and compares.
  ///
  /// - Parameters:
  ///   - data: as `DataSource` takes it.
  ///   - part: nil for the test part of a log that one of the runs was trained on, all rows of any other.
  ///   - against: the name of the entrant, or of a run of it, that each other one is compared with.
  ///   - threads: nil for those of each run's settings.
  /// - Throws: `Interruption`, `LogError` where the runs do not judge the same rows, `SettingsError` for an unknown name.
  public func compare(
    on data: String, part: ScoredPart? = nil, against: String? = nil, threads: Int? = nil,
    preparation: PreparationOptions = PreparationOptions(), _ context: RunContext = RunContext()
  ) throws -> Comparison {
    let reference = try against.map(name)
    var logs: [(encoding: Encoding, data: PreparedData)] = []
    var first: JudgedRows?
    var done = 0
    let compared = try entrants.map { entrant in
      var model = ComparedModel(entrant, formula: entrant.formula)
      for entry in entrant.runs {
        let known = logs.first { $0.encoding == entry.encoding }?.data
        let prepared = try known ?? prepare(data, for: entry, preparation, context)
        if known == nil { logs.append((entry.encoding, prepared)) }
        done += 1
        context.reporter.begin("run \(done) of \(entrants.reduce(0) { $0 + $1.runs.count }), \(entrant.title)")
        let (metrics, predictions, rows) = try judge(entry, on: prepared, part, threads, context)
        context.reporter.end()
        guard rows == first ?? rows else {
          throw LogError(
            "it judges other rows of \(data) than the runs before: they were trained with other splits",
            file: entry.folder.url.relativePath)
        }
        first = rows
        model.add(metrics, Placements(predictions))
      }
      return model
    }
    return Comparison(compared, data: logs.first?.data.name ?? data, against: reference, version: adlVersion)
  }

  /// The logs that any of the runs was trained on.
  private var knownLogs: [KnownLog] { entrants.flatMap(\.runs).flatMap(\.encoding.logs) }

  /// Which rows a run judged, and what they say.
  private struct JudgedRows: Equatable {
    var numbers: [Int] = []
    var labels: [Float] = []
  }

  private func prepare(
    _ data: String, for entry: Entry, _ preparation: PreparationOptions, _ context: RunContext
  ) throws -> PreparedData {
    try DataSource.open(
      data, coding: entry.encoding, planted: entry.settings.planted, preparation: preparation, context
    ).prepare(with: entry.encoding, labelsRequired: true, knowing: knownLogs)
  }

  private func judge(
    _ entry: Entry, on data: PreparedData, _ part: ScoredPart?, _ threads: Int?, _ context: RunContext
  ) throws -> (Metrics, Predictions, JudgedRows) {
    let run = try TrainedRun(entry.folder, threads: threads, models: entry.settings.models)
    // No row that one of the runs was trained on judges any of them.
    let (part, rows) = ScoredPart.chosen(part, of: data.log, trainedOn: knownLogs)
    guard rows.rows > 0 else { throw LogError("no rows in the \(part.rawValue) part", file: data.name) }
    var judged = JudgedRows()
    let (metrics, predictions) = try run.judged(
      rows, part.rawValue, of: data, observing: { judged.numbers += $0.rowNumbers.prefix($0.rows) },
      cancellation: context.cancellation,
      progress: { context.reporter.update($0, of: rows.rows, unit: "rows") })
    judged.labels = predictions.labels
    return (metrics, predictions, judged)
  }
}

extension ComparedModel {
  fileprivate init(_ entrant: FinishedRuns.Entrant, formula: TowerFormula?) {
    self.init(
      name: entrant.name, title: entrant.title, formula: formula?.text ?? "", towerByFormula: formula?.parameters ?? 0)
  }
}

extension FinishedRuns.Entrant {
  /// Of the tower's parameters; nil for a model without one.
  fileprivate var formula: TowerFormula? {
    runs.first.flatMap { run in
      run.settings.model.towerFormula(for: ModelShape(run.encoding), run.settings.modelSettings)
    }
  }
}
