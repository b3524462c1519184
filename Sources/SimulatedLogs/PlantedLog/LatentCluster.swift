import Foundation
import Tensors

/// One latent cluster: which values are seen in it, and what they mean for a click.
struct LatentCluster {
  /// The distribution of each field's values.
  let values: [AliasTable]
  /// The click weight of each field's values.
  let weights: [[Double]]
  let tags: AliasTable
  let tagWeights: [Double]
  /// The mean of the numeric feature's logarithm, and the logit for one standard deviation above it.
  let durationMean: Double
  let durationSlope: Double
  /// The strength with which two values act together: `first` of a user and `second` of the impression, times the
  /// same for an item and the impression.
  let interactions: [(first: [Double], second: [Double])]

  static let tagCount = 60
  /// Dirichlet concentrations: of each cluster's own distributions (about four values make up most of a field), and of
  /// the context fields' common ones.
  static let concentration = 0.1
  static let contextConcentration = 0.15
  /// The standard deviation of a value's weight over the values, and the part of its variance that all clusters share.
  /// The rest is each cluster's own, so that a value that attracts in one cluster repels in another.
  static let weightDeviation = 0.38
  static let commonVariance = 0.1

  /// The clusters of a log, drawn one after the other from the same common weights.
  static func draw(_ settings: PlantedLog.Settings, _ random: inout RandomGenerator) -> [LatentCluster] {
    let common = (0..<settings.fields).map { _ in (0..<settings.valuesPerField).map { _ in random.normal() } }
    // What is shown does not depend on the cluster in the context fields, only what it means there.
    let context = (0..<settings.contextFields).map { _ in
      AliasTable.dirichlet(settings.valuesPerField, concentration: contextConcentration, &random)
    }
    return (0..<settings.clusters).map {
      LatentCluster(number: $0, settings, common: common, context: context, &random)
    }
  }

  private init(
    number: Int, _ settings: PlantedLog.Settings, common: [[Double]], context: [AliasTable],
    _ random: inout RandomGenerator
  ) {
    let count = settings.valuesPerField
    let own = settings.fields - settings.contextFields
    values = (0..<own).map { _ in .dirichlet(count, concentration: Self.concentration, &random) } + context
    weights = common.map { field in
      field.map { shared in
        Self.weightDeviation
          * (Self.commonVariance.squareRoot() * shared + (1 - Self.commonVariance).squareRoot() * random.normal())
      }
    }
    tags = .dirichlet(Self.tagCount, concentration: Self.concentration, &random)
    tagWeights = (0..<Self.tagCount).map { _ in 0.4 * random.normal() }
    durationMean = 8.5 + 0.5 * random.normal()
    durationSlope = number % 2 == 0 ? 0.35 : -0.35
    interactions = (0..<2).map { _ in
      (
        first: (0..<count).map { _ in 0.25 * random.normal() },
        second: (0..<count).map { _ in random.normal() }
      )
    }
  }
}
