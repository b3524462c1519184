import Foundation
import Tensors

/// The latent clusters: the attributes of the users at home in each, and what a value adds to the click logit there.
struct ClusterEffects: Sendable {
  let count: Int
  /// The distributions of the attributes: of each home cluster, one after the other. Gender and geography are apart.
  private let attributes: [AliasTable]
  private let gender: AliasTable
  private let geography: [AliasTable]
  /// What is added to the click logit. Of a value v in cluster k it is at v · count + k.
  private let attributeWeights: [[Float]]
  private let categoryWeights: [Float]
  private let positionWeights: [Float]
  private let crossSlopes: [Float]
  private let ageSides: [Float]
  private let departmentSides: [Float]
  private let logarithms: [Float]

  /// Standard deviations over the values, and the part of the variance that all clusters share.
  private static let attributeDeviation = 0.12
  private static let categoryDeviation = 0.4
  private static let slopeDeviation = 0.15
  private static let pairDeviation = 0.3
  private static let commonVariance = 0.1
  private static let genderShares = [0.3, 0.7]
  /// Geography by gender: uneven enough to leave scenarios of hardly any rows.
  private static let geographyShares = [[0.55, 0.34, 0.109, 0.001], [0.24, 0.46, 0.25, 0.05]]

  init(_ clusters: Int, _ sizes: Sizes, _ random: inout RandomGenerator) {
    func weights(_ values: Int, _ deviation: Double) -> [Float] {
      var weights: [Float] = []
      weights.reserveCapacity(values * clusters)
      for _ in 0..<values {
        let common = Self.commonVariance.squareRoot() * random.normal()
        for _ in 0..<clusters {
          let own = (1 - Self.commonVariance).squareRoot() * random.normal()
          weights.append(Float(deviation * (common + own)))
        }
      }
      return weights
    }
    let fields = AliCCPField.attributes
    count = clusters
    attributes = (0..<clusters).flatMap { _ in
      fields.map { AliasTable.dirichlet($0.count, concentration: 0.5, &random) }
    }
    gender = AliasTable(weights: Self.genderShares)
    geography = Self.geographyShares.map { AliasTable(weights: $0) }
    attributeWeights = fields.map { weights($0.count, Self.attributeDeviation) }
    categoryWeights = weights(sizes.categories, Self.categoryDeviation)
    positionWeights = weights(AliCCPField.positions, Self.attributeDeviation)
    crossSlopes = weights(AliCCPField.crosses.count, Self.slopeDeviation)
    ageSides = weights(fields[AliCCPField.ageIndex].count, Self.pairDeviation)
    departmentSides = weights(Categories.departmentCount, 1)
    logarithms = (0...FieldIds.largestCount).map { Float(log(Double(1 + $0))) }
  }

  /// The attributes of a user at home in a cluster, in the order of `AliCCPField.attributes`.
  func drawAttributes(_ attributes: inout [Int32], home: Int, _ random: inout RandomGenerator) {
    let fields = AliCCPField.attributes.count
    attributes.removeAll(keepingCapacity: true)
    for field in 0..<fields { attributes.append(Int32(self.attributes[home * fields + field].draw(&random))) }
    // Two columns of the scenario: they are independent of the cluster.
    let gender = self.gender.draw(&random)
    attributes[AliCCPField.genderIndex] = Int32(gender)
    attributes[AliCCPField.geographyIndex] = Int32(geography[gender].draw(&random))
  }

  /// What a value of an attribute adds to the logit.
  func attribute(_ field: Int, _ value: Int, cluster: Int) -> Float { attributeWeights[field][value * count + cluster] }

  /// What an impression of a category at a position adds to the logit.
  func impression(category: Int, position: Int, cluster: Int) -> Float {
    categoryWeights[category * count + cluster] + positionWeights[position * count + cluster]
  }

  /// What it adds that the user's history has an item's category (cross 0), shop, brand or intention so often.
  func cross(_ number: Int, times: Int, cluster: Int) -> Float {
    crossSlopes[number * count + cluster] * logarithms[min(times, logarithms.count - 1)]
  }

  /// What a user's age and an item's department add together.
  func pair(age: Int, department: Int, cluster: Int) -> Float {
    ageSides[age * count + cluster] * departmentSides[department * count + cluster]
  }
}
