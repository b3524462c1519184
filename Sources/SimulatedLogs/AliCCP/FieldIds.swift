import Foundation

/// The fields of Ali-CCP and the ids of their values: whole numbers, unique over all fields, near where the published
/// log has them.
struct SimulatedAliCCPFields: Sendable {
  enum Field: Int, CaseIterable {
    // By their ids, from low to high.
    case user, categoryHistory, shopHistory
    case profile, group, gender, age, consumption, purchases, occupation, geography
    case brandHistory, intentionHistory
    case item, category, shop, intention, brand, position
    case categoryCross, shopCross, brandCross, intentionCross

    /// The field's number in the published log.
    var name: String {
      switch self {
      case .user: "101"
      case .profile: "121"
      case .group: "122"
      case .gender: "124"
      case .age: "125"
      case .consumption: "126"
      case .purchases: "127"
      case .occupation: "128"
      case .geography: "129"
      case .categoryHistory: "109_14"
      case .shopHistory: "110_14"
      case .brandHistory: "127_14"
      case .intentionHistory: "150_14"
      case .item: "205"
      case .category: "206"
      case .shop: "207"
      case .intention: "210"
      case .brand: "216"
      case .position: "301"
      case .categoryCross: "508"
      case .shopCross: "509"
      case .brandCross: "702"
      case .intentionCross: "853"
      }
    }

    /// The lowest id, where the fields before it leave it free.
    fileprivate var nominalFirst: Int {
      switch self {
      case .user: 1
      case .categoryHistory: 440_000
      case .shopHistory: 460_000
      case .profile: 3_438_600
      case .group: 3_438_700
      case .gender: 3_438_720
      case .age: 3_438_730
      case .consumption: 3_438_740
      case .purchases: 3_438_750
      case .occupation: 3_438_760
      case .geography: 3_438_770
      case .brandHistory: 3_450_000
      case .intentionHistory: 3_920_000
      case .item: 4_050_000
      case .category: 8_360_000
      case .shop: 8_380_000
      case .intention: 9_040_000
      case .brand: 9_145_000
      case .position: 9_351_665
      case .categoryCross: 9_352_000
      case .shopCross: 9_370_000
      case .brandCross: 10_050_000
      case .intentionCross: 10_300_000
      }
    }
  }

  /// The user's fields of few values, in the order of the common file, and how many values each has.
  static let attributes: [(field: Field, count: Int)] = [
    (.profile, 97), (.group, 13), (.gender, 2), (.age, 7), (.consumption, 3), (.purchases, 3), (.occupation, 2),
    (.geography, 4),
  ]
  static let gender = 2
  static let age = 3
  static let geography = 7
  static let positions = 3
  /// The histories and the crosses that say what of an item is in them, in the same order.
  static let histories: [Field] = [.categoryHistory, .shopHistory, .brandHistory, .intentionHistory]
  static let crosses: [Field] = [.categoryCross, .shopCross, .brandCross, .intentionCross]

  private let first: [Int]
  /// Values are numbered by how common they are; their ids are not.
  private let scatters: [Scatter]
  /// Each field's name and the byte after it, and each value's byte before it and its text, by the count behind it.
  private let names: [[UInt8]]
  private let logCounts: [[UInt8]]

  static let separator: UInt8 = 1
  /// Counts go up to here.
  static let largestCount = 999

  init(_ sizes: SimulatedAliCCPSizes) {
    var first: [Int] = []
    var scatters: [Scatter] = []
    var free = 1
    for field in Field.allCases {
      let count = sizes.values(of: field)
      first.append(max(field.nominalFirst, free))
      scatters.append(Scatter(count))
      free = (first.last ?? 0) + count
    }
    (self.first, self.scatters) = (first, scatters)
    names = Field.allCases.map { Array("\($0.name)\u{2}".utf8) }
    logCounts = (0...Self.largestCount).map { Array("\u{3}\(Self.logCount($0))".utf8) }
  }

  /// Appends one entry of a feature list: a value, from 0, with weight 1.
  func append(_ field: Field, _ value: Int, to text: inout LogText) {
    appendId(field, value, to: &text)
    text.append(Self.one)
  }

  /// Appends one entry of a feature list: a value, from 0, with ln(1 + count).
  func append(_ field: Field, _ value: Int, count: Int, to text: inout LogText) {
    appendId(field, value, to: &text)
    text.append(logCounts[min(count, Self.largestCount)])
  }

  private func appendId(_ field: Field, _ value: Int, to text: inout LogText) {
    text.append(names[field.rawValue])
    text.append(number: first[field.rawValue] + scatters[field.rawValue](value))
  }

  private static let one = Array("\u{3}1.0".utf8)

  /// ln(1 + count) with five decimals.
  private static func logCount(_ count: Int) -> String {
    let scaled = Int((log(Double(1 + count)) * 1e5).rounded())
    let decimals = String(scaled % 100_000)
    return "\(scaled / 100_000)." + String(repeating: "0", count: 5 - decimals.count) + decimals
  }
}
