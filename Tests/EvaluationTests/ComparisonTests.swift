import Foundation
import Testing

@testable import Evaluation

struct ComparisonTests {
  /// A model that scores 400 rows by their label, more or less: the more `skill`, the less noise.
  ///
  /// - Parameter clicked: how many rows from the first on are clicked; nil for about 120 here and there.
  private func model(_ name: String, skill: Float, seeds: Int, clicked: Int? = nil) -> ComparedModel {
    var model = ComparedModel(name: name, title: name.uppercased(), formula: "P", towerByFormula: 10)
    let labels =
      clicked.map { clicked in (0..<400).map { $0 < clicked ? 1 : 0 } }
      ?? randomRows(400, levels: 2, clickRate: 0.3, seed: 1).labels
    for seed in 0..<seeds {
      let rows = randomRows(400, levels: 1000, clickRate: 0, seed: 7)
      let luck = randomRows(400, levels: 1000, clickRate: 0, seed: UInt64(50 + seed))
      let scores = rows.scores.indices.map {
        (skill * labels[$0] + rows.scores[$0] + 0.1 * luck.scores[$0]) / (skill + 1.1)
      }
      let predictions = Predictions(
        probabilities: scores, labels: labels, scenarios: labels.indices.map { Int32($0 % 3 == 0 ? 1 : 0) },
        scenarioNames: ["home", "cart"])
      let metrics = Metrics(
        evaluate(predictions), model: name, part: "test", clusters: [],
        parameters: .init(embedding: 5, shared: 4, specific: 6, other: 2),
        flopsPerSample: .init(forward: 1, training: 3),
        training: .init(
          samplesPerSecond: Double(1000 + seed), seconds: Double(seed), epochs: 2, bestEpoch: 1 + seed % 2,
          peakMemoryBytes: 100 - seed),
        validation: .init(auc: 0.6 + Double(skill) / 10 + Double(seed) / 1000, logLoss: 0.5), seed: UInt64(seed + 1),
        threads: 2, version: "1")
      model.add(metrics, Placements(scores: scores, labels: labels))
    }
    return model
  }

  private func comparison(_ models: [ComparedModel], against: String? = nil) -> Comparison {
    Comparison(models, data: "log", against: against, tuning: [], version: "1")
  }

  @Test func figuresAreMeansOverSeeds() throws {
    let base = model("shared-bottom", skill: 0.1, seeds: 3)
    let other = model("adl", skill: 0.5, seeds: 3)
    let found = comparison([base, other])
    #expect(found.seeds == [1, 2, 3] && found.rows == 400 && found.part == "test")
    let aucs = other.metrics.compactMap(\.auc)
    let mean = aucs.reduce(0, +) / 3
    #expect(found.models[1].auc.mean == mean)
    let baseMean = try #require(found.models[0].auc.mean)
    #expect(found.models[1].relaImp == relaImp(of: mean, over: baseMean))
    #expect(found.models[0].relaImp == 0)
    #expect(comparison([other]).models[0].relaImp == nil, "no Shared Bottom")
    #expect(found.models[0].parameters.tower == 10 && found.models[0].parameters.total == 17)
    #expect(found.models[0].training.seconds == 1 && found.models[0].training.peakMemoryBytes == 100)
    #expect(found.models[0].training.bestEpochs == [1, 2, 1])
    #expect(found.scenarioNames == ["home", "cart"], "266 rows and 134")
    let scenario = try #require(found.models[1].scenarios["cart"])
    let scenarioAUCs = other.metrics.compactMap { $0.scenarios["cart"]?.auc }
    #expect(scenario.auc == scenarioAUCs.reduce(0, +) / 3)
  }

  @Test func aClearDifferenceIsSaid() throws {
    let verdict = comparison([model("dnn", skill: 0.1, seeds: 4), model("adl", skill: 0.6, seeds: 4)]).verdict
    #expect(verdict.best == "adl" && verdict.rivals.count == 1)
    let rival = try #require(verdict.rivals.first)
    #expect(rival.name == "dnn" && rival.distinguishable && rival.difference > 0)
    #expect(abs((rival.deLong?.difference ?? 0) - rival.difference) < 1e-12)
    #expect(rival.sentence.contains("ADL is ahead of DNN by 0.") && rival.sentence.contains("paired t over 4 seeds"))
    #expect(rival.sentence.hasSuffix(": distinguishable."))
    #expect(verdict.sentence.contains("ahead of every other"))
  }

  /// Sure on these rows, but carried by one seed of three: training's luck.
  @Test func oneOfTheTwoTestsIsNotEnough() throws {
    var lucky = ComparedModel(name: "adl", title: "ADL", formula: "P", towerByFormula: 1)
    let good = model("adl", skill: 2, seeds: 1)
    let plain = model("dnn", skill: 0.2, seeds: 3)
    lucky.add(good.metrics[0], good.placements)
    for seed in 1...2 {
      lucky.add(plain.metrics[seed], Placements.mean(of: [try #require(plain.placements)]))
    }
    let rival = try #require(comparison([plain, lucky]).verdict.rivals.first)
    #expect(try #require(rival.pairedT).p > 0.05)
    #expect(!rival.distinguishable && rival.sentence.hasSuffix(": not distinguishable."))
  }

  @Test func equalModelsAreLevel() throws {
    let verdict = comparison([model("dnn", skill: 0.3, seeds: 3), model("adl", skill: 0.3, seeds: 3)]).verdict
    #expect(verdict.best == "dnn", "of equals the first")
    let rival = try #require(verdict.rivals.first)
    #expect(rival.deLong?.p == 1 && rival.pairedT?.p == 1 && !rival.distinguishable)
    #expect(rival.sentence.contains("DNN is level with ADL"))
    #expect(verdict.sentence.contains("not distinguishable from ADL"))
  }

  @Test func oneSeedSaysWhatItDoesNotKnow() throws {
    let verdict = comparison([model("dnn", skill: 0.1, seeds: 1), model("adl", skill: 0.9, seeds: 1)]).verdict
    let rival = try #require(verdict.rivals.first)
    #expect(rival.pairedT == nil && rival.distinguishable)
    #expect(rival.sentence.contains("one seed says nothing of training's luck"))
    #expect(verdict.sentence.contains("training's is not: three seeds or more show it."))
  }

  @Test func rivalsAreCorrectedForTheirNumber() throws {
    let verdict = comparison([
      model("dnn", skill: 0.1, seeds: 3), model("adl", skill: 0.35, seeds: 3), model("star", skill: 0.34, seeds: 3),
    ]).verdict
    let p = verdict.rivals.compactMap { $0.deLong?.p }
    #expect(verdict.rivals.map(\.deLongAdjusted) == holm(p))
    #expect(verdict.rivals.map(\.pairedTAdjusted) == holm(verdict.rivals.compactMap { $0.pairedT?.p }))
    #expect(verdict.sentence.contains("corrected for 2 comparisons"))
  }

  @Test("Each other is compared with the reference, its own figure first, and Holm's correction is for these alone")
  func against() throws {
    let models = [
      model("dnn", skill: 0.35, seeds: 4), model("adl", skill: 0.9, seeds: 4), model("star", skill: 0.05, seeds: 4),
      model("ple", skill: 0.35, seeds: 4),
    ]
    let found = comparison(models, against: "dnn")
    let verdict = found.verdict
    #expect(verdict.best == "adl" && verdict.against == "dnn" && verdict.rivals.map(\.name) == ["adl", "star", "ple"])
    for (rival, model) in zip(verdict.rivals, models.dropFirst()) {
      let difference = try #require(Spread(of: model.metrics.map(\.auc)).mean) - (found.models[0].auc.mean ?? 0)
      #expect(abs(rival.difference - difference) < 1e-15)
      #expect(abs((rival.deLong?.difference ?? 9) - difference) < 1e-12)
      #expect(abs((rival.pairedT?.meanDifference ?? 9) - difference) < 1e-12)
    }
    #expect(verdict.rivals.map(\.deLongAdjusted) == holm(verdict.rivals.compactMap { $0.deLong?.p }))
    #expect(verdict.rivals.map(\.distinguishable) == [true, true, false], "a loss is a difference too")
    #expect(verdict.rivals[0].sentence.hasPrefix("ADL is ahead of DNN by 0."))
    #expect(verdict.rivals[1].sentence.hasPrefix("STAR is behind DNN by 0."))
    #expect(verdict.rivals[2].sentence.hasPrefix("PLE is level with DNN (DeLong p 1.0000"))
    #expect(verdict.sentence.hasPrefix("DNN is the reference, test AUC: 0."))
    #expect(verdict.sentence.contains("Ahead of it by more than chance: ADL (+0."))
    #expect(verdict.sentence.contains("Behind it by more than chance: STAR (−0."))
    #expect(
      verdict.sentence.contains("Not distinguishable from it: PLE (+0.0000). Each p is corrected for 3 comparisons"))
    #expect(try Comparison(json: found.json()) == found)
  }

  @Test("What a change brings: the largest difference first, beside it the validation part's, log loss and cost")
  func changes() throws {
    let models = [
      model("star", skill: 0.05, seeds: 3), model("dnn", skill: 0.35, seeds: 3), model("adl", skill: 0.9, seeds: 3),
    ]
    #expect(comparison(models).changes == nil)
    let found = comparison(models, against: "dnn")
    let changes = try #require(found.changes)
    #expect(changes.map(\.name) == ["adl", "star"] && changes[0].difference > 0 && changes[1].difference < 0)
    // Validation: 0.6 + skill / 10 for each seed.
    #expect(abs((changes[0].validationDifference ?? 0) - 0.055) < 1e-7)
    let logLoss = try #require(found.models[2].logLoss.mean) - (found.models[1].logLoss.mean ?? 0)
    #expect(changes[0].logLossDifference == logLoss && changes[0].secondsRatio == 1)
    let rival = try #require(found.verdict.rivals.first { $0.name == "adl" })
    #expect(changes[0].deLongP == rival.deLong?.p && changes[0].pairedTP == rival.pairedT?.p)
    #expect(changes[0].deLongAdjusted == rival.deLongAdjusted && changes[0].distinguishable)
    let json = try #require(JSONSerialization.jsonObject(with: found.json()) as? [String: Any])
    let first = try #require((json["changes"] as? [[String: Any]])?.first)
    #expect(
      first.keys.sorted() == [
        "deLongAdjusted", "deLongP", "difference", "distinguishable", "logLossDifference", "name", "pairedTAdjusted",
        "pairedTP", "secondsRatio", "title", "validationDifference",
      ])
  }

  @Test("The validation AUC of several seeds is their mean; null where a run has none")
  func validation() throws {
    let dnn = model("dnn", skill: 0.5, seeds: 3)
    let found = try #require(comparison([dnn]).models[0].validationAUC)
    #expect(abs((found.mean ?? 0) - 0.651) < 1e-7 && abs((found.standardDeviation ?? 0) - 0.001) < 1e-12)
    var without = ComparedModel(name: "dnn", title: "DNN", formula: "P", towerByFormula: 1)
    var metrics = dnn.metrics[0]
    metrics.validation = nil
    without.add(metrics, dnn.placements)
    let comparison = comparison([without])
    #expect(comparison.models[0].validationAUC == nil)
    let json = try #require(JSONSerialization.jsonObject(with: comparison.json()) as? [String: Any])
    #expect((json["models"] as? [[String: Any]])?.first?["validationAUC"] is NSNull)
  }

  @Test("The headline is one sentence, and names few")
  func headline() {
    let dnn = model("dnn", skill: 0.35, seeds: 3)
    let level = (1...6).map { model("m\($0)", skill: 0.35, seeds: 3) }
    let (good, bad) = (model("adl", skill: 0.9, seeds: 3), model("star", skill: 0.05, seeds: 3))
    func headline(_ models: [ComparedModel], against: String? = nil) -> String {
      comparison(models, against: against).headline.replacing(#/0\.\d{4}/#, with: "#")
    }
    #expect(headline([dnn]) == "DNN reaches a test AUC of #.")
    #expect(headline([dnn, good]) == "ADL has the largest test AUC, #, ahead of DNN by more than chance.")
    #expect(headline([dnn, bad, good]) == "ADL has the largest test AUC, #, ahead of every other by more than chance.")
    #expect(
      headline([dnn, bad, level[0]]) == "DNN has the largest test AUC, #, and is not distinguishable from M1.")
    #expect(
      headline([dnn, bad] + level)
        == "DNN has the largest test AUC, #, and is not distinguishable from M1, M2 and 4 others.")
    #expect(
      headline([dnn] + level) == "DNN has the largest test AUC, #, and is distinguishable from none of the 6 others.")
    #expect(headline([dnn, good, bad], against: "dnn") == "ADL is ahead of DNN by # test AUC, more than chance.")
    #expect(headline([dnn, bad], against: "dnn") == "DNN is ahead of STAR by more than chance.")
    #expect(headline([dnn, level[0]], against: "dnn") == "None is ahead of DNN.")
    #expect(
      headline([dnn, bad, level[0]], against: "dnn")
        == "None is ahead of DNN, which is ahead of STAR by more than chance.")
    let (one, two) = (model("dnn", skill: 0.1, seeds: 1), model("adl", skill: 0.9, seeds: 1))
    #expect(headline([one, two]).hasSuffix("ahead of DNN by more than the rows' luck."))
    #expect(headline([model("dnn", skill: 0.1, seeds: 2, clicked: 0), dnn]).hasPrefix("No verdict"))
  }

  @Test func withoutClicksThereIsNoVerdict() throws {
    let found = comparison([
      model("dnn", skill: 0.1, seeds: 2, clicked: 0), model("adl", skill: 0.2, seeds: 2, clicked: 0),
    ])
    #expect(found.verdict.best == nil && found.verdict.rivals.isEmpty)
    #expect(found.verdict.sentence.contains("No verdict"))
    #expect(try Comparison(json: found.json()) == found)
  }

  @Test("With fewer than 20 clicks, or non-clicks, there is no verdict but the reason why")
  func tooFewForAVerdict() throws {
    for (clicked, words) in [(19, "19 clicks"), (381, "19 rows without a click"), (20, nil), (380, nil)] {
      for against in [nil, "dnn"] {
        let found = comparison(
          [model("dnn", skill: 0.1, seeds: 3, clicked: clicked), model("adl", skill: 0.9, seeds: 3, clicked: clicked)],
          against: against)
        let verdict = found.verdict
        #expect(try Comparison(json: found.json()) == found)
        #expect((verdict.reason == nil) == (words == nil) && verdict.rivals.isEmpty == (words != nil), "\(clicked)")
        guard let words else { continue }
        let line =
          "No verdict: the test part has \(words), and with fewer than 20 of a class the rows' luck alone tells equal models "
          + "apart too often."
        #expect(verdict.best == nil && verdict.lines == [line] && found.headline == line)
        let json = try #require(JSONSerialization.jsonObject(with: found.json()) as? [String: Any])
        let written = try #require(json["verdict"] as? [String: Any])
        #expect(written["best"] is NSNull && written["reason"] as? String == verdict.reason)
        // What was measured is there all the same.
        let change = found.changes?.first
        #expect((change == nil) == (against == nil))
        if let change {
          #expect(change.difference > 0 && change.deLongP == nil && change.pairedTP == nil && !change.distinguishable)
        }
      }
    }
    // One model alone is told apart from none.
    #expect(comparison([model("dnn", skill: 0.1, seeds: 1, clicked: 5)]).verdict.best == "dnn")
  }

  @Test("A model that has no AUC is named")
  func aModelWithoutAnAUC() {
    var broken = ComparedModel(name: "star", title: "STAR", formula: "P", towerByFormula: 1)
    let predictions = Predictions(
      probabilities: [Float](repeating: .nan, count: 400), labels: (0..<400).map { $0 < 100 ? 1 : 0 },
      scenarios: [Int32](repeating: 0, count: 400), scenarioNames: ["home"])
    let good = model("dnn", skill: 0.3, seeds: 1)
    var metrics = good.metrics[0]
    metrics.values = evaluate(predictions).values
    broken.add(metrics, Placements(predictions))
    #expect(comparison([good, broken]).verdict.sentence == "No verdict: STAR has no AUC on the test part.")
  }

  @Test func undefinedFiguresAreNullAndAllComesBack() throws {
    var found = comparison([model("dnn", skill: 0.1, seeds: 1), model("adl", skill: 0.6, seeds: 1)])
    found.tuning = [
      TuningTrial(model: "dnn", trial: 0, learningRate: 0.001, embeddingL2: 0, dropout: 0, clusters: nil)
    ]
    let json = try found.json()
    #expect(try Comparison(json: json) == found)
    #expect(try Comparison(json: json).json() == json)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "bestPossibleAUC", "clicks", "data", "heldOutScenario", "models", "part", "rows", "seeds", "tuning", "verdict",
        "version",
      ])
    #expect(object["bestPossibleAUC"] is NSNull)
    let model = try #require((object["models"] as? [[String: Any]])?.first)
    #expect(
      model.keys.sorted() == [
        "auc", "flopsPerSample", "gauc", "logLoss", "name", "parameters", "relaImp", "runs", "scenarios", "title",
        "training", "validationAUC",
      ])
    #expect(model["relaImp"] is NSNull && (model["auc"] as? [String: Any])?["standardDeviation"] is NSNull)
    let rival = try #require(((object["verdict"] as? [String: Any])?["rivals"] as? [[String: Any]])?.first)
    #expect(
      rival.keys.sorted() == [
        "deLong", "deLongAdjusted", "difference", "distinguishable", "name", "pairedT", "pairedTAdjusted", "sentence",
        "title",
      ])
    #expect(rival["pairedT"] is NSNull)
  }

  @Test func trialsComeBackFromTheirFile() throws {
    var chosen = TuningTrial(
      model: "adl", trial: 1, learningRate: 0.000538, embeddingL2: 1.41e-6, dropout: 0.3, clusters: 15,
      validationAUC: 0.1 + 0.2, validationLogLoss: 0.15, quality: -0.15)
    chosen.chosen = true
    let trials = [
      TuningTrial(model: "dnn", trial: 0, learningRate: 0.001, embeddingL2: 0, dropout: 0, clusters: nil), chosen,
    ]
    let csv = TuningTrial.csv(trials)
    #expect(try TuningTrial.read(csv: csv) == trials)
    // Of version 0.1: the AUC decided.
    let before = "model,trial,learningRate,embeddingL2,dropout,clusters,validationAUC,validationLogLoss,chosen\n"
    #expect(try TuningTrial.read(csv: before + "dnn,0,0.1,0,0,,0.7,0.2,true\n").map(\.quality) == [0.7])
    for broken in [csv.replacingOccurrences(of: "15", with: "many"), csv + "adl,2\n"] {
      do {
        _ = try TuningTrial.read(csv: broken)
        Issue.record("read \(broken)")
      } catch { #expect(error.row > 0) }
    }
  }
}
