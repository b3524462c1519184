import Tensors

/// One item of the simulated log. What is fixed about it follows from its number.
struct Item {
  let category: Int
  /// Its number in its category.
  let local: Int
  /// Its number among all items.
  let number: Int
  let shop: Int
  /// -1 where the item's brand is not known.
  let brand: Int
  let hash: UInt64

  init(category: Int, local: Int, _ world: AliCCPWorld) {
    let categories = world.categories
    self.category = category
    self.local = local
    number = Int(categories.items[category]) + local
    hash = SplitMix64.mix(world.itemSeed &+ UInt64(number))
    shop = categories.shop(of: category, item: local)
    brand = hash & 0xff < 20 ? -1 : categories.brand(of: category, item: local)
  }

  /// In about 2% of the items the category or the shop is missing; in 3% the intentions are.
  var isCategoryMissing: Bool { hash >> 8 & 0xff < 3 }
  var isShopMissing: Bool { hash >> 16 & 0xff < 4 }
  var areIntentionsMissing: Bool { hash >> 24 & 0xff < 8 }

  /// Its intentions: one to five, distinct.
  func intentions(_ intentions: inout [Int32], _ categories: Categories) {
    intentions.removeAll(keepingCapacity: true)
    guard !areIntentionsMissing else { return }
    let wanted = 1 + Int(hash >> 32 & 0xff) * 5 / 256
    for draw in 0..<wanted {
      let uniform = HashedRandom.uniform(SplitMix64.mix(hash &+ UInt64(draw)))
      let intention = Int32(categories.intention(of: category, uniform))
      if !intentions.contains(intention) { intentions.append(intention) }
    }
  }
}
