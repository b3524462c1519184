import Runs
import ScenarioModels
import Settings
import Training

/// docs/Settings.md, from the declarations.
enum SettingsTable {
  /// The page: what each setting is, its flag, default and range, in the order of `run.yaml`.
  static func markdown(_ models: [ModelKind] = ModelKind.builtIn) -> String {
    let settings = RunSettings.declared(models)
    var lines = [
      "# Settings", "",
      "Every setting of a run is a key of `run.yaml`, which `--config` reads, and a flag of `adl train`. What is not said",
      "has its default. Each is declared once, in the file of the model or group that it belongs to; this page is made from",
      "these declarations, and a test holds the two together.", "",
    ]
    lines += table(settings.filter { $0.models.isEmpty && !isPlanted($0) }, "All models")
    for model in models {
      lines += table(settings.filter { $0.models.contains(model.name) }, model.title)
    }
    lines += table(settings.filter(isPlanted), "The simulated log (`planted`)")
    lines += [
      "## What tuning searches", "", "`adl compare --tune N` draws these anew for each trial but the first:", "",
    ]
    lines += settings.compactMap { setting in setting.search.map { "- `\(setting.key)`: \($0.words)" } } + [""]
    lines += ["## What a resumed run may change", ""]
    let silent = settings.filter(\.isSilent).map { "`\($0.key)`" }.joined(separator: ", ")
    lines += ["The model has the same bits for any value of \(silent)."]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func isPlanted(_ setting: Setting<RunSettings>) -> Bool {
    PlantedSettings.declared.contains { $0.key == setting.key }
  }

  private static func table(_ settings: [Setting<RunSettings>], _ title: String) -> [String] {
    guard !settings.isEmpty else { return [] }
    let rows = settings.map { setting in
      let value = setting.defaultText ?? setting.value(in: RunSettings()).text
      let range = setting.range ?? words(setting.kind)
      return "| `\(setting.key)` | `--\(setting.flag)` | \(value) | \(range) | \(setting.help) |"
    }
    return ["## \(title)", "", "| key | flag | default | values | |", "| --- | --- | --- | --- | --- |"] + rows + [""]
  }

  private static func words(_ kind: SettingKind) -> String {
    switch kind {
    case .choice(let words): words.joined(separator: ", ")
    case .flag: "true, false"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "text"
    case .integers: "whole numbers"
    }
  }
}
