// DeepFM, a model from outside, beside ADL and the DNN on a simulated log.
//
//   swift run -c release CompareExample [ROWS]

import ADL
import CustomModel
import Foundation

let rows = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
var planted = PlantedSettings()
planted.rows = rows
let log = try PreparedData.prepare("planted", planted: planted)

// The models to choose from: the library's own, and this package's.
let deepFM = ModelKind(DeepFM.self)
var settings = RunSettings(.adl, models: ModelKind.builtIn + [deepFM])
settings.clusters = 4
settings.epochs = 2
settings[DeepFM.self].interactionScale = 0.5

let folder = FileManager.default.temporaryDirectory.appendingPathComponent("adl-compare-\(UUID().uuidString)")
defer { try? FileManager.default.removeItem(at: folder) }
let candidates = [ModelKind.dnn, deepFM, .adl].map { Candidate($0, settings) }
let comparison = try ComparisonRun(candidates, firstSeed: 1, seeds: 2, in: ComparisonFolder(folder)).compare(on: log)
for model in comparison.models {
  print("\(model.title): test AUC \(Figures.score(model.auc.mean))")
}
print(comparison.verdict.sentence)

// The run of a seed is a whole run; its model is opened by naming the models that it may be of.
let model = try TrainedModel(contentsOf: folder.appendingPathComponent("deepfm-1"), models: settings.models)
print("\(model.kind.title) scores rows with \(model.rows.columns.count) columns")
