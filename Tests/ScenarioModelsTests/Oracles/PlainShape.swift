import Foundation

/// What the plain models share: the embeddings, the widths, and the scenarios of rows.
struct PlainShape {
  var dimension: Int
  /// Which fields pool by mean; the others by sum.
  var mean: [Bool]
  var tableRows: Int
  var hidden: [Int]
  /// M
  var scenarios: Int
  /// Width of all vectors of running statistics.
  var statistics: Int

  /// I
  var inputs: Int { mean.count * dimension + statistics }

  /// Widths of a tower from its inputs to its output.
  var widths: [Int] { [inputs] + hidden + [1] }

  /// e, [n][I].
  func embeddings(_ numbers: Numbers, _ batch: Batch) -> [[Double]] {
    let table = numbers["embedding.table"]!
    return zip(batch.values, batch.numbers).map { fields, statistics in
      let e = zip(fields, mean).flatMap { ids, mean in
        (0..<dimension).map { d in
          let sum = ids.reduce(0) { $0 + table[$1 * dimension + d] }
          return mean && !ids.isEmpty ? sum / Double(ids.count) : sum
        }
      }
      guard let vectors = numbers["embedding.statistics"] else { return e }
      let width = vectors.count / statistics.count
      return e + vectors.indices.map { Double(statistics[$0 / width]) * vectors[$0] }
    }
  }

  /// Which table rows a batch uses.
  func rowsUsed(_ batch: Batch) -> [Bool] {
    let used = Set(batch.values.joined().joined())
    return (0..<tableRows).map(used.contains)
  }

  /// Each row's scenario; for one that is not known, the scenario that training saw most rows of, the first of equals.
  func scenarios(of batch: Batch, _ numbers: Numbers) -> [Int] {
    let seen = numbers["scenarios.rows"]!
    let largest = seen.indices.max { (seen[$0], $1) < (seen[$1], $0) }!
    return batch.scenarios.map { (0..<scenarios).contains(Int($0)) ? Int($0) : largest }
  }

  /// Which scenarios have rows in a batch.
  func active(_ batch: Batch, _ numbers: Numbers) -> [Bool] {
    let present = Set(scenarios(of: batch, numbers))
    return (0..<scenarios).map(present.contains)
  }

  /// How many rows of each scenario training has seen, after the batch.
  func rowsSeen(after batch: Batch, _ numbers: Numbers) -> [Double] {
    var seen = numbers["scenarios.rows"]!
    for scenario in scenarios(of: batch, numbers) { seen[scenario] += 1 }
    return seen
  }
}

/// x W + b of one row, with the matrix and the bias of `group` in their stacks.
func plainLinear(_ x: [Double], _ weight: [Double], _ bias: [Double], _ outputs: Int, group: Int = 0) -> [Double] {
  var y = Array(bias[group * outputs..<(group + 1) * outputs])
  for i in x.indices {
    let start = (group * x.count + i) * outputs
    for o in 0..<outputs { y[o] += x[i] * weight[start + o] }
  }
  return y
}

func plainReLU(_ x: [Double]) -> [Double] { x.map { max($0, 0) } }

func plainSoftmax(_ x: [Double]) -> [Double] {
  let powers = x.map { exp($0 - x.max()!) }
  return powers.map { $0 / powers.reduce(0, +) }
}

func plainSigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// Σ weight · row
func plainMixture(_ weights: [Double], of rows: [[Double]]) -> [Double] {
  rows[0].indices.map { d in zip(weights, rows).reduce(0) { $0 + $1.0 * $1.1[d] } }
}
