import Settings

/// A setting with the value that was chosen for it.
public typealias ChosenSetting = (setting: Setting<RunSettings>, value: SettingValue)

extension RunSettings {
  /// Takes chosen values over those that are here. Multi-epoch learning brings its own patience, unless that is chosen too.
  ///
  /// - Returns: the first choice whose value is of another kind than the setting's, with which this ends; nil after the last.
  public mutating func choose(_ choices: [ChosenSetting]) -> ChosenSetting? {
    for choice in choices where choice.setting.key == "multiEpoch" {
      chooseMultiEpoch(choice.value == .flag(true))
    }
    return choices.first { !$0.setting.set($0.value, in: &self) }
  }

  /// The setting of a key, which may be spelt like the flag.
  func setting(_ key: String) -> Setting<RunSettings>? { declared.first { $0.key == key || $0.flag == key } }
}
