// A log, a model, its metrics, and the score of a row.
//
//   swift run -c release TrainExample [ROWS]

import ADL
import Foundation

// A log: here the simulated one; yours is PreparedData.prepare("clicks.csv", schema: "schema.yaml").
var planted = PlantedSettings()
planted.rows = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
let log = try PreparedData.prepare("planted", planted: planted)

// ADL with four clusters, trained into a folder, with a line for each epoch.
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("adl-example-\(UUID().uuidString)")
defer { try? FileManager.default.removeItem(at: folder) }
var settings = RunSettings(.adl)
settings.clusters = 4
settings.epochs = 2
let run = try Run.train(settings, on: log, in: folder.path) { epoch in
  print("epoch \(epoch.epoch): loss \(Figures.score(epoch.trainingLoss))")
}

// What it is worth on days that training never saw.
print("test AUC \(Figures.score(run.metrics.auc)), log loss \(Figures.score(run.metrics.logLoss))")

// The model, opened as a server would, and a row given in memory: values as the log has them.
let model = try TrainedModel(contentsOf: folder)
var row: [String: RowValue] = [
  "scenario": "s1", "user_id": "u979", "item_id": "i174", "tags": ["t33", "t40"], "duration": 3790,
]
for column in model.rows.columns where row[column] == nil { row[column] = .missing }
print("click probability \(try model.probability(of: row))")
