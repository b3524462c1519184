/// How many users, items and values of them there are for a number of training rows.
///
/// At the published size these are the raw counts, of which, at Zipf's law within a category, about as many are seen
/// ten times as in the published training part. Smaller logs have as many fewer, so that their values are not rarer.
struct Sizes: Sendable, Equatable {
  let users: Int
  let items: Int
  let shops: Int
  let brands: Int
  let categories: Int
  let intentions: Int

  static let publishedRows = 42_300_135
  /// Rows made together, and the visits (lines of the common file) among them: 57.9 rows a visit, as published.
  static let blockRows = 16_384
  static let blockVisits = 283

  init(rows: Int) {
    let scale = Double(rows) / Double(Self.publishedRows)
    func scaled(_ published: Double, floor: Int, by scale: Double = scale) -> Int {
      max(Int((published * scale).rounded()), floor)
    }
    users = scaled(345_000, floor: 60)
    items = scaled(4_300_000, floor: 2000)
    // Categories are a tree that grows slower than the shop: all of them from a quarter of the published rows.
    categories = scaled(12_000, floor: 200, by: min(4 * scale, 1))
    shops = scaled(650_000, floor: 600)
    brands = max(scaled(200_000, floor: 400), categories)
    intentions = max(scaled(100_000, floor: 400), categories)
  }

  func values(of field: AliCCPField) -> Int {
    switch field {
    case .user: users
    case .item: items
    case .category, .categoryHistory, .categoryCross: categories
    case .shop, .shopHistory, .shopCross: shops
    case .brand, .brandHistory, .brandCross: brands
    case .intention, .intentionHistory, .intentionCross: intentions
    case .position: AliCCPField.positions
    default: AliCCPField.attributes.first { $0.field == field }?.count ?? 1
    }
  }

  /// The visits of a part with this many rows.
  static func visits(rows: Int) -> Int {
    rows / blockRows * blockVisits + lastVisits(rows: rows % blockRows)
  }

  /// The visits of a block with this many rows.
  static func lastVisits(rows: Int) -> Int {
    rows == 0 ? 0 : max(rows * blockVisits / blockRows, 1)
  }
}
