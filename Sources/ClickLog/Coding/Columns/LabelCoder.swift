import Files
import Foundation

/// The label: 1 for a click, 0 for none.
final class LabelCoder: ColumnCoder {
  private let labels = Box([UInt8]())
  private let rule: LabelRule
  private let strict: Bool
  /// The cell that could not be read.
  private let refused = Box("")

  init(_ rule: LabelRule, strict: Bool) {
    self.rule = rule
    self.strict = strict
  }

  var expected: String {
    switch rule {
    case .comparison: return "expected a number"
    case .values: return "expected a value"
    case .truth, .clicks, .probability: break
    }
    guard let number = Numbers.read(refused.value), number.isFinite else { return "expected 0 or 1" }
    return number > 0 && number < 1
      ? "expected 0 or 1 (a probability is named so: label: {probability: COLUMN})"
      : "expected 0 or 1 (of a rating say what counts as a click: label: {column: COLUMN, positive: \">= 4\"}; "
        + "of clicks among impressions: {clicks: COLUMN, of: COLUMN})"
  }

  func append(_ cell: Cell) -> UInt64? {
    guard let label = label(cell) else {
      guard !strict else {
        refused.value = String(decoding: cell.prefix(40), as: UTF8.self)
        return nil
      }
      labels.value.append(0)
      return ByteHash.hash(cell)
    }
    labels.value.append(label)
    return ByteHash.hash(UInt64(label))
  }

  @inline(__always)
  private func label(_ cell: Cell) -> UInt8? {
    if case .truth = rule {
      if cell.count == 1, cell[0] & 0xfe == UInt8(ascii: "0") { return cell[0] & 1 }
      return Self.truth(cell)
    }
    return picked(cell)
  }

  /// The usual words for a click and for none.
  private static func truth(_ cell: Cell) -> UInt8? {
    let text = String(decoding: cell, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    switch text.lowercased() {
    case "true", "yes", "t", "y": return 1
    case "false", "no", "f", "n": return 0
    default: break
    }
    guard let number = Numbers.read(text) else { return nil }
    return number == 1 ? 1 : number == 0 || number == -1 ? 0 : nil
  }

  private func picked(_ cell: Cell) -> UInt8? {
    let text = String(decoding: cell, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    let number = Numbers.read(text)
    switch rule {
    case .comparison(let comparison, let limit):
      return number.map { comparison.holds($0, limit) ? 1 : 0 }
    case .values(let values):
      guard !text.isEmpty else { return nil }
      return values.contains { $0 == text || (number != nil && Numbers.read($0) == number) } ? 1 : 0
    case .truth, .clicks, .probability: return nil
    }
  }

  func keep(rows: Int) { labels.value.removeLast(max(0, labels.value.count - rows)) }

  func write(to file: SectionWriter) throws {
    try file.appendNothing(2)
    try file.append(labels.value)
    try file.appendNothing(2)
  }
}
