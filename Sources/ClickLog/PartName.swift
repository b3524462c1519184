/// The parts of a prepared log.
public enum PartName: Int, Sendable, CaseIterable {
  case training = 0
  case validation = 1
  case test = 2
}

extension PartName {
  /// How a row's part is written; `nowhere` for one that is in none.
  var code: UInt8 { UInt8(rawValue) }
  static let nowhere = UInt8(PartName.allCases.count)
}
