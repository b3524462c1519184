import Foundation

/// The fields of Ali-CCP and the ids of their values: whole numbers, unique over all fields, near where the published
/// log has them.
struct FieldIds: Sendable {
  private let first: [Int]
  /// Values are numbered by how common they are; their ids are not.
  private let permutations: [FixedPermutation]
  /// Each field's name and the byte after it, and each value's byte before it and its text, by the count behind it.
  private let names: [[UInt8]]
  private let logCounts: [[UInt8]]

  static let separator: UInt8 = 1
  /// Counts go up to here.
  static let largestCount = 999

  init(_ sizes: Sizes) {
    var first: [Int] = []
    var permutations: [FixedPermutation] = []
    var free = 1
    for field in AliCCPField.allCases {
      let count = sizes.values(of: field)
      first.append(max(field.nominalFirst, free))
      permutations.append(FixedPermutation(count))
      free = (first.last ?? 0) + count
    }
    (self.first, self.permutations) = (first, permutations)
    names = AliCCPField.allCases.map { Array("\($0.name)\u{2}".utf8) }
    logCounts = (0...Self.largestCount).map { Array("\u{3}\(Self.logCount($0))".utf8) }
  }

  /// Appends one entry of a feature list: a value, from 0, with weight 1.
  func append(_ field: AliCCPField, _ value: Int, to text: inout LogText) {
    appendId(field, value, to: &text)
    text.append(Self.one)
  }

  /// Appends one entry of a feature list: a value, from 0, with ln(1 + count).
  func append(_ field: AliCCPField, _ value: Int, count: Int, to text: inout LogText) {
    appendId(field, value, to: &text)
    text.append(logCounts[min(count, Self.largestCount)])
  }

  private func appendId(_ field: AliCCPField, _ value: Int, to text: inout LogText) {
    text.append(names[field.rawValue])
    text.append(number: first[field.rawValue] + permutations[field.rawValue](value))
  }

  private static let one = Array("\u{3}1.0".utf8)

  /// ln(1 + count) with five decimals.
  private static func logCount(_ count: Int) -> String {
    let scaled = Int((log(Double(1 + count)) * 1e5).rounded())
    let decimals = String(scaled % 100_000)
    return "\(scaled / 100_000)." + String(repeating: "0", count: 5 - decimals.count) + decimals
  }
}
