/// A matrix on a tape. A gradient flows back to it if it depends on a parameter and the tape records.
public struct Value: Sendable {
  public let matrix: Matrix
  let node: Int?
  /// Whether it is what a ReLU gave and nothing else: where it is not positive, its gradient does not count.
  var isRectified = false

  public var rows: Int { matrix.rows }
  public var columns: Int { matrix.columns }
}
