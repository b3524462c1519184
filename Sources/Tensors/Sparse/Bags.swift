/// Which rows of a table each bag of a batch pools. There is one bag for each row of the batch and each field, row after
/// row: bag r · fields + f takes `ids[starts[b] ..< starts[b + 1]]`.
public struct Bags: Sendable {
  /// Σ w e, or Σ w e / Σ w; a bag whose weights sum to 0 has the mean 0.
  public enum Pooling: Sendable { case sum, mean }

  public let ids: [Int32]
  public let starts: [Int32]
  /// How each field pools its values.
  public let pooling: [Pooling]
  /// w, one for each id; nil if all are 1.
  public let weights: [Float]?
  let mean: [UInt8]

  public init(ids: [Int32], starts: [Int32], pooling: [Pooling], weights: [Float]? = nil) {
    self.ids = ids
    self.starts = starts
    self.pooling = pooling
    self.weights = weights
    mean = pooling.map { $0 == .mean ? 1 : 0 }
  }

  public var fields: Int { pooling.count }
  /// Bags in all: the batch's rows times the fields.
  public var count: Int { starts.count - 1 }
  public var rows: Int { fields == 0 ? 0 : count / fields }

  /// Whether all ids are rows of a table of this size, and the bags follow one another through them. What is looked up
  /// is looked up without a check.
  func fit(tableRows: Int) -> Bool {
    guard starts.first == 0, fields > 0, count % fields == 0, Int(starts[count]) <= ids.count else { return false }
    var fits = weights.map { $0.count == ids.count } ?? true
    for bag in 0..<count where starts[bag] > starts[bag + 1] { fits = false }
    for id in ids where UInt32(bitPattern: id) >= tableRows { fits = false }
    return fits
  }
}
