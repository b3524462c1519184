import ScenarioModels
import Tensors

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Made-up batches as skewed as public logs: the paper's 23 single-valued fields, or 18 of them with four histories of
/// what a user did and the items shown.
public struct BenchmarkLog: Sendable {
  struct Field: Sendable {
    let vocabulary: Int
    /// How many values a row has on average; nil for exactly one.
    var length: Double?
  }

  let fields: [Field]
  let scenarios: Int
  public static let scenarios = 29
  static let clickRate = 0.04

  /// Sizes of 23 fields' vocabularies: 1.12 M embedding rows, as skewed as Ali-CCP's.
  private static let vocabularies = [
    240_000, 470_000, 70_000, 70_000, 60_000, 50_000, 40_000, 30_000, 20_000, 15_000, 12_000, 8_000, 6_000, 4_000,
    2_000, 1_000, 500, 200, 100, 50, 20, 10, 29,
  ]
  /// Four histories (categories, shops, brands, intentions): vocabularies and shares of a user's values.
  private static let histories = [
    (7_000, 30.0 / 150), (260_000, 45.0 / 150), (100_000, 40.0 / 150), (100_000, 35.0 / 150),
  ]
  private static let items = Field(vocabulary: 240_000, length: 3)
  /// Of the logarithm of a history's length: a tenth of the users has two fifths of the values.
  private static let deviation = 1.0
  static let longest = 500

  /// - Parameters:
  ///   - history: values a row in the histories; 0 for single-valued fields only.
  ///   - embeddingRows: of all fields together, about; their vocabularies grow or shrink in proportion. Nil for 1.12 M, or
  ///     1.8 M with histories.
  init(history: Int, scenarios: Int = Self.scenarios, embeddingRows: Int? = nil) {
    self.scenarios = scenarios
    let single = Self.vocabularies.map { Field(vocabulary: $0) }
    let several = Self.histories.map { Field(vocabulary: $0.0, length: Double(history) * $0.1) } + [Self.items]
    let usual = history == 0 ? single : single.dropLast(several.count) + several
    let factor = embeddingRows.map { Double($0) / Double(usual.reduce(0) { $0 + $1.vocabulary }) } ?? 1
    fields = usual.map { Field(vocabulary: max(2, Int((Double($0.vocabulary) * factor).rounded())), length: $0.length) }
  }

  var shape: ModelShape {
    ModelShape(
      fields: fields.indices.map { ModelShape.Field(name: "field \($0)", group: nil) },
      tableRows: fields.reduce(0) { $0 + $1.vocabulary }, scenarios: scenarios)
  }

  func batch(rows: Int, using draws: inout RandomGenerator) -> (ModelInput, [Float]) {
    var ids: [Int32] = []
    var starts: [Int32] = [0]
    var scenarios: [Int32] = []
    var labels: [Float] = []
    for _ in 0..<rows {
      var offset = 0
      for field in fields {
        if let length = field.length {
          for _ in 0..<Self.length(mean: length, using: &draws) {
            ids.append(Int32(offset + Self.value(below: field.vocabulary, using: &draws)))
          }
        } else {
          ids.append(Int32(offset + draws.index(below: field.vocabulary)))
        }
        starts.append(Int32(ids.count))
        offset += field.vocabulary
      }
      scenarios.append(Int32(draws.index(below: self.scenarios)))
      labels.append(draws.uniform() < Self.clickRate ? 1 : 0)
    }
    let bags = Bags(ids: ids, starts: starts, pooling: fields.map { _ in .mean })
    return (ModelInput(bags: bags, scenarios: scenarios), labels)
  }

  /// Log-normal with this mean, but for the few that are cut off.
  private static func length(mean: Double, using draws: inout RandomGenerator) -> Int {
    min(longest, Int(exp(log(mean) - deviation * deviation / 2 + deviation * draws.normal()).rounded()))
  }

  /// About as often as one over its rank (Zipf). Frequent values lie anywhere in the table, as in a vocabulary that is not
  /// ordered by frequency: the stride is a prime that does not divide the vocabulary's size.
  private static func value(below count: Int, using draws: inout RandomGenerator) -> Int {
    let rank = min(count, Int(exp(draws.uniform() * log(Double(count + 1)))))
    return rank * (count % 7919 == 0 ? 7907 : 7919) % count
  }
}
