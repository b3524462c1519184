import ArgumentParser
import Foundation
import Runs
import ScenarioModels

/// Who takes part in a comparison.
struct EntrantOptions: ParsableArguments {
  @Option(help: "all, or some of them: \(ModelKind.builtIn.map(\.name).joined(separator: ",")). (default: all)")
  var models: String?

  @Option(
    help: """
      Models and recipes, with commas between: MODEL+KEY:VALUE+…, where KEY is a setting as in run.yaml or its flag \
      (dnn+multi-epoch, adl+clusters:5+hidden:256/128). Or a YAML file, a list of {name, model, settings}.
      """)
  var entrants: String?

  func validate() throws {
    guard models == nil || entrants == nil else {
      throw ValidationError("--models and --entrants: expected one of them; --entrants takes models too")
    }
  }

  func read() throws -> [Entrant] {
    guard let entrants else { return try ModelKind.list(models ?? "all").map { try Entrant($0.name) } }
    guard [".yaml", ".yml"].contains(where: entrants.lowercased().hasSuffix) else { return try Entrant.list(entrants) }
    guard let text = try? String(contentsOfFile: entrants, encoding: .utf8) else {
      throw UsageError("\(entrants): expected a file of entrants that can be read")
    }
    return try Entrant.list(yaml: text, file: entrants)
  }
}

extension ModelKind {
  /// The models that `--models` names: "all", or names with commas between.
  fileprivate static func list(_ text: String) throws -> [ModelKind] {
    guard text != "all" else { return allCases }
    var models: [ModelKind] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let model = ModelKind.builtIn[named: name.trimmingCharacters(in: .whitespaces)] else {
        let known = allCases.map(\.name).joined(separator: ", ")
        throw UsageError("--models: unknown model '\(name)'; expected all, or some of \(known)")
      }
      if !models.contains(model) { models.append(model) }
    }
    return models
  }
}
