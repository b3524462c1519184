import ArgumentParser
import Evaluation
import Foundation
import Runs
import ScenarioModels
import Settings
import Training

/// What every command knows.
struct CommonOptions: ParsableArguments {
  @Option(help: "Seed of everything random.")
  var seed: Int?

  @Option(help: "Threads at work; 0 for one per core. Results have the same bits for any number.")
  var threads: Int?

  @Flag(help: "No progress and no remarks.")
  var quiet = false

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  var console: Console { Console(quiet: quiet) }

  func validate() throws {
    if let seed, seed < 0 { throw ValidationError("--seed: expected 0 or more, not \(seed)") }
    if let threads, !(0...1024).contains(threads) {
      throw ValidationError("--threads: expected 0 to 1024, not \(threads)")
    }
  }
}

/// K, for commands that take one.
struct ClusterFlag: SettingSelection {
  static func includes(_ setting: Setting<RunSettings>) -> Bool { setting.key == "clusters" }
}

/// The settings of a run but for K, and for those that commands have flags of their own for: `CommonOptions`,
/// `PlantedOptions`, `train --from`.
struct RunFlags: SettingSelection {
  static func includes(_ setting: Setting<RunSettings>) -> Bool {
    !(["clusters", "seed", "threads", "from"] + PlantedSettings.declared.map(\.key)).contains(setting.key)
  }
}

typealias ClusterOption = SettingFlags<ClusterFlag>

/// The settings of a run, as flags. Each is also a key of run.yaml.
struct SettingsOptions: ParsableArguments {
  @Option(help: "Settings to start from: a run.yaml.")
  var config: String?

  @OptionGroup var flags: SettingFlags<RunFlags>

  /// Whether a flag names a model, and which.
  var model: ModelKind? {
    flags.given.first { $0.setting.key == "model" }.flatMap { ModelKind.builtIn[named: $0.value.text] }
  }

  /// Flags over `--config` over a start, the defaults.
  func settings(
    _ common: CommonOptions, clusters: ClusterOption? = nil, over start: RunSettings = RunSettings()
  ) throws -> RunSettings {
    var settings = start
    if let config {
      guard let text = try? String(contentsOfFile: config, encoding: .utf8) else {
        throw SettingsError("\(config): expected a file of settings that can be read")
      }
      settings = try RunSettings(yaml: text, file: config)
    }
    let given = flags.given + (clusters?.given ?? [])
    if let (setting, value) = settings.choose(given) {
      throw UsageError("--\(setting.flag): expected \(setting.valueExpectation), not '\(value.text)'")
    }
    if let seed = common.seed { settings.seed = seed }
    if let threads = common.threads { settings.threads = threads }
    try settings.validate()
    try settings.checkPrecision()
    return settings
  }
}

extension Encodable {
  /// Prints a value as the JSON files have it.
  func printJSON() throws { print(String(decoding: try JSONEncoder.file(self), as: UTF8.self), terminator: "") }
}
