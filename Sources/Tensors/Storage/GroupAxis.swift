/// A dimension of a tensor along which groups lie, a model's scenarios or clusters, of which a later model may have more.
///
/// The dimension has `outer` · `count` · `unit` places, group by group within each outer one, and behind them places of no
/// group.
public struct GroupAxis: Sendable, Equatable {
  public enum Groups: Sendable { case scenarios, clusters }
  public enum Dimension: Sendable { case first, last }

  /// What a group starts from that an earlier model did not have.
  public enum Start: Sendable {
    /// The first values of a new model: where a group's own part at first leaves what all share as it is.
    case initial
    /// The values of the largest group.
    case largest
    /// Values that no older group notices (`Parameters.add`'s `closed`): its place in a softmax over groups.
    case closed
  }

  public let groups: Groups
  public let dimension: Dimension
  public let start: Start
  public let count: Int
  public let unit: Int
  public let outer: Int

  public init(
    _ groups: Groups, _ count: Int, along dimension: Dimension = .first, unit: Int = 1, outer: Int = 1, start: Start
  ) {
    (self.groups, self.count, self.dimension) = (groups, count, dimension)
    (self.unit, self.outer, self.start) = (unit, outer, start)
  }
}
