import Tensors

/// Which rows a training row's statistics are counted over; those of later parts are over the whole training part.
enum CountingRule: Sendable {
  /// Rows before it: with a smaller time, or, without a column of times, before it in the log.
  case earlier(time: Int?)
  /// Rows of other folds, drawn at random: where later parts are rows like any other.
  case otherFolds(group: Int?)

  static let folds = 10

  /// What suits a log's split: what a training row sees is to be to it what the training part is to a row of the test.
  init(_ schema: Schema, _ layout: LogLayout) {
    switch schema.split {
    case .column, .order: self = .earlier(time: layout.clock)
    case .files, .value: self = layout.clock.map { .earlier(time: $0) } ?? .otherFolds(group: nil)
    case .random(_, let group): self = .otherFolds(group: group == nil ? nil : layout.split)
    }
  }
}
