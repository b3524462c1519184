import Foundation
import Tensors

/// The categories: how common each is, which cluster it is at home in, and which items, shops, brands and intentions
/// belong to it.
///
/// Item n of a category is of the category's shop n mod (shops of the category), and a shop sells one brand, so that
/// what belongs together is found without tables.
struct Categories: Sendable {
  let count: Int
  /// Where the items of each category begin, and after the last one, where they end; shops and so on likewise.
  let items: [Int32]
  let shops: [Int32]
  let brands: [Int32]
  let intentions: [Int32]
  /// A coarse kind of goods, for each category.
  let departments: [UInt8]
  private let all: AliasTable
  private let atHome: [AliasTable]
  private let members: [[Int32]]

  static let departmentCount = 30
  /// Popularity of categories: (rank + 100)^−2.6 (Mandelbrot's law), by which about 7,000 of 12,000 are seen ten times
  /// in 42 million rows; none has more than 1.6% of the rows.
  private static let offset = 100.0
  private static let exponent = 2.6
  /// The heads of Mandelbrot's law over the shops, the brands and the intentions of a category, and Zipf's exponent
  /// over a shop's items: tuned for about as many shops, brands and items seen ten times as in the published log.
  private static let shopHead = 0.026
  private static let brandHead = 0.0125
  private static let intentionHead = 0.08
  private static let itemExponent = 0.8

  init(_ sizes: Sizes, clusters: Int, _ random: inout RandomGenerator) {
    let count = sizes.categories
    let weights = (0..<count).map { pow(Double($0) + Self.offset, -Self.exponent) }
    let total = weights.reduce(0, +)
    func ranges(_ values: Int) -> [Int32] {
      var starts: [Int32] = [0]
      var sum = 0.0
      for (category, weight) in weights.enumerated() {
        sum += weight
        let share = category == count - 1 ? 1 : sum / total
        starts.append(Int32(category + 1) + Int32(share * Double(values - count)))
      }
      return starts
    }
    (items, shops, brands) = (ranges(sizes.items), ranges(sizes.shops), ranges(sizes.brands))
    intentions = ranges(sizes.intentions)
    departments = (0..<count).map { _ in UInt8(random.index(below: Self.departmentCount)) }

    var members = [[Int32]](repeating: [], count: clusters)
    for first in stride(from: 0, to: count, by: clusters) {
      // Among any `clusters` categories of about the same size, one is at home in each cluster.
      let order = (0..<clusters).shuffled(using: &random)
      for category in first..<min(first + clusters, count) { members[order[category - first]].append(Int32(category)) }
    }
    self.count = count
    self.members = members
    all = AliasTable(weights: weights)
    atHome = members.map { AliasTable(weights: $0.isEmpty ? weights : $0.map { weights[Int($0)] }) }
  }

  /// A category, as common as it is.
  func draw(_ random: inout RandomGenerator) -> Int { all.draw(&random) }

  /// A category at home in this cluster.
  func draw(cluster: Int, _ random: inout RandomGenerator) -> Int {
    let position = atHome[cluster].draw(&random)
    return members[cluster].isEmpty ? position : Int(members[cluster][position])
  }

  /// One of the category's shops, by number in it.
  func drawShop(of category: Int, _ random: inout RandomGenerator) -> Int {
    let sellers = min(shopCount(category), Int(items[category + 1] - items[category]))
    return Self.rank(sellers, head: Self.shopHead, random.uniform())
  }

  /// One of a shop's items, by number in the category.
  func drawItem(of category: Int, shop: Int, _ random: inout RandomGenerator) -> Int {
    let stride = shopCount(category)
    let others = (Int(items[category + 1] - items[category]) - 1 - shop) / stride
    return shop + stride * Self.zipf(others + 1, exponent: Self.itemExponent, random.uniform())
  }

  /// The shop, among all, of an item with this number in the category, or of the category's shop with this number.
  func shop(of category: Int, item: Int) -> Int { Int(shops[category]) + item % shopCount(category) }

  /// The brand, among all, of the same: the brands share the rows by Mandelbrot's law too, the common ones sold by the
  /// common shops.
  func brand(of category: Int, item: Int) -> Int {
    let count = shopCount(category)
    let place = (Double(item % count) + 0.5) / Double(count)
    let share = place * (1 + Self.shopHead) / (place + Self.shopHead)
    let (start, end) = (Int(brands[category]), Int(brands[category + 1]))
    return start + Self.rank(end - start, head: Self.brandHead, share)
  }

  /// One of the category's intentions, for a number in [0, 1).
  func intention(of category: Int, _ uniform: Double) -> Int {
    let (start, end) = (Int(intentions[category]), Int(intentions[category + 1]))
    return start + Self.rank(end - start, head: Self.intentionHead, uniform)
  }

  private func shopCount(_ category: Int) -> Int { Int(shops[category + 1] - shops[category]) }

  /// Mandelbrot's law with exponent 2 over 0..<count by inversion of its continuous form: the first `head` of the
  /// ranks have about half of the draws.
  private static func rank(_ count: Int, head: Double, _ uniform: Double) -> Int {
    min(Int(Double(count) * head * uniform / (1 + head - uniform)), count - 1)
  }

  /// Zipf's law over 0..<count by inversion of its continuous form.
  static func zipf(_ count: Int, exponent: Double, _ uniform: Double) -> Int {
    min(Int(Double(count) * pow(uniform, 1 / (1 - exponent))), count - 1)
  }
}
