import Foundation
import Tensors

/// Everything that is fixed before the first row: categories, clusters and what they mean for a click.
///
///     click logit = bias + user + Σ attributes + category + position + shop + brand + item + Σ crosses + age · department
///
/// where attributes, categories, positions, crosses and the last term depend on the visit's cluster.
struct AliCCPWorld: Sendable {
  let root: RandomGenerator
  let sizes: Sizes
  let categories: Categories
  let clusters: ClusterEffects
  let fields: FieldIds
  let itemSeed: UInt64
  private let userSeed: UInt64
  private let shopSeed: UInt64
  private let brandSeed: UInt64
  private var bias = 0.0

  /// What was drawn for one row, kept between rows so that a row allocates nothing.
  struct Impression: Sendable {
    var position = 0
    var intentions: [Int32] = []
    /// How often the visit's histories have the item's category, shop, brand and intention; 0 for not at all.
    var times = [0, 0, 0, 0]
    /// Which intention it is.
    var shared: Int32 = 0
    var logit = 0.0
  }

  static let clickRate = 0.04
  private static let positionShares = [0.38, 0.61, 0.007]
  private static let userExponent = 0.3
  private static let (itemDeviation, shopDeviation, brandDeviation) = (0.7, 0.35, 0.2)
  private static let pilotVisits = 2000
  private static let pilotRows = 6

  init(_ settings: SimulatedAliCCP.Settings) {
    root = RandomGenerator(seed: settings.seed).child("simulated Ali-CCP")
    sizes = Sizes(rows: settings.rows)
    fields = FieldIds(sizes)
    var random = root.child("categories")
    categories = Categories(sizes, clusters: settings.clusters, &random)
    random = root.child("clusters")
    clusters = ClusterEffects(settings.clusters, sizes, &random)
    random = root.child("seeds")
    itemSeed = random.next()
    userSeed = random.next()
    shopSeed = random.next()
    brandSeed = random.next()

    // The bias comes last: it is tuned on a pilot of rows without it.
    let pilot = AliCCPPart("pilot", rows: 0, absent: 0, root: root)
    random = root.child("pilot")
    var visit = AliCCPVisit()
    var impression = Impression()
    var logits: [Double] = []
    for number in 0..<Self.pilotVisits {
      visit.draw(number, of: pilot, in: self)
      for _ in 0..<Self.pilotRows {
        _ = draw(&impression, of: visit, pilot, &random)
        logits.append(impression.logit)
      }
    }
    bias = ClickBias.fitted(rate: Self.clickRate, logits: [logits], clusterShares: [1])
  }

  /// One of the part's users: of all, a fifth is in the other part only.
  func drawUser(of part: AliCCPPart, _ random: inout RandomGenerator) -> Int {
    var user = Categories.zipf(sizes.users, exponent: Self.userExponent, random.uniform())
    for _ in 0..<64 where SplitMix64.mix(userSeed &+ UInt64(user)) % 5 == part.absent {
      user = (user + 1) % sizes.users
    }
    return user
  }

  /// HashedRandom the next impression of a visit: the item, and what follows from it.
  func draw(
    _ impression: inout Impression, of visit: AliCCPVisit, _ part: AliCCPPart,
    _ random: inout RandomGenerator
  ) -> Item {
    let item = drawItem(of: visit, part, &random)
    let cluster = visit.cluster
    let place = random.uniform() * Self.positionShares.reduce(0, +)
    impression.position =
      place < Self.positionShares[0] ? 0 : place < Self.positionShares[0] + Self.positionShares[1] ? 1 : 2
    item.intentions(&impression.intentions, categories)
    count(&impression, item, visit)

    var logit = bias + visit.logit
    logit += Double(clusters.impression(category: item.category, position: impression.position, cluster: cluster))
    for cross in impression.times.indices where impression.times[cross] > 0 {
      logit += Double(clusters.cross(cross, times: impression.times[cross], cluster: cluster))
    }
    let age = visit.attributes[AliCCPField.ageIndex]
    if age >= 0 {
      let department = Int(categories.departments[item.category])
      logit += Double(clusters.pair(age: Int(age), department: department, cluster: cluster))
    }
    logit += Self.itemDeviation * HashedRandom.normal(item.hash)
    logit += Self.shopDeviation * HashedRandom.normal(SplitMix64.mix(shopSeed &+ UInt64(item.shop)))
    if item.brand >= 0 {
      logit += Self.brandDeviation * HashedRandom.normal(SplitMix64.mix(brandSeed &+ UInt64(item.brand)))
    }
    impression.logit = logit
    return item
  }

  /// Half of what is shown is of the shops, brands and categories that the user looked at before.
  private func drawItem(
    of visit: AliCCPVisit, _ part: AliCCPPart, _ random: inout RandomGenerator
  ) -> Item {
    let kind = random.uniform()
    let source = kind < 0.2 ? 1 : kind < 0.28 ? 2 : kind < 0.5 ? 0 : -1
    let category: Int
    var shop: Int?
    if source >= 0, !visit.histories[source].values.isEmpty {
      // What comes early in a history is what is looked at often.
      let history = visit.histories[source]
      let place = Int(Double(history.values.count) * pow(random.uniform(), 1.5))
      category = Int(history.categories[place])
      if source > 0 { shop = Int(history.shops[place]) }
    } else {
      category = kind < 0.87 ? categories.draw(cluster: visit.cluster, &random) : categories.draw(&random)
    }
    let local = categories.drawItem(
      of: category, shop: shop ?? categories.drawShop(of: category, &random), &random)
    var item = Item(category: category, local: local, self)
    // One item in sixteen is in the other part only; its neighbour, of another shop, is shown instead.
    if (item.hash >> 40) % 16 == part.absent {
      let count = Int(categories.items[category + 1] - categories.items[category])
      item = Item(category: category, local: (local + 1) % count, self)
    }
    return item
  }

  private func count(_ impression: inout Impression, _ item: Item, _ visit: AliCCPVisit) {
    func times(_ value: Int, _ history: Int) -> Int {
      visit.histories[history].values.firstIndex(of: Int32(value)).map {
        Int(visit.histories[history].counts[$0])
      } ?? 0
    }
    impression.times[0] = item.isCategoryMissing ? 0 : times(item.category, 0)
    impression.times[1] = item.isShopMissing ? 0 : times(item.shop, 1)
    impression.times[2] = item.brand < 0 ? 0 : times(item.brand, 2)
    impression.times[3] = 0
    for intention in impression.intentions {
      let found = times(Int(intention), 3)
      if found > impression.times[3] {
        impression.times[3] = found
        impression.shared = intention
      }
    }
  }
}
