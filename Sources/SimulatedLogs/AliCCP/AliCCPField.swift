/// The fields of Ali-CCP that this log has.
enum AliCCPField: Int, CaseIterable {
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
  var nominalFirst: Int {
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

extension AliCCPField {
  /// The user's fields of few values, in the order of the common file, and how many values each has.
  static let attributes: [(field: AliCCPField, count: Int)] = [
    (.profile, 97), (.group, 13), (.gender, 2), (.age, 7), (.consumption, 3), (.purchases, 3), (.occupation, 2),
    (.geography, 4),
  ]
  /// Their places in `attributes`.
  static let genderIndex = 2
  static let ageIndex = 3
  static let geographyIndex = 7
  /// Values of the field `position`.
  static let positions = 3
  /// The histories, and in the same order the crosses of what of an item is in them.
  static let histories: [AliCCPField] = [.categoryHistory, .shopHistory, .brandHistory, .intentionHistory]
  static let crosses: [AliCCPField] = [.categoryCross, .shopCross, .brandCross, .intentionCross]
}
