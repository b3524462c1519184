import Foundation

/// How large the scenarios are, how often they are clicked, and which clusters they show.
struct ScenarioMix {
  /// Each scenario's share of the visits; they sum to 1.
  let shares: [Double]
  /// The click rate that each scenario is tuned to.
  let clickRates: [Double]
  /// For each scenario, the shares of the clusters in it.
  let clusterShares: [[Double]]

  static let largestShare = 0.4
  static let smallestShare = 0.005
  static let lowestClickRate = 0.015
  static let highestClickRate = 0.09

  init(_ settings: PlantedLog.Settings) {
    shares = Self.shares(settings.scenarios)
    // Steps of the golden ratio spread the rates evenly in the logarithm, without order in the sizes.
    clickRates = (0..<settings.scenarios).map { scenario in
      let position = (0.8 + 0.618_034 * Double(scenario)).truncatingRemainder(dividingBy: 1)
      return Self.lowestClickRate * pow(Self.highestClickRate / Self.lowestClickRate, position)
    }
    let given = settings.clusterShares ?? [Double](repeating: 1, count: settings.clusters)
    let total = given.reduce(0, +)
    clusterShares = (0..<settings.scenarios).map { scenario in
      settings.aligned
        ? (0..<settings.clusters).map { $0 == scenario % settings.clusters ? 1 : 0 } : given.map { $0 / total }
    }
  }

  /// Each cluster's share of all visits.
  var clusterTotals: [Double] {
    clusterShares[0].indices.map { cluster in
      zip(shares, clusterShares).reduce(0) { $0 + $1.0 * $1.1[cluster] }
    }
  }

  /// Shares that fall from 40% to 0.5%, evenly in the logarithm but for a bend that makes them sum to 1. Where no bend
  /// does (fewer than four scenarios, or more than a hundred), the straight fall, scaled.
  private static func shares(_ count: Int) -> [Double] {
    func bent(_ bend: Double) -> [Double] {
      (0..<count).map { scenario in
        let position = count > 1 ? Double(scenario) / Double(count - 1) : 0
        return largestShare * pow(smallestShare / largestShare, pow(position, bend))
      }
    }
    // The sum grows with the bend: bisection.
    var (low, high) = (0.01, 100.0)
    guard bent(low).reduce(0, +) < 1, bent(high).reduce(0, +) > 1 else {
      let straight = bent(1)
      let total = straight.reduce(0, +)
      return straight.map { $0 / total }
    }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if bent(middle).reduce(0, +) < 1 { low = middle } else { high = middle }
    }
    return bent(low)
  }
}
