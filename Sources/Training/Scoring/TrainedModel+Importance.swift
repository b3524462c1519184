import ClickLog
import Evaluation
import Tensors

extension TrainedModel {
  /// How much each input matters for the predictions of some rows: what they lose when its values are shuffled.
  ///
  /// Every field by itself, a list as a whole; what earlier rows say of each key; and the scenario, shuffled among all rows
  /// together with the fields that it is made of. All others are shuffled within each scenario.
  ///
  /// - Parameters:
  ///   - rows: all of them are held in memory, and scored 1 + inputs · permutations times.
  ///   - permutations: shuffles of each input, at least 1. The same orders of rows serve every input.
  ///   - seed: of the orders. The same seed gives the same bits.
  ///   - progress: is handed the rows scored, and how many there will be.
  /// - Throws: `Interruption`, `NonFiniteError`, and what `progress` throws.
  public func importance(
    of rows: LogPart, in log: PreparedLog, permutations: Int = 5, seed: UInt64 = 1,
    cancellation: Cancellation = Cancellation(), progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in }
  ) throws -> Importance {
    try predictor.importance(
      of: rows, in: log, permutations: permutations, seed: seed, cancellation: cancellation, progress: progress)
  }
}

extension Predictor {
  /// The same of a model that is open for inference; `log` is numbered as the model's rows are.
  package func importance(
    of rows: LogPart, in log: PreparedLog, permutations: Int, seed: UInt64, cancellation: Cancellation,
    progress: (_ done: Int, _ all: Int) throws -> Void
  ) throws -> Importance {
    let encoding = log.encoding
    let inputs = encoding.shuffledInputs
    guard let whole = rows.batches(size: max(rows.rows, 1)).makeIterator().next() else {
      return Importance(
        Predictions(probabilities: [], labels: [], scenarios: [], scenarioNames: []), permutations: permutations)
    }
    let generator = RandomGenerator(seed: seed).child("importance")
    let shuffles = (0..<max(permutations, 1)).map {
      RowShuffle(scenarios: whole.scenarios, generator: generator.child("permutation", $0))
    }
    let all = whole.rows * (1 + inputs.count * shuffles.count)
    var done = 0
    func predictions(_ swapped: Batch.Inputs, _ donors: [Int32]) throws -> Predictions {
      var logits: [Float] = []
      logits.reserveCapacity(whole.rows)
      for first in stride(from: 0, to: whole.rows, by: Scorer.batchSize) {
        try cancellation.check()
        let some = first..<min(first + Scorer.batchSize, whole.rows)
        let batch = whole.rows(some, taking: swapped, from: donors)
        logits += try BatchScores(batch, by: self, pooling: encoding.pooling).logits
        done += some.count
        try progress(done, all)
      }
      return Predictions(
        probabilities: logits.map(clickProbability), logits: logits, labels: whole.labels, labelForm: log.labelForm,
        weights: whole.rowWeights.isEmpty ? nil : whole.rowWeights, scenarios: whole.scenarios,
        scenarioNames: encoding.scenarios)
    }
    var found = Importance(try predictions(Batch.Inputs(), shuffles[0].overall), permutations: shuffles.count)
    for input in inputs {
      let shuffled = try shuffles.map { shuffle in
        try predictions(input.inputs, input.kind == .scenario ? shuffle.overall : shuffle.withinScenarios)
      }
      found.add(input.name, input.kind, shuffled)
    }
    return found
  }
}
