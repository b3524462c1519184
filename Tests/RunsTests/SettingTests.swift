import Foundation
import ScenarioModels
import Settings
import Testing

@testable import Runs

/// A setting is declared once; whatever else knows of it follows from the declaration.
@Suite struct SettingTests {
  private let declared = RunSettings.declared()

  @Test("Keys are each a setting's own, and so are flags")
  func keys() {
    #expect(Set(declared.map(\.key)).count == declared.count)
    #expect(Set(declared.map(\.flag)).count == declared.count)
    #expect(Setting<RunSettings>.flagNames == ["batch-size", "embedding-l2", "route-on"])
  }

  @Test(
    "A number has a rule, and the rule refuses what is outside of it, naming the key", arguments: RunSettings.declared()
  )
  func checks(setting: Setting<RunSettings>) throws {
    #expect(!setting.help.isEmpty && setting.help.hasSuffix("."))
    var settings = RunSettings()
    let usual = setting.value(in: settings)
    #expect(setting.set(usual, in: &settings) && settings == RunSettings(), "a value comes back")
    try setting.check(settings)
    let outside: SettingValue?
    switch setting.kind {
    case .integer where !setting.isOptional: outside = .integer(-1)
    case .number: outside = .number(-1)
    case .integers: outside = .integers([0])
    default: outside = nil
    }
    if let outside {
      #expect(setting.set(outside, in: &settings))
      let error = #expect(throws: SettingsError.self) { try setting.check(settings) }
      #expect(error?.key == setting.key)
      #expect(error?.description.hasPrefix("\(setting.key): expected ") == true)
    }
    #expect(!setting.set(setting.kind == .text ? .flag(true) : .text("no such word"), in: &settings), "another kind")
  }

  @Test("A model's own settings are told apart from other models'")
  func ofModels() {
    var settings = RunSettings()
    settings[PLE.self].levels = 3
    settings.model = .ple
    #expect(settings.concerns("levels") && settings.concerns("hidden") && !settings.concerns("clusters"))
    #expect(settings.modelSettings != ModelSettings())
    settings[PLE.self].levels = 2
    #expect(settings.modelSettings == ModelSettings(), "a default that was written is a default")
    #expect(declared.first { $0.key == "specificPull" }?.models == ["adl", "star"])
  }

  @Test("The pull on weights that a form of clusters does not have is refused")
  func pullWithoutAStar() throws {
    var settings = RunSettings(.adl)
    settings.specificPull = 3
    try settings.validate()
    settings.clusterForm = .film
    #expect(throws: SettingsError.self) { try settings.validate() }
    settings.model = .star
    try settings.validate()
  }

  @Test("What has no say in the model may differ between a run and its continuation")
  func silent() {
    var other = RunSettings()
    other.threads = 7
    other.checkpointSteps = 5
    other.checkpointMinutes = 1
    #expect(other != RunSettings() && other.withSilent(of: RunSettings()) == RunSettings())
    other.epochs = 2
    #expect(other.withSilent(of: RunSettings()) != RunSettings())
  }
}

extension Setting where Group == RunSettings {
  fileprivate static var flagNames: [String] {
    let declared = RunSettings.declared()
    return ["batchSize", "embeddingL2", "routeOn"].compactMap { key in declared.first { $0.key == key }?.flag }
  }
}
