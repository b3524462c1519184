import ClickLog
import ScenarioModels
import Tensors

extension ModelShape {
  /// What a model is built for when the log is coded like this.
  ///
  /// - Parameter clickRate: of the training rows, which logits start from; nil for a model whose weights are there already.
  public init(_ encoding: Encoding, clickRate: Double? = nil) {
    self.init(
      fields: encoding.fields.map { ModelShape.Field(name: $0.name, group: $0.group, firstRow: $0.offset) },
      numbers: encoding.statistics?.width ?? 0,
      tableRows: encoding.totalRows, scenarios: encoding.scenarios.count, clickRate: clickRate)
  }
}

extension ModelInput {
  /// A batch of a log whose fields pool their values like this (`Encoding.pooling`).
  public init(_ batch: Batch, pooling: [Bags.Pooling]) {
    self.init(
      bags: Bags(
        ids: batch.ids, starts: batch.starts, pooling: pooling, weights: batch.weights.isEmpty ? nil : batch.weights),
      scenarios: batch.scenarios, numbers: batch.numbers)
  }
}

extension Encoding {
  /// How each field pools its values.
  public var pooling: [Bags.Pooling] { fields.map { $0.pooling == .mean ? .mean : .sum } }
}
