import Foundation
import Testing

@testable import Evaluation

struct ComparisonTests {
  /// A model that scores 400 rows by their label, more or less: the more `skill`, the less noise.
  private func model(_ name: String, skill: Float, seeds: Int, clicks: Bool = true) -> ComparedModel {
    var model = ComparedModel(name: name, title: name.uppercased(), formula: "P", towerByFormula: 10)
    let labels = randomRows(400, levels: 2, clickRate: clicks ? 0.3 : 0, seed: 1).labels
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
          peakMemoryBytes: 100 - seed), seed: UInt64(seed + 1), threads: 2, version: "1")
      model.add(metrics, Placements(scores: scores, labels: labels))
    }
    return model
  }

  private func comparison(_ models: [ComparedModel]) -> Comparison {
    Comparison(models, data: "log", tuning: [], version: "1")
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

  @Test func withoutClicksThereIsNoVerdict() throws {
    let found = comparison([
      model("dnn", skill: 0.1, seeds: 2, clicks: false), model("adl", skill: 0.2, seeds: 2, clicks: false),
    ])
    #expect(found.verdict.best == nil && found.verdict.rivals.isEmpty)
    #expect(found.verdict.sentence.contains("No verdict"))
    #expect(try Comparison(json: found.json()) == found)
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
        "training",
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
