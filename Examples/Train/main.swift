// The whole way in forty lines: a simulated log, ADL trained on it by hand, and what it is worth.
//
//   swift run -c release TrainExample [ROWS]

import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import SimulatedLogs
import Tensors
import Training

// A log. Here a simulated one; your own is LogSource(data: URL(fileURLWithPath: "clicks.csv")).
let folder = try TemporaryFolder()
var planted = PlantedLog.Settings()
planted.rows = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
let files = try PlantedLog(planted).write(to: folder.url.appendingPathComponent("log"))

// Text → codes in a memory-mapped store; vocabularies come from the training part only.
let schema = try Schema.load(contentsOf: files.schema)
let source = try LogSource(data: files.log)
let log = try LogPreparer(source: source, schema: schema).prepare(into: folder.url.appendingPathComponent("store"))

// A model with its numbers and its optimiser.
var settings = ModelSettings()
settings.clusters = 4
let random = RandomGenerator(seed: 1)
var learner = try Learner(
  .adl, for: ModelShape(log.encoding), settings, optimiser: Adam(learningRate: 1e-3), generator: random,
  in: Workspace(threads: 2))

// Two epochs of shuffled batches.
for epoch in 0..<2 {
  var loss = 0.0
  let batches = log.part(.training).batches(size: 2048, shuffle: random.child("epoch", epoch))
  for batch in batches {
    loss += Double(try learner.train(on: ModelInput(batch, pooling: log.encoding.pooling), labels: batch.labels))
  }
  print("epoch \(epoch + 1): loss \(Figures.score(loss / Double(batches.count)))")
}

// Its verdict on days that training never saw.
let predictions = try Scorer(learner, encoding: log.encoding).predictions(for: log.part(.test), of: log)
let result = evaluate(predictions)
print("test AUC \(Figures.score(result.auc)), log loss \(Figures.score(result.logLoss)), \(result.rows) rows")
