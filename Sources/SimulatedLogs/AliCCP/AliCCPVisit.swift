import Foundation
import Tensors

/// One visit of a user: one line of the common file, and the part of the click logit that its rows share.
struct AliCCPVisit: Sendable {
  /// What a user looked at before, of one kind: distinct values, how often each, and where it was seen: the category, and for
  /// shops and brands the shop's number in it.
  struct History: Sendable {
    var values: [Int32] = []
    var counts: [Int32] = []
    var categories: [Int32] = []
    var shops: [Int32] = []

    fileprivate mutating func clear() {
      values.removeAll(keepingCapacity: true)
      counts.removeAll(keepingCapacity: true)
      categories.removeAll(keepingCapacity: true)
      shops.removeAll(keepingCapacity: true)
    }

    fileprivate mutating func add(_ value: Int32, category: Int32, shop: Int32) {
      if let place = values.firstIndex(of: value) {
        counts[place] += 1
      } else {
        values.append(value)
        counts.append(1)
        categories.append(category)
        shops.append(shop)
      }
    }
  }

  /// The common_feature_index.
  private(set) var index: UInt64 = 0
  private(set) var user = 0
  private(set) var cluster = 0
  /// The attributes, in the order of `AliCCPField.attributes`; -1 where missing.
  private(set) var attributes: [Int32] = []
  /// In the order of `AliCCPField.histories`.
  private(set) var histories = [History](repeating: History(), count: 4)
  private(set) var logit = 0.0
  private var tastes: [Int] = []

  /// HashedRandom visit `number` of a part. It depends on part and number only, so that it can be drawn again.
  mutating func draw(_ number: Int, of part: AliCCPPart, in world: AliCCPWorld) {
    var random = world.root.child(part.visits, number)
    index = SplitMix64.mix(part.indexSeed &+ UInt64(number))
    user = world.drawUser(of: part, &random)
    var own = world.root.child("user", user)
    let home = own.index(below: world.clusters.count)
    world.clusters.drawAttributes(&attributes, home: home, &own)
    hideAttributes(&own)
    logit = Self.userDeviation * own.normal()
    // Most visits have the intent of the user's home cluster.
    cluster = random.uniform() < Self.faithfulness ? home : random.index(below: world.clusters.count)
    for (field, value) in attributes.enumerated() where value >= 0 {
      logit += Double(world.clusters.attribute(field, Int(value), cluster: cluster))
    }
    drawTastes(world)
    let activity = own.normal()
    for kind in histories.indices { drawHistory(kind, activity: activity, world, &random) }
  }

  private static let userDeviation = 0.4
  private static let faithfulness = 0.85
  /// Mean lengths, before the cut, the deviation of their logarithm, and the part of its variance that is the user's.
  private static let lengths = [30.0, 45, 40, 35]
  private static let spread = 0.9
  private static let usersPart = 0.7
  private static let longest = 500
  private static let tasteShares = [0.5, 0.75, 0.9, 1]

  /// In 5% of the users the attributes are missing together; the others lack each at its own rate.
  private mutating func hideAttributes(_ random: inout RandomGenerator) {
    let rates = [0.0, 0.06, 0, 0.01, 0.02, 0.03, 0.02, 0.01]
    let hidden = random.uniform() < 0.05
    for field in attributes.indices where random.uniform() < rates[field] || hidden { attributes[field] = -1 }
  }

  /// The few categories that this user prefers in this cluster.
  private mutating func drawTastes(_ world: AliCCPWorld) {
    var random = world.root.child("tastes", user, cluster)
    tastes.removeAll(keepingCapacity: true)
    for _ in Self.tasteShares { tastes.append(world.categories.draw(cluster: cluster, &random)) }
  }

  private func drawCategory(_ world: AliCCPWorld, _ random: inout RandomGenerator) -> Int {
    let kind = random.uniform()
    if kind < 0.4 {
      let which = random.uniform()
      return tastes[Self.tasteShares.firstIndex { which < $0 } ?? 0]
    }
    return kind < 0.8 ? world.categories.draw(cluster: cluster, &random) : world.categories.draw(&random)
  }

  private mutating func drawHistory(
    _ kind: Int, activity: Double, _ world: AliCCPWorld, _ random: inout RandomGenerator
  ) {
    histories[kind].clear()
    let deviation = Self.usersPart.squareRoot() * activity + (1 - Self.usersPart).squareRoot() * random.normal()
    guard random.uniform() >= 0.03 else { return }
    let length = Self.lengths[kind] * exp(Self.spread * deviation - Self.spread * Self.spread / 2)
    let wanted = min(max(Int(length.rounded()), 1), Self.longest)
    let categories = world.categories
    // Where a small log has fewer values than that, drawing ends.
    for _ in 0..<6 * wanted where histories[kind].values.count < wanted {
      let category = drawCategory(world, &random)
      var (value, shop) = (category, 0)
      switch kind {
      case 0: break
      case 3: value = categories.intention(of: category, random.uniform())
      default:
        shop = categories.drawShop(of: category, &random)
        value = kind == 1 ? categories.shop(of: category, item: shop) : categories.brand(of: category, item: shop)
      }
      histories[kind].add(Int32(value), category: Int32(category), shop: Int32(shop))
    }
  }

  /// Appends the visit's line of the common file.
  func append(to text: inout LogText, _ fields: FieldIds) {
    var entries = 1
    for value in attributes where value >= 0 { entries += 1 }
    for history in histories { entries += history.values.count }
    text.append(hexadecimal: index)
    text.append(byte: UInt8(ascii: ","))
    text.append(number: entries)
    text.append(byte: UInt8(ascii: ","))
    fields.append(.user, user, to: &text)
    for (field, value) in zip(AliCCPField.attributes, attributes) where value >= 0 {
      text.append(byte: FieldIds.separator)
      fields.append(field.field, Int(value), to: &text)
    }
    for (field, history) in zip(AliCCPField.histories, histories) {
      for (value, count) in zip(history.values, history.counts) {
        text.append(byte: FieldIds.separator)
        fields.append(field, Int(value), count: Int(count), to: &text)
      }
    }
    text.append(byte: UInt8(ascii: "\n"))
  }
}
