import Foundation
import Tensors

/// Everything that is fixed before the first row: clusters, scenarios, users, items and their meaning for a click.
///
///     click logit = scenario + user + item + Σ context values + duration + interactions
///
/// where all but the scenario's bias and the entities' own effects depend on the visit's cluster.
struct PlantedWorld {
  /// A visit: one user in one scenario with one intent. Its impressions are a session.
  struct Visit {
    let scenario: Int
    let cluster: Int
    let user: Int
    /// Impressions still to come.
    var impressions: Int
  }

  /// One row's own draws, kept between rows so that a row allocates nothing.
  struct Impression {
    var item = 0
    var context: [Int] = []
    /// Milliseconds.
    var duration = 0
    var logit = 0.0
  }

  private let clusters: [LatentCluster]
  private let users: Entities
  private let items: Entities
  private let firstContextField: Int
  private let contextFields: Int
  private let scenarioTable: AliasTable
  private let clusterTables: [AliasTable]
  private let scenarioText: [[UInt8]]
  private let valueText: [[UInt8]]
  private var biases: [Double]

  static let meanVisit = 10.0
  static let longestVisit = 60
  private static let pilotRows = 4000

  init(_ settings: PlantedLog.Settings) {
    let root = RandomGenerator(seed: settings.seed)
    var clusterRandom = root.child("planted clusters")
    var userRandom = root.child("planted users")
    var itemRandom = root.child("planted items")
    let scenarios = ScenarioMix(settings)
    let homes = scenarios.clusterTotals
    clusters = LatentCluster.draw(settings, &clusterRandom)
    users = Entities(
      .init(
        letter: "u", count: settings.users, fields: settings.userFields, zipf: 0.7, tendency: 0.98, effect: 0.2,
        tagged: false),
      clusters: clusters, firstField: 0, homeShares: homes, &userRandom)
    items = Entities(
      .init(
        letter: "i", count: settings.items, fields: settings.itemFields, zipf: 0.9, tendency: 0.95, effect: 0.2,
        tagged: true),
      clusters: clusters, firstField: settings.userFields, homeShares: homes, &itemRandom)
    firstContextField = settings.userFields + settings.itemFields
    contextFields = settings.contextFields
    scenarioTable = AliasTable(weights: scenarios.shares)
    clusterTables = scenarios.clusterShares.map { AliasTable(weights: $0) }
    scenarioText = (0..<settings.scenarios).map { Array(",s\($0 + 1)".utf8) }
    valueText = (0..<settings.valuesPerField).map { Array(",v\($0)".utf8) }
    biases = [Double](repeating: 0, count: settings.scenarios)

    // The biases come last: they are tuned on a pilot of rows without them, so that each scenario has its click rate.
    var pilotRandom = root.child("planted pilot")
    var impression = Impression()
    let pilot = clusters.indices.map { cluster in
      (0..<Self.pilotRows).map { _ in
        let user = users.draw(cluster: cluster, &pilotRandom)
        draw(&impression, of: Visit(scenario: 0, cluster: cluster, user: user, impressions: 1), &pilotRandom)
        return impression.logit
      }
    }
    biases = zip(scenarios.clickRates, scenarios.clusterShares).map {
      ClickBias.fitted(rate: $0, logits: pilot, clusterShares: $1)
    }
  }

  /// A new visit: 1 to 60 impressions, 10 on average but for the cut.
  func visit(_ random: inout RandomGenerator) -> Visit {
    let scenario = scenarioTable.draw(&random)
    let cluster = clusterTables[scenario].draw(&random)
    let user = users.draw(cluster: cluster, &random)
    let further = log(1 - random.uniform()) / log(1 - 1 / Self.meanVisit)
    return Visit(
      scenario: scenario, cluster: cluster, user: user, impressions: min(1 + Int(further), Self.longestVisit))
  }

  /// HashedRandom the next impression of a visit, and its click logit.
  func draw(_ impression: inout Impression, of visit: Visit, _ random: inout RandomGenerator) {
    let cluster = clusters[visit.cluster]
    let item = items.draw(cluster: visit.cluster, &random)
    var logit = biases[visit.scenario]
    logit += users.logits[visit.user * clusters.count + visit.cluster]
    logit += items.logits[item * clusters.count + visit.cluster]

    impression.context.removeAll(keepingCapacity: true)
    for field in firstContextField..<firstContextField + contextFields {
      let value = cluster.values[field].draw(&random)
      impression.context.append(value)
      logit += cluster.weights[field][value]
    }
    let deviation = random.normal()
    logit += cluster.durationSlope * deviation
    let (withUser, withItem) = (cluster.interactions[0], cluster.interactions[1])
    let (userValue, itemValue) = (users.values[visit.user * users.fields], items.values[item * items.fields])
    logit += withUser.first[Int(userValue)] * withUser.second[impression.context[0]]
    logit += withItem.first[Int(itemValue)] * withItem.second[impression.context[contextFields - 1]]

    impression.item = item
    impression.duration = Int(exp(cluster.durationMean + 0.6 * deviation))
    impression.logit = logit
  }

  /// Appends the cells from the scenario to the last context field, each after a comma.
  func append(_ impression: Impression, of visit: Visit, to file: inout LogTextFile) {
    file.append(scenarioText[visit.scenario])
    file.append(users.text[visit.user])
    file.append(items.text[impression.item])
    file.append(",")
    file.append(number: impression.duration)
    for value in impression.context { file.append(valueText[value]) }
  }
}
