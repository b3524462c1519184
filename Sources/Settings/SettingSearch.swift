/// Where tuning looks for a better value of a setting.
public enum SettingSearch: Equatable, Sendable {
  /// As likely in each decade.
  case logUniform(ClosedRange<Double>)
  /// The same, or 0 in half of the trials.
  case logUniformOrZero(ClosedRange<Double>)
  /// One of these.
  case oneOf([SettingValue])

  /// The space in words, for documentation.
  public var words: String {
    switch self {
    case .logUniform(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .logUniformOrZero(let range): "0, or \(range.lowerBound) to \(range.upperBound)"
    case .oneOf(let values): values.map(\.text).joined(separator: ", ")
    }
  }
}
