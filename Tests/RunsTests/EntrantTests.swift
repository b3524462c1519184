import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Settings
import Testing

@testable import Runs

/// Who takes part in a comparison, as text and in a file.
@Suite struct EntrantTests {
  private func candidate(_ text: String, _ change: (inout RunSettings) -> Void = { _ in }) throws -> Candidate {
    try Candidate(Entrant(text), SmallLog.settings(change))
  }

  @Test("A model and settings: the name is the text, the title says it, and the settings lie over the common ones")
  func text() throws {
    let plain = try candidate("dnn")
    #expect(plain.name == "dnn" && plain.title == "DNN" && plain.settings == SmallLog.settings { $0.model = .dnn })
    let recipe = try candidate(" adl+clusters:5+hidden:256/128+learning-rate:0.01+multiEpoch ")
    #expect(recipe.name == "adl+clusters:5+hidden:256/128+learning-rate:0.01+multiEpoch")
    #expect(recipe.title == "ADL + clusters 5 + hidden 256/128 + learning rate 0.01 + multi-epoch")
    let expected = SmallLog.settings {
      ($0.clusters, $0.hidden, $0.learningRate, $0.multiEpoch, $0.patience) = (5, [256, 128], 0.01, true, nil)
    }
    #expect(recipe.settings == expected)
    #expect(try candidate("dnn+multi-epoch:false") { $0.multiEpoch = true }.title == "DNN + no multi-epoch")
    #expect(try candidate("dnn+multi-epoch+patience:2").settings.patience == 2, "chosen beside it")
    #expect(try candidate("dnn+embedding-l2:1e-6").title == "DNN + embedding L2 1e-06")
    #expect(try candidate("dnn+monitor:scenario:home").settings.monitor == .scenario("home"))
    #expect(try candidate("dnn+hidden:64").settings.hidden == [64])
    #expect(try Entrant.list("dnn, adl,star+dropout:0.1").map(\.name) == ["dnn", "adl", "star+dropout:0.1"])
  }

  @Test(
    "One line for each mistake",
    arguments: [
      ("dnnn", "unknown model 'dnnn'; did you mean \"dnn\"?"), ("", "unknown model ''"), ("dnn,", "unknown model ''"),
      ("dnn+hidden:64,32", "entrant '32': no model; the numbers of a list have slashes between"),
      ("dnn+hiden:64", "unknown setting 'hiden'; did you mean \"hidden\"?"),
      ("dnn+hidden", "'hidden' lacks its value; expected hidden:VALUE"),
      ("dnn+hidden:64/x", "hidden: expected whole numbers with slashes between, not '64/x'"),
      ("dnn+epochs:", "epochs: expected a whole number, not ''"), ("dnn+", "unknown setting ''"),
      ("dnn+multi-epoch:often", "multiEpoch: expected true or false, not 'often'"),
      ("dnn+precision:half", "precision: expected one of float32, bf16, not 'half'"),
      ("dnn+dropout:1", "dropout: expected 0 up to, not including, 1, not 1.0"),
      ("dnn+dropout:0.1+dropout:0.2", "'dropout' is there twice"),
      ("dnn+clusters:5", "'clusters' changes nothing in dnn, but in adl"),
      ("dnn+seed:2", "'seed' is the same for all entrants"), ("dnn+rows:200", "'rows' is the same for all entrants"),
      ("dnn+model:adl", "'model' is no setting of an entrant"),
      ("dnn+learningRate:" + String(repeating: "0", count: 120) + "1", "of at most 100 characters"),
    ])
  func mistakes(_ text: String, _ words: String) {
    let error = #expect(throws: SettingsError.self) {
      for entrant in try Entrant.list(text) { _ = try Candidate(entrant, SmallLog.settings()) }
    }
    let line = error?.description ?? ""
    #expect(line.hasPrefix("entrant '") && line.contains(words) && !line.contains("\n"), "\(line)")
  }

  @Test("A file of entrants")
  func file() throws {
    let yaml = """
      - {model: dnn}
      - {name: "My recipe / ü", model: dnn, settings: {multi-epoch: true, hidden: [256, 128]}}
      - {model: adl, settings: {clusters: 5}}
      """
    let entrants = try Entrant.list(yaml: yaml, file: "e.yaml")
    #expect(entrants.map(\.name) == ["dnn", "My recipe / ü", "adl+clusters:5"])
    #expect(entrants.map(\.title) == ["DNN", "My recipe / ü", "ADL + clusters 5"])
    let recipe = try Candidate(entrants[1], SmallLog.settings())
    #expect(recipe.settings.multiEpoch && recipe.settings.hidden == [256, 128] && recipe.fileName == "My-recipe----")
  }

  @Test(
    "One line for each mistake in a file",
    arguments: [
      ("", ": expected a list of entrants"), ("model: dnn", ": expected a list of entrants"), ("- [", ": not YAML"),
      ("- dnn", ", entrant 1: expected {name: NAME"), ("- {name: a}", ", entrant 1: expected a model"),
      ("- {model: dnn}\n- {model: dnm}", ", entrant 2: unknown model 'dnm'; did you mean \"dnn\"?"),
      ("- {model: dnn, setings: {}}", ", entrant 1: unknown key 'setings'; expected name, model, settings"),
      ("- {model: dnn, settings: [1]}", ", entrant 1: expected settings of the form {KEY: VALUE}"),
      ("- {model: dnn, settings: {hidden: 3}}", ", entrant 1: hidden: expected a list of whole numbers"),
      ("- {model: dnn, settings: {monitor: ndcg}}", ", entrant 1: monitor: expected auc"),
      ("- {name: adl, model: dnn}", ", entrant 1: 'adl' is the model without settings of its own"),
      ("- {name: dnn, model: dnn, settings: {epochs: 3}}", ", entrant 1: 'dnn' is the model without settings"),
      ("- {name: 12, model: dnn}", ", entrant 1: expected a name with letters"),
      ("- {name: \"…\", model: dnn}", ", entrant 1: expected a name with letters"),
    ])
  func mistakesInFiles(_ yaml: String, _ words: String) {
    let error = #expect(throws: SettingsError.self) { try Entrant.list(yaml: yaml, file: "e.yaml") }
    let line = error?.description ?? ""
    #expect(line.hasPrefix("e.yaml" + words) && !line.contains("\n"), "\(line)")
  }

  @Test("A name is a safe part of a file's name")
  func fileNames() {
    #expect(Entrant.fileName(of: "adl+hidden:256/128") == "adl+hidden-256-128")
    #expect(Entrant.fileName(of: "../../etc/x\u{0}y\n") == "etc-x-y-")
    #expect(Entrant.fileName(of: "shared-bottom") == "shared-bottom")
  }

  @Test("Entrants that cannot be compared")
  func checks() throws {
    func problem(_ texts: [String], against: String? = nil, tuned: Bool = false) throws -> String? {
      let candidates = try texts.map { try candidate($0) }
      do { try candidates.check(against: against, tuned: tuned) } catch { return error.description }
      return nil
    }
    #expect(try problem(["dnn", "dnn+multi-epoch"], against: "dnn+multi-epoch") == nil)
    #expect(try problem(["dnn", "adl"], tuned: true) == nil)
    #expect(try problem(["dnn", "dnn"]) == "two entrants have the name 'dnn'")
    #expect(
      try problem(["dnn", "dnn+learning-rate:0.001"])
        == "'dnn' and 'dnn+learning-rate:0.001' are the same model with the same settings")
    #expect(
      try problem(["dnn+multi-epoch", "dnn"], against: "dnnn") == "there is no entrant 'dnnn'; did you mean \"dnn\"?")
    #expect(
      try problem(["dnn", "dnn+multi-epoch"], tuned: true)
        == "settings are searched for models, and 'dnn+multi-epoch' has settings of its own")
    let clash = try Entrant.list(
      yaml: "- {name: a/b, model: dnn}\n- {name: A-b, model: dnn, settings: {epochs: 1}}", file: "e.yaml")
    let error = #expect(throws: SettingsError.self) {
      try clash.map { try Candidate($0, SmallLog.settings()) }.check()
    }
    #expect(error?.description == "'a/b' and 'A-b' would have one folder; give one of them another name")
  }

  @Test("A reference is found by its name, and by another spelling of it")
  func reference() throws {
    let candidates = try ["dnn", "dnn+multi-epoch", "adl"].map { try candidate($0) }
    func name(_ text: String) -> String { candidates.name(of: text, over: SmallLog.settings()) }
    #expect(name("adl") == "adl" && name("dnn+multiEpoch:true") == "dnn+multi-epoch" && name("nobody") == "nobody")
    #expect(name("dnn+learning-rate:0.001") == "dnn", "the same settings")
  }

  @Test("Recipes are trained beside models, each in its folder; the same call continues, and says what changes bring")
  func comparison() throws {
    let log = try SmallLog(rows: 2_000)
    func compare() throws -> Comparison {
      try ComparisonRun(
        ["dnn", "dnn+dropout:0.1", "adl+clusters:2"].map { try candidate($0) { $0.epochs = 1 } }, firstSeed: 1,
        seeds: 2,
        against: "dnn", in: ComparisonFolder(log.place.url.appendingPathComponent("compared"))
      ).compare(on: log.data)
    }
    let found = try compare()
    #expect(found.models.map(\.title) == ["DNN", "DNN + dropout 0.1", "ADL + clusters 2"])
    #expect(found.verdict.against == "dnn" && found.changes?.count == 2)
    for name in ["dnn-1", "dnn+dropout-0.1-2", "adl+clusters-2-2"] {
      #expect(log.folder("compared/\(name)").isFinished, "\(name)")
    }
    #expect(try log.folder("compared/dnn+dropout-0.1-1").readSettings().dropout == 0.1)
    let metrics = try log.folder("compared/dnn-2").readMetrics()
    #expect(metrics.validation != nil && found.models[0].runs[1].validation == metrics.validation)
    let changed = log.folder("compared/adl+clusters-2-1").model
    let made = try FileManager.default.attributesOfItem(atPath: changed.path)[.modificationDate] as? Date
    #expect(try compare() == found, "read back")
    #expect(try FileManager.default.attributesOfItem(atPath: changed.path)[.modificationDate] as? Date == made)
  }
}
