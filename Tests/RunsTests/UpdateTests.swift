import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

/// A model day after day: what a later day brings is learned, and what it does not touch stays.
@Suite struct UpdateTests {
  /// Two days of a log, the second with a page of its own and without some users, in a store that the second was appended to.
  private struct Days {
    let place: TemporaryFolder
    let first: PreparedData
    let second: PreparedData
    let settings: RunSettings

    static let schema = """
      label: click
      scenario: page
      time: day
      minimumCount: 1
      statistics: none
      split: {random: [0.7, 0.1, 0.2]}
      features: {user: {kind: id}, item: {kind: id}, tag: {kind: ids, separator: "|"}}

      """

    static func text(_ rows: Int, day: Int, users: Range<Int>, pages: [String], shift: Int = 0) -> String {
      "click,day,page,user,item,tag\n"
        + (0..<rows).map { row in
          let (user, item) = (users.lowerBound + row * 7 % users.count, row * 13 % 31)
          let page = (row / 5) % pages.count
          let click = (user + 2 * item + page + shift) % 5 < 2 ? 1 : 0
          return
            "\(click),2024-01-0\(day) 10:00:\(10 + row % 50),\(pages[page]),u\(user),i\(item),t\(item % 4)|t\(user % 3)\n"
        }.joined()
    }

    init(_ change: (inout RunSettings) -> Void = { _ in }) throws {
      let place = try TemporaryFolder()
      func url(_ name: String) -> URL { place.url.appendingPathComponent(name) }
      func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: url(name)) }
      try write(Self.schema, "schema.yaml")
      try write(Self.text(1_500, day: 1, users: 0..<41, pages: ["b", "c", "a"]), "1.csv")
      try write(Self.text(900, day: 2, users: 20..<71, pages: ["c", "a", "b", "aa"], shift: 1), "2.csv")
      let store = url("store")
      first = try DataSource.open(url("1.csv").path).prepare(into: store, seed: 1)
      settings = SmallLog.settings(change)
      _ = try Run.train(settings, on: first, in: RunFolder(url("first")), report: false)
      _ = try DataSource.open(url("2.csv").path, coding: first.log.encoding).append(to: store, seed: 1)
      second = try #require(try DataSource.open(store.path).prepare(growing: first.log.encoding, seed: 1))
      self.place = place
    }

    func folder(_ name: String) -> RunFolder { RunFolder(place.url.appendingPathComponent(name)) }
    var earlier: TrainedModel { get throws { try TrainedRun(folder("first")).model } }

    /// The settings of an update.
    func updating(_ change: (inout RunSettings) -> Void = { _ in }) -> RunSettings {
      var settings = settings.goingOn(from: folder("first").url, first.log.encoding)
      change(&settings)
      return settings
    }

    /// A learner of the second day before its first step.
    func learner(_ change: (inout RunSettings) -> Void = { _ in }, moments: Moments? = nil) throws -> Learner {
      let settings = updating(change)
      var learner = try Trainer(settings, log: second.log, in: Workspace(threads: 2)).newLearner()
      try learner.goOn(from: EarlierRun(try earlier, moments), as: settings.model, encoding: second.log.encoding)
      return learner
    }

    /// Some probabilities of a scenario's rows of the first day, as the first day's page or as another.
    func probabilities(_ predictor: Predictor, _ encoding: Encoding, page: String, as other: String? = nil) -> [Float] {
      let log = try? PreparedLog.open(folder("store").url, as: encoding)
      var probabilities: [Float] = []
      guard let log, let place = encoding.scenarios.firstIndex(of: page),
        let target = encoding.scenarios.firstIndex(of: other ?? page)
      else { return [] }
      for batch in log.part(.test).batches(size: 64) {
        let own = batch.scenarios.map { Int($0) == place }
        for row in 0..<batch.rows { batch.scenarios[row] = Int32(target) }
        let output = predictor(ModelInput(batch, pooling: encoding.pooling))
        for row in 0..<batch.rows where own[row] && batch.rowNumbers[row] < 1_500 {
          probabilities.append(1 / (1 + exp(-output.logits.matrix[row, 0])))
        }
      }
      return probabilities
    }
  }

  /// Before its first step an updated model gives the earlier one's results, and a new page starts from what is shared or from
  /// the largest page.
  @Test(arguments: ModelKind.allCases)
  func aNewScenarioStartsFromTheSharedOrLargestOne(_ kind: ModelKind) throws {
    let days = try Days { $0.model = kind }
    let (old, new) = (days.first.log.encoding, days.second.log.encoding)
    #expect(old.scenarios == ["a", "b", "c"] && new.scenarios == ["a", "b", "c", "aa"])
    let learner = try days.learner()
    let (before, after) = (try days.earlier.predictor, Predictor(learner))
    func near(_ a: [Float], _ b: [Float]) -> Bool {
      a.count > 20 && a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 }
    }
    for page in old.scenarios {
      #expect(
        near(days.probabilities(before, old, page: page), days.probabilities(after, new, page: page)), "\(page)")
    }
    let rows = days.first.log.part(.training).scenarioCounts().map(\.rows)
    let largest = rows.indices.max { (rows[$0], $1) < (rows[$1], $0) } ?? 0
    let asNew = days.probabilities(after, new, page: "a", as: "aa")
    let asLargest = days.probabilities(before, old, page: "a", as: old.scenarios[largest])
    // STAR's new page has the shared network alone.
    #expect(near(asNew, asLargest) || kind == .star)
    #expect(asNew.count > 20 && asNew.allSatisfy { $0 > 0 && $0 < 1 })
  }

  /// Rows of a new page train no other page's weights. (Below its last level PLE mixes all pages' experts for every row.)
  @Test(arguments: [ModelKind.star, .sharedBottom, .hmoe, .ple, .adasparse])
  func aNewScenarioTrainsNoOther(_ kind: ModelKind) throws {
    let days = try Days { $0.model = kind }
    let encoding = days.second.log.encoding
    var learner = try days.learner()
    let names = learner.parameters.all.filter { !learner.parameters.axes(of: $0).isEmpty }
    #expect(!names.isEmpty)
    let before = names.map { learner.parameters[$0].copy().elements }
    let new = Int32(encoding.scenarios.count - 1)
    for batch in days.second.log.part(.training).batches(size: 64).prefix(4) {
      for row in 0..<batch.rows { batch.scenarios[row] = new }
      _ = try learner.train(on: ModelInput(batch, pooling: encoding.pooling), labels: batch.labels)
    }
    var changed = 0
    for (parameter, old) in zip(names, before) {
      let now = learner.parameters[parameter].elements
      let axes = learner.parameters.axes(of: parameter)
      guard axes.allSatisfy({ $0.groups == .scenarios && $0.dimension == .first }),
        !parameter.name.hasPrefix("level.0.own")
      else { continue }
      let own = now.count / encoding.scenarios.count * Int(new)
      #expect(Array(now[..<own]) == Array(old[..<own]), "\(parameter.name)")
      if Array(now[own...]) != Array(old[own...]) { changed += 1 }
    }
    #expect(changed > 0)
  }

  /// Rows of the table that no new row uses keep their bits.
  @Test(arguments: ModelKind.allCases)
  func whatTheNewRowsDoNotUseKeepsItsBits(_ kind: ModelKind) throws {
    let days = try Days { ($0.model, $0.multiEpoch) = (kind, kind != .lr && kind != .fm) }
    let run = try Run.train(
      days.updating { $0.epochs = 3 }, on: days.second, in: days.folder("second"), report: false)
    #expect(run.settings.multiEpoch == false)
    let (old, new) = (days.first.log.encoding, days.second.log.encoding)
    let before = try days.earlier.predictor.parameters
    let after = try TrainedRun(days.folder("second")).model.predictor.parameters
    guard case .vocabulary(let users)? = old.fields[0].values, case .vocabulary(let now)? = new.fields[0].values else {
      return #expect(Bool(false))
    }
    for table in before.all where before.role(of: table) == .embedding {
      guard let later = after.all.first(where: { $0.name == table.name }) else { continue }
      for user in 0..<20 {
        let (a, b) = (users.row(of: "u\(user)"), now.row(of: "u\(user)"))
        #expect(a > 0 && b > 0)
        #expect(before[table].row(a) == after[later].row(b), "\(table.name), u\(user)")
      }
    }
  }

  /// From a DNN to ADL, and to another K: the first results are the earlier model's.
  @Test func aNetworkBecomesClustersAndClustersOthers() throws {
    let days = try Days { $0.model = .dnn }
    let (old, new) = (days.first.log.encoding, days.second.log.encoding)
    let dnn = days.probabilities(try days.earlier.predictor, old, page: "a")
    for clusters in [1, 3, 9] {
      let adl = try days.learner { ($0.model, $0.clusters) = (.adl, clusters) }
      let first = days.probabilities(Predictor(adl), new, page: "a")
      #expect(first.count == dnn.count && zip(first, dnn).allSatisfy { abs($0 - $1) < 1e-5 }, "K = \(clusters)")
    }
    let routed = try Days { $0.clusters = 3 }
    for clusters in [2, 5] {
      let learner = try routed.learner { $0.clusters = clusters }
      let own = try #require(learner.parameters.all.first { $0.name == "tower.0.specific.weight" })
      let earlier = try routed.earlier.predictor.parameters
      let before = try #require(earlier.all.first { $0.name == own.name })
      let size = earlier[before].count / 3
      let kept = min(3, clusters) * size
      #expect(own.shape[0] == clusters)
      #expect(Array(learner.parameters[own].elements[..<kept]) == Array(earlier[before].elements[..<kept]))
      #expect(learner.parameters[own].elements[kept...].allSatisfy { $0 == 1 })
    }
    let run = try Run.train(
      routed.updating { $0.clusters = 5 }, on: routed.second, in: routed.folder("five"), report: false)
    #expect(run.routedRows != nil && run.metrics.clusters != nil)
  }

  /// With moments, an update's first step is the one that a longer training would take.
  @Test func momentsAreKeptWhereAskedFor() throws {
    let days = try Days { ($0.model, $0.keepMoments) = (.star, true) }
    #expect(days.folder("first").moments.exists)
    let moments = try #require(try MomentsFile.read(days.folder("first").trainingFiles))
    let learner = try days.learner(moments: moments)
    #expect(learner.optimiser.step == moments.step && moments.step > 0)
    let (old, new) = (days.first.log.encoding, days.second.log.encoding)
    let v = try #require(learner.optimiser.state.first { $0.name == "v" && $0.parameter.name == "embedding.table" })
    let before = try #require(moments.tensors["v/embedding.table"]).matrix
    for (field, known) in zip(new.fields, old.fields) {
      for row in 0..<known.rows { #expect(v.matrix.row(field.offset + row) == before.row(known.offset + row)) }
    }
    #expect(v.matrix.row(new.fields[0].offset + old.fields[0].rows).allSatisfy { $0 == 0 })
    let without = try Days { $0.model = .star }
    #expect(!without.folder("first").moments.exists)
    // The same rows again.
    let store = days.folder("store").url.path
    #expect(try DataSource.open(store).prepare(growing: new, seed: 1) == nil)
    let again = try #require(try DataSource.open(store).prepare(growing: new, again: true, seed: 1))
    #expect(
      again.log.part(.training).rows == 2 * days.second.log.all.rows / 2 - again.log.part(.validation).rows
        - again.log.part(.test).rows)
  }

  /// Of an update that does harm, nothing is kept.
  @Test func anUpdateIsNeverWorseOnItsValidationRows() throws {
    let days = try Days { $0.epochs = 6 }
    func validation(_ model: TrainedModel) throws -> Double? {
      let part = days.second.log.part(.validation)
      return ScoredRows(try Scorer(model).predictions(for: part, of: days.second.log)).auc
    }
    var before = try Trainer(days.updating(), log: days.second.log, in: Workspace(threads: 1)).newLearner()
    try before.goOn(from: EarlierRun(try days.earlier, nil), as: .adl, encoding: days.second.log.encoding)
    let part = days.second.log.part(.validation)
    let first = ScoredRows(
      try Scorer(Predictor(before), encoding: days.second.log.encoding).predictions(for: part, of: days.second.log)
    ).auc
    // Steps that spoil everything.
    let run = try Run.train(
      days.updating { ($0.learningRate, $0.monitor) = (20, .logLoss) }, on: days.second, in: days.folder("second"),
      report: false)
    #expect(run.metrics.training.bestEpoch == 0)
    #expect(run.metrics.validation?.auc == first)
    #expect(try validation(TrainedRun(days.folder("second")).model) == first)
    let settings = days.updating()
    #expect(settings.learningRate == days.settings.learningRate / 2 && settings.patience == 2)
    // A day later it is not halved again.
    #expect(
      settings.goingOn(from: days.folder("second").url, days.second.log.encoding).learningRate == settings.learningRate)
  }

  /// Values that were forgotten leave, the others stay what they are, wherever their rows are now.
  @Test func anUpdateAfterForgetting() throws {
    let days = try Days { $0.model = .dnn }
    let (log, dropped) = try PreparedLog.forget(before: "2024-01-02", in: days.folder("store").url)
    #expect(
      dropped.map(\.title) == ["log 1, 2024-01-01 10:00:10 to 2024-01-01 10:00:59"]
        && log.encoding.totalRows < days.second.log.encoding.totalRows)
    let data = try #require(
      try DataSource.open(days.folder("store").url.path).prepare(growing: days.first.log.encoding, seed: 1))
    var learner = try Trainer(days.updating(), log: data.log, in: Workspace(threads: 1)).newLearner()
    let earlier = try days.earlier
    try learner.goOn(from: EarlierRun(earlier, nil), as: .dnn, encoding: data.log.encoding)
    let table = try #require(learner.parameters.all.first { $0.name == "embedding.table" })
    let before = try #require(earlier.predictor.parameters.all.first { $0.name == "embedding.table" })
    var moved = 0
    for (field, old) in zip(data.log.encoding.fields, days.first.log.encoding.fields) {
      guard case .vocabulary(let now)? = field.values, case .vocabulary(let then)? = old.values else { continue }
      for row in 1..<now.rows {
        let value = field.label(ofRow: row)
        guard case let place = then.row(of: value), place > 0 else { continue }
        if place != row { moved += 1 }
        #expect(
          learner.parameters[table].row(field.offset + row)
            == earlier.predictor.parameters[before].row(old.offset + place), "\(field.name) \(value)")
      }
    }
    #expect(moved > 5)
    let run = try Run.train(days.updating(), on: data, in: days.folder("second"), report: false)
    #expect(run.metrics.rows > 0)
    // The earlier run still reads the store.
    _ = try PreparedLog.open(days.folder("store").url, as: days.first.log.encoding)
  }
}
