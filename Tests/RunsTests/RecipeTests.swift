import ClickLog
import Files
import Foundation
import ScenarioModels
import SimulatedLogs
import Tensors
import Testing
import Training

@testable import Runs

@Suite struct RecipeTests {
  /// 70,000 rows of users who click at rates of their own, or all at the same.
  private struct UserLog {
    let place: TemporaryFolder
    let data: PreparedData
    var log: PreparedLog { data.log }

    init(differ: Bool, recipe: Recipe = .auto) throws {
      place = try TemporaryFolder()
      var random = RandomGenerator(seed: 3)
      let rates = (0..<3000).map { _ in random.uniform() < 0.5 ? 0.1 : 0.5 }
      var text = "click,user,page\n"
      for _ in 0..<70_000 {
        let user = random.index(below: rates.count)
        let click = random.uniform() < (differ ? rates[user] : 0.3)
        text += "\(click ? 1 : 0),\(user),\(random.index(below: 3))\n"
      }
      let file = place.url.appendingPathComponent("log.csv")
      try AtomicFile.write(text, to: file)
      let schema = place.url.appendingPathComponent("s.yaml")
      try AtomicFile.write(
        """
        label: click
        scenario: page
        session: user
        split: {order: [0.9, 0.05, 0.05]}
        features: {user: {kind: id}, page: {kind: id}}
        """, to: schema)
      data = try PreparedData.prepare(file.path, schema: schema.path, recipe: recipe)
    }

    func chosen(_ settings: RunSettings, routes: Bool = true) throws -> (settings: RunSettings, notes: [String]) {
      let reported = Reported()
      var choices = RecipeChoices(log, RunContext(reporter: reported))
      return (try choices.settings(settings, routes: routes), reported.remarks.map(\.text))
    }
  }

  private static func settings(_ change: (inout RunSettings) -> Void = { _ in }) -> RunSettings {
    var settings = RunSettings(.dnn)
    settings.hidden = [8]
    settings.embeddingDimension = 4
    settings.threads = 2
    change(&settings)
    return settings
  }

  @Test func statisticsAreTakenWhereTheyHelp() throws {
    let log = try UserLog(differ: true)
    #expect(log.log.encoding.statistics != nil)
    let (chosen, notes) = try log.chosen(Self.settings())
    #expect(chosen.statistics && [0.03, 0.3].contains(chosen.statisticsDeviation) && chosen.ensemble == 1)
    #expect(notes.first?.hasPrefix("Running statistics, deviation \(chosen.statisticsDeviation), by the") == true)
    // Nothing is left to choose.
    #expect(try log.chosen(chosen).settings == chosen && log.chosen(chosen).notes.isEmpty)
  }

  /// Where all users are alike no key is worth a place, and there is nothing to try.
  @Test func alikeUsersHaveNoStatistics() throws {
    let log = try UserLog(differ: false)
    #expect(log.log.encoding.statistics == nil)
    #expect(try log.chosen(Self.settings()).notes.allSatisfy { !$0.contains("tatistics") })
  }

  /// What a user gives is not chosen, whatever it does.
  @Test func whatIsGivenStays() throws {
    let log = try UserLog(differ: true)
    let given = Self.settings {
      $0.model = .adl
      ($0.statistics, $0.multiEpoch, $0.clusters, $0.ensemble) = (false, false, 5, 2)
    }
    let (chosen, notes) = try log.chosen(given)
    #expect(!chosen.statistics && !chosen.multiEpoch && chosen.clusters == 5 && chosen.ensemble == 2 && notes.isEmpty)
  }

  /// The paper's setting is as it was before there were recipes: no statistics, one model, K = 9, passes in one go.
  @Test func thePaperHasNothingElse() throws {
    let log = try UserLog(differ: true)
    let paper = Self.settings {
      $0.recipe = .paper
      $0.model = .adl
    }
    let (chosen, notes) = try log.chosen(paper)
    #expect(!chosen.statistics && !chosen.multiEpoch && chosen.clusters == 9 && chosen.ensemble == 1)
    #expect(chosen.patience == 1 && notes.isEmpty)
    #expect(try UserLog(differ: true, recipe: .paper).log.encoding.statistics == nil)
  }

  @Test func theBestIsFiveModels() throws {
    let log = try SmallLog(rows: 2_000)
    var choices = RecipeChoices(log.log, RunContext())
    let chosen = try choices.settings(Self.settings { $0.recipe = .best }, routes: true)
    #expect(chosen.ensemble == 5)
    // A small log's plan is its own.
    #expect(!chosen.multiEpoch && chosen.clusters == 9)
  }

  /// ADL takes as many clusters as the validation part has use for; beside other models it keeps them.
  @Test func clustersAreChosenForADLAlone() throws {
    let log = try UserLog(differ: true)
    let adl = Self.settings {
      $0.model = .adl
      ($0.statistics, $0.multiEpoch) = (false, false)
    }
    let (chosen, notes) = try log.chosen(adl)
    let note = try #require(notes.last)
    let figures = note.split(separator: " ").compactMap { Double($0) }.filter { $0 < 1 }
    // The most, or one where the DNN is more than a little ahead.
    let best = figures.count == 3 && figures[0] >= figures[1] ? 9 : 4
    #expect(chosen.clusters == best || chosen.clusters == 1 && figures[2] > figures[best == 9 ? 0 : 1], "\(note)")
    #expect(chosen.sharedLayers == (chosen.clusters == 1 ? 1 : 0))
    #expect(try log.chosen(adl, routes: false).settings.clusters == 9)
  }

  /// A run's settings have nothing open, so that a resumed run chooses nothing again.
  @Test func aRunKeepsWhatWasChosen() throws {
    let log = try UserLog(differ: true)
    let folder = RunFolder(log.place.url.appendingPathComponent("run"))
    let settings = Self.settings { $0.epochs = 1 }
    let run = try Run.train(settings, on: log.data, in: folder, report: false)
    let kept = try folder.readSettings()
    #expect(kept == run.settings && kept.$statistics == true && kept.$statisticsDeviation != nil)
    #expect(settings.completed(by: kept).withSilent(of: kept) == kept)
  }
}
