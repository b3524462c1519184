import ClickLog
import Evaluation
import Tensors

/// Inputs of a model that are shuffled as one, to see what they matter.
struct ShuffledInput {
  let name: String
  let kind: Importance.Kind
  let inputs: Batch.Inputs
}

extension Encoding {
  /// Every field, every key of the statistics, and the scenario: with it go the fields that it is made of, which say the
  /// same and do not vary within one.
  var shuffledInputs: [ShuffledInput] {
    let ofScenario = fields.indices.filter { schema.scenario.contains(schema.features[$0].column) }
    var found = fields.indices.filter { !ofScenario.contains($0) }.map { field in
      ShuffledInput(name: fields[field].name, kind: .field, inputs: Batch.Inputs(fields: [field]))
    }
    if scenarios.count > 1 {
      found.append(
        ShuffledInput(
          name: schema.scenario.joined(separator: " × "), kind: .scenario,
          inputs: Batch.Inputs(fields: Set(ofScenario), scenario: true)))
    }
    for (key, statistic) in (statistics?.keys ?? []).enumerated() {
      found.append(
        ShuffledInput(
          name: "statistics of \(statistic.columns.joined(separator: " × "))", kind: .statistics,
          inputs: Batch.Inputs(numbers: 2 * key..<2 * key + 2)))
    }
    return found
  }
}

/// For each row, the one whose values it gets: random orders of the rows of each scenario, and of all rows.
struct RowShuffle {
  let withinScenarios: [Int32]
  let overall: [Int32]

  init(scenarios: [Int32], generator: RandomGenerator) {
    var places: [Int32: [Int32]] = [:]
    for (row, scenario) in scenarios.enumerated() { places[scenario, default: []].append(Int32(row)) }
    var donors = [Int32](repeating: 0, count: scenarios.count)
    for (scenario, rows) in places {
      // A stream for each scenario: the order in which a dictionary is walked changes nothing.
      let shuffled = Self.shuffled(rows, generator.child("scenario", Int(scenario) + 1))
      for (row, donor) in zip(rows, shuffled) { donors[Int(row)] = donor }
    }
    withinScenarios = donors
    overall = Self.shuffled(Array(0..<Int32(scenarios.count)), generator.child("all"))
  }

  /// Fisher and Yates.
  private static func shuffled(_ rows: [Int32], _ generator: RandomGenerator) -> [Int32] {
    var (rows, generator) = (rows, generator)
    for i in stride(from: rows.count - 1, to: 0, by: -1) { rows.swapAt(i, generator.index(below: i + 1)) }
    return rows
  }
}
