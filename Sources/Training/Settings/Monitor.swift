import Settings

/// The figure of the validation rows that decides which epoch's weights are kept, and how long training has patience.
public enum Monitor: Equatable, Sendable {
  case auc
  case logLoss
  /// The AUC of each session, weighted by its rows.
  case gauc
  /// The AUC of one scenario's rows.
  case scenario(String)

  /// Where this one is not defined, as its rows are all clicked or none is: what decides instead. Nil for the last resort.
  var substitute: Monitor? {
    switch self {
    case .scenario, .gauc: .auc
    case .auc: .logLoss
    case .logLoss: nil
    }
  }
}

extension Monitor: CustomStringConvertible {
  /// In words.
  public var description: String {
    switch self {
    case .auc: "AUC"
    case .logLoss: "log loss"
    case .gauc: "GAUC"
    case .scenario(let name): "AUC of scenario '\(name)'"
    }
  }
}

extension Monitor: SettingType {
  public static let settingKind = SettingKind.text
  static let forms = "auc, logLoss, gauc or scenario:NAME"
  private static let scenarioPrefix = "scenario:"

  public init?(settingValue: SettingValue) {
    guard case .text(let text) = settingValue else { return nil }
    switch text {
    case "auc": self = .auc
    case "logLoss": self = .logLoss
    case "gauc": self = .gauc
    default:
      guard text.hasPrefix(Self.scenarioPrefix), text.count > Self.scenarioPrefix.count else { return nil }
      self = .scenario(String(text.dropFirst(Self.scenarioPrefix.count)))
    }
  }

  public var settingValue: SettingValue {
    switch self {
    case .auc: .text("auc")
    case .logLoss: .text("logLoss")
    case .gauc: .text("gauc")
    case .scenario(let name): .text(Self.scenarioPrefix + name)
    }
  }
}
