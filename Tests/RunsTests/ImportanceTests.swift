import ClickLog
import Evaluation
import Files
import Foundation
import Tensors
import Testing

@testable import Runs
@testable import Training

/// A log in which it is known what matters: `strong` much, `page` and then `tags` some, `weak` little, `noise` nothing.
private struct KnownLog {
  let place: TemporaryFolder
  let data: PreparedData
  let trained: TrainedRun
  /// Of each row of the test part.
  let cells: [[String]]

  init(_ change: (inout RunSettings) -> Void = { _ in }) throws {
    place = try TemporaryFolder()
    var random = RandomGenerator(seed: 5)
    var cells: [[String]] = []
    let pages = ["home", "cart", "search"]
    for _ in 0..<8000 {
      let (strong, weak, noise) = (random.index(below: 8), random.index(below: 8), random.index(below: 8))
      let (page, first, count) = (random.index(below: 3), random.index(below: 6), random.index(below: 3))
      let tags = (0..<count).map { (first + $0) % 6 }
      let ofTags = tags.isEmpty ? 0 : tags.reduce(0) { $0 + Double($1) - 2.5 } / Double(tags.count)
      let logit = 0.6 * (Double(strong) - 3.5) + 0.12 * (Double(weak) - 3.5) + 0.4 * ofTags + 0.8 * Double(page) - 1.5
      let click = random.uniform() < 1 / (1 + exp(-logit))
      cells.append([
        "s\(strong)", "w\(weak)", "n\(noise)", pages[page], tags.map { "t\($0)" }.joined(separator: "|"),
        click ? "1" : "0", "d\(cells.count % 5)",
      ])
    }
    cells[7999][5...] = ["0", "only here"]
    let text = (["strong,weak,noise,page,tags,click,day"] + cells.map { $0.joined(separator: ",") }).joined(
      separator: "\n")
    let schema = """
      label: click
      scenario: page
      split: {order: [0.6, 0.1, 0.3]}
      statistics: {keys: [weak]}
      features:
        strong: {kind: id}
        weak: {kind: id}
        noise: {kind: id}
        page: {kind: id}
        tags: {kind: ids, separator: "|"}
      """
    try Data(text.utf8).write(to: place.url.appendingPathComponent("log.csv"))
    try Data(schema.utf8).write(to: place.url.appendingPathComponent("schema.yaml"))
    data = try DataSource.open(place.url.appendingPathComponent("log.csv").path).prepare(seed: 1)
    let folder = RunFolder(place.url.appendingPathComponent("run"))
    let settings = SmallLog.settings {
      $0.model = .dnn
      $0.epochs = 6
      change(&$0)
    }
    _ = try Run.train(settings, on: data, in: folder, .anew, report: false, RunContext())
    trained = try TrainedRun(folder)
    self.cells = Array(cells.suffix(2400))
  }

  var test: LogPart { data.log.part(.test) }

  func importance(seed: UInt64 = 1, permutations: Int = 3) throws -> Importance {
    try trained.model.importance(of: test, in: data.log, permutations: permutations, seed: seed)
  }
}

@Suite struct ImportanceTests {
  @Test("What matters comes first, in its order; what does not is within its error of nothing")
  func whatMattersComesFirst() throws {
    let log = try KnownLog()
    let found = try log.importance()
    #expect(found.inputs.prefix(3).map(\.name) == ["strong", "page", "tags"])
    #expect(found.inputs.first { $0.name == "page" }?.kind == .scenario)
    #expect(Set(found.inputs.map(\.name)) == ["strong", "tags", "page", "weak", "noise", "statistics of weak"])
    let noise = try #require(found.inputs.first { $0.name == "noise" })
    let (loss, error) = (try #require(noise.aucLoss), try #require(noise.aucLossRowError))
    #expect(abs(loss) < 4 * error + 0.002, "\(loss) ± \(error)")
    let strong = found.inputs[0]
    #expect((strong.aucLoss ?? 0) > 0.1 && (strong.logLossRise ?? 0) > 0.1)
    #expect((strong.aucLossError ?? 1) < 0.02 && (0.002...0.03).contains(strong.aucLossRowError ?? 0))

    let whole = try log.trained.evaluate(log.test, "test", of: log.data)
    #expect(found.auc == whole.auc && found.logLoss == whole.logLoss, "unshuffled, to the last bit")
    #expect(found.rows == 2400 && found.clicks == whole.clicks && found.permutations == 3)
  }

  @Test("The same seed gives the same bits, another seed others; JSON keeps them")
  func repeats() throws {
    let log = try KnownLog { $0.epochs = 1 }
    let found = try log.importance(permutations: 2)
    #expect(try log.importance(permutations: 2) == found)
    #expect(try log.importance(seed: 2, permutations: 2) != found)
    #expect(try JSONDecoder().decode(Importance.self, from: JSONEncoder.file(found)) == found)
    #expect(try log.importance(permutations: 1).inputs.allSatisfy { $0.aucLossError == nil && $0.aucLoss != nil })
  }

  @Test("A row keeps all but what it takes from another: bags of any length, numbers, the scenario")
  func rowsTakeInputs() throws {
    let log = try KnownLog { $0.epochs = 1 }
    let whole = try #require(log.test.batches(size: 10_000).makeIterator().next())
    let donors = (0..<Int32(whole.rows)).map { Int32(whole.rows) - 1 - $0 }
    func bag(_ batch: Batch, _ row: Int, _ field: Int) -> [Int32] {
      Array(batch.ids[Int(batch.starts[row * 5 + field])..<Int(batch.starts[row * 5 + field + 1])])
    }
    let some = 700..<1500
    let batch = whole.rows(some, taking: Batch.Inputs(fields: [0, 4], numbers: 1..<2, scenario: true), from: donors)
    #expect(batch.rows == 800 && batch.labels == Array(whole.labels[some]))
    #expect(batch.rowNumbers == Array(whole.rowNumbers[some]) && batch.sessions == Array(whole.sessions[some]))
    for (place, row) in some.enumerated() {
      let donor = Int(donors[row])
      for field in 0..<5 {
        #expect(bag(batch, place, field) == bag(whole, [0, 4].contains(field) ? donor : row, field))
      }
      #expect(batch.scenarios[place] == whole.scenarios[donor])
      #expect(batch.numbers[2 * place] == whole.numbers[2 * row])
      #expect(batch.numbers[2 * place + 1] == whole.numbers[2 * donor + 1])
    }
  }

  @Test("Rows are shuffled within their scenario, each once")
  func shufflesStayWithinScenarios() {
    let scenarios = (0..<500).map { Int32($0 * $0 % 7 - 1) }
    let shuffle = RowShuffle(scenarios: scenarios, generator: RandomGenerator(seed: 3))
    #expect(shuffle.withinScenarios.sorted() == Array(0..<500) && shuffle.overall.sorted() == Array(0..<500))
    #expect(scenarios.indices.allSatisfy { scenarios[Int(shuffle.withinScenarios[$0])] == scenarios[$0] })
    #expect(shuffle.withinScenarios != Array(0..<500))
    #expect(scenarios.indices.contains { scenarios[Int(shuffle.overall[$0])] != scenarios[$0] })
  }

  @Test("The rows of each value of a feature are judged by themselves; a row of a list counts for each of its values")
  func byColumn() throws {
    let log = try KnownLog { $0.epochs = 1 }
    let (found, predictions) = (
      try log.trained.evaluate(
        log.test, "test", of: log.data,
        by: ["weak", "tags", "page"].map { try #require(ColumnValues($0, of: log.trained.encoding)) }),
      try Scorer(log.trained.model).predictions(for: log.test, of: log.data.log)
    )
    let by = try #require(found.by)
    #expect(
      by.keys.sorted() == ["page", "tags", "weak"]
        && by["page"]?.mapValues(\.facts) == found.scenarios.mapValues(\.facts))
    for (column, place) in [("weak", 1), ("tags", 4)] {
      var rows: [String: [Int]] = [:]
      for (row, cells) in log.cells.enumerated() {
        let values = cells[place].isEmpty ? ["(none)"] : cells[place].split(separator: "|").map(String.init)
        for value in values { rows[value, default: []].append(row) }
      }
      #expect(by[column]?.mapValues(\.rows) == rows.mapValues(\.count))
      for (value, rows) in rows {
        let group = by[column]?[value]
        #expect(
          group?.auc
            == auc(scores: rows.map { predictions.probabilities[$0] }, labels: rows.map { predictions.labels[$0] }))
        #expect(group?.calibrationInterval != nil && group?.clicks == rows.count { log.cells[$0][5] == "1" })
      }
    }
    #expect(try Metrics(json: found.json()) == found)
  }

  @Test("A column that is no feature is read from the log, each cell as it is written")
  func byAColumnOfTheLog() throws {
    let log = try KnownLog { $0.epochs = 1 }
    #expect(ColumnValues("day", of: log.trained.encoding) == nil)
    let file = log.place.url.appendingPathComponent("log.csv")
    let day = try ColumnValues("day", in: file, as: log.trained.encoding)
    let found = try log.trained.evaluate(log.test, "test", of: log.data, by: [day])
    let expected = Dictionary(grouping: log.cells) { $0[6] }.mapValues { rows in rows.count { $0[5] == "1" } }
    #expect(found.by?["day"]?.mapValues(\.clicks) == expected && expected["only here"] == 0 && expected.count == 6)
    let error = #expect(throws: LogError.self) { try ColumnValues("dai", in: file, as: log.trained.encoding) }
    #expect(error?.description.contains("did you mean \"day\"?") == true, "\(String(describing: error))")
  }
}
