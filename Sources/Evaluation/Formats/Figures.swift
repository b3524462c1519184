import Foundation

/// How numbers are written wherever people read them, so that tables, pages and progress agree.
public enum Figures {
  /// The text of a number that is not defined.
  public static let missing = "–"

  /// AUC, GAUC, log loss: four decimals.
  public static func score(_ value: Double?) -> String { fixed(value, 4) }

  /// A share that may be tiny: as a score, or of less than a thousandth three digits, such as 1.25e-09.
  public static func significant(_ value: Double) -> String {
    value != 0 && abs(value) < 0.001 ? String(format: "%.2e", value) : score(value)
  }

  /// Calibration and cosines: three decimals.
  public static func ratio(_ value: Double?) -> String {
    let text = fixed(value, 3)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// A difference of scores with its sign.
  public static func difference(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    return (value < 0 ? "−" : "+") + fixed(abs(value), 4)
  }

  /// A test's p, four decimals; one that would round to nothing as a bound.
  public static func chance(_ p: Double?) -> String {
    if let p, p < 0.0001 { return "< 0.0001" }
    return fixed(p, 4)
  }

  /// A share as a percentage, with the decimals that its size deserves.
  public static func percent(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    let percent = value * 100
    return fixed(percent, abs(percent) >= 10 ? 0 : abs(percent) >= 1 ? 1 : 2) + "%"
  }

  /// A count with commas between the thousands.
  public static func count(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    let grouped = digits.indices.map { index in
      index > 0 && (digits.count - index) % 3 == 0 ? ",\(digits[index])" : String(digits[index])
    }
    return (value < 0 ? "−" : "") + grouped.joined()
  }

  /// A whole number of something a second, with commas between the thousands.
  public static func rate(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    return count(Int(min(max(value, -largestCount), largestCount)))
  }

  /// What `Int` certainly holds.
  private static let largestCount = 0x1p62

  /// A large number in thousands (k), millions (M), billions (G) or trillions (T), to three digits.
  public static func scaled(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    for (unit, size) in [("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3)] where abs(value) >= size * 0.9995 {
      let number = value / size
      return fixed(number, abs(number) >= 99.95 ? 0 : abs(number) >= 9.995 ? 1 : 2) + " " + unit
    }
    return fixed(value, value == value.rounded() ? 0 : 2)
  }

  /// Bytes in binary units, to three digits.
  public static func bytes(_ value: Int) -> String {
    for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where value >= 1 << shift {
      let number = Double(value) / Double(1 << shift)
      return fixed(number, number >= 100 ? 0 : 1) + " " + unit
    }
    return "\(value) B"
  }

  /// A time as `41.2 s`, `3 min 08 s` or `2 h 05 min`.
  public static func seconds(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    if value < 59.95 { return fixed(value, 1) + " s" }
    let whole = Int(min(value, largestCount).rounded())
    if whole < 3600 { return "\(whole / 60) min \(padded(whole % 60)) s" }
    return "\(whole / 3600) h \(padded(whole / 60 % 60)) min"
  }

  /// A number with so many decimals.
  public static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return missing }
    return String(format: "%.\(decimals)f", value)
  }

  /// A number with at most so many decimals, none of them a needless zero: 0.5, 20.
  public static func trimmed(_ value: Double, _ decimals: Int) -> String {
    var text = fixed(value, decimals)
    while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// A text of at most so many scalars; of a longer one the beginning, and an ellipsis.
  public static func short(_ text: String, _ most: Int) -> String {
    // Not characters: one of them may have thousands of accents.
    let scalars = text.unicodeScalars
    guard scalars.index(scalars.startIndex, offsetBy: most + 1, limitedBy: scalars.endIndex) != nil else { return text }
    return String(String.UnicodeScalarView(scalars.prefix(most - 1))) + "…"
  }

  private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
