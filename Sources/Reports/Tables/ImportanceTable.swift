import Evaluation

/// How much each input of a model matters, as a table: the most important first.
public struct ImportanceTable: Sendable {
  public let importance: Importance

  public init(_ importance: Importance) { self.importance = importance }

  /// To read: means, each with its standard errors by the luck of the shuffles and, of the AUC, by that of the rows.
  public func table() -> TextTable {
    var table = TextTable([
      .text("shuffled"), .number("AUC loss"), .number("± shuffles"), .number("± rows"), .number("log loss rise"),
      .number("± shuffles"),
    ])
    for input in importance.inputs {
      table.add([
        input.name, Figures.difference(input.aucLoss), Figures.fixed(input.aucLossError, 5),
        Figures.fixed(input.aucLossRowError, 5), Figures.difference(input.logLossRise),
        Figures.fixed(input.logLossRiseError, 5),
      ])
    }
    return table
  }

  /// What the figures are of, in a sentence.
  public var heading: String {
    "\(Figures.count(importance.rows)) rows with \(Figures.count(importance.clicks)) clicks, AUC "
      + "\(Figures.score(importance.auc)), log loss \(Figures.score(importance.logLoss)); means of "
      + "\(importance.permutations) shuffles within each scenario, ± one standard error."
  }

  /// A file of raw numbers, named as in JSON; what is not defined is empty.
  public func csv() -> String {
    var table = TextTable(
      ["name", "kind", "aucLoss", "aucLossError", "aucLossRowError", "logLossRise", "logLossRiseError"].map {
        .text($0)
      })
    for input in importance.inputs {
      let numbers = [
        input.aucLoss, input.aucLossError, input.aucLossRowError, input.logLossRise, input.logLossRiseError,
      ]
      table.add([.text(input.name), .text(input.kind.rawValue)] + numbers.map { .number($0, Figures.score) })
    }
    return table.csv()
  }
}
