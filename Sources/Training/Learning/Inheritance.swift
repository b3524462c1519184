import ClickLog
import Tensors

/// What a model's tensors take over from those of an earlier model, whose log had fewer values and scenarios, or that had
/// another number of clusters.
///
/// A value's row of a table and a scenario's or cluster's own part are found by what they are, not by their place; what is new
/// starts as its axis says (`GroupAxis.Start`).
struct Inheritance {
  private let translation: Translation
  private let encoding: Encoding
  private let earlier: Encoding
  /// The scenario that the earlier model saw most of.
  private let largest: Int

  /// - Throws: `LogError` if the encodings do not go back to the same log.
  init(from earlier: Encoding, to encoding: Encoding, largest: Int) throws(LogError) {
    translation = try Translation(from: earlier, to: encoding)
    (self.encoding, self.earlier, self.largest) = (encoding, earlier, largest)
  }

  /// The numbers of a tensor.
  ///
  /// - Parameters:
  ///   - old: the earlier model's tensor; `values` are its numbers.
  ///   - new: its place in the later model; `initial` are the numbers that it has so far.
  ///   - closed: the value of a place that no softmax is to notice.
  /// - Returns: nil if the two do not fit.
  func inherited(
    _ values: Matrix, of old: Parameter, in before: Parameters, by new: Parameter, in now: Parameters, initial: Matrix,
    closed: Float
  ) -> Matrix? {
    if now.role(of: new) == .embedding, values.rows == earlier.totalRows, initial.rows == encoding.totalRows,
      values.columns == initial.columns
    {
      return table(values, initial)
    }
    let (axes, oldAxes) = (now.axes(of: new), before.axes(of: old))
    guard old.shape.count == new.shape.count, axes.count == oldAxes.count,
      zip(axes, oldAxes).allSatisfy({ $0.groups == $1.groups && $0.dimension == $1.dimension && $0.outer == $1.outer })
    else { return nil }
    var maps: [[Place]] = []
    for dimension in new.shape.indices {
      let isLast = dimension == new.shape.count - 1
      let axis = axes.firstIndex { $0.dimension == .last ? isLast : dimension == 0 }
      guard
        let map = places(
          new.shape[dimension], old.shape[dimension], axis.map { (axes[$0], oldAxes[$0]) })
      else { return nil }
      maps.append(map)
    }
    let matrix = filled(values, old.shape, initial, maps, closed)
    return axes.count == 2 ? withOwn(matrix, maps, closed) : matrix
  }

  /// Where the numbers at a place of a dimension come from.
  private enum Place: Equatable {
    case old(Int)
    /// Of a group that is new: what the largest has there.
    case like(Int)
    case initial
    case closed

    var source: Int? {
      switch self {
      case .old(let place), .like(let place): place
      default: nil
      }
    }
  }

  private func places(_ count: Int, _ oldCount: Int, _ axes: (new: GroupAxis, old: GroupAxis)?) -> [Place]? {
    guard let (axis, old) = axes else { return count == oldCount ? (0..<count).map(Place.old) : nil }
    guard axis.unit == old.unit else { return nil }
    let rest = count - axis.outer * axis.count * axis.unit
    guard rest >= 0, rest == oldCount - old.outer * old.count * old.unit else { return nil }
    let groups = groups(axis, old)
    var places: [Place] = []
    for outer in 0..<axis.outer {
      for group in groups {
        for unit in 0..<axis.unit {
          func place(_ group: Int) -> Int { (outer * old.count + group) * old.unit + unit }
          switch group {
          case .old(let group): places.append(.old(place(group)))
          case .like(let group): places.append(.like(place(group)))
          case .initial, .closed: places.append(group)
          }
        }
      }
    }
    return places + (oldCount - rest..<oldCount).map(Place.old)
  }

  /// Of each group the earlier one, or what it starts from.
  private func groups(_ axis: GroupAxis, _ old: GroupAxis) -> [Place] {
    let new: Place =
      switch axis.start {
      case .initial: .initial
      case .largest: old.count > 0 ? .like(min(largest, old.count - 1)) : .initial
      case .closed: .closed
      }
    var groups = [Place](repeating: new, count: axis.count)
    for group in 0..<old.count {
      let place = axis.groups == .scenarios ? Int(translation.scenarios?[group] ?? Int32(group)) : group
      if groups.indices.contains(place) { groups[place] = .old(group) }
    }
    return groups
  }

  private func table(_ old: Matrix, _ initial: Matrix) -> Matrix {
    var table = initial
    for (index, (field, before)) in zip(encoding.fields, earlier.fields).enumerated() {
      let rows = translation.rows[index]
      for row in 0..<before.rows {
        let place = rows.map { Int($0[row]) } ?? row
        // A value that was forgotten has no place; the unknown row keeps its own.
        guard place > 0 || row == 0 else { continue }
        for column in 0..<old.columns { table[field.offset + place, column] = old[before.offset + row, column] }
      }
    }
    return table
  }

  private func filled(
    _ old: Matrix, _ shape: [Int], _ initial: Matrix, _ maps: [[Place]], _ closed: Float
  ) -> Matrix {
    var matrix = initial
    let columns = maps.last ?? []
    // All dimensions but the last make the rows.
    var rows: [Place] = [.old(0)]
    for (map, count) in zip(maps, shape).dropLast() {
      rows = rows.flatMap { outer in map.map { Self.joined(outer, $0, of: count) } }
    }
    for (r, row) in rows.enumerated() {
      for (c, column) in columns.enumerated() {
        switch (row, column) {
        case (.closed, _), (_, .closed): matrix[r, c] = closed
        case (.initial, _), (_, .initial): break
        default: matrix[r, c] = old[row.source ?? 0, column.source ?? 0]
        }
      }
    }
    return matrix
  }

  private static func joined(_ outer: Place, _ inner: Place, of count: Int) -> Place {
    guard let i = inner.source else { return inner }
    switch outer {
    case .old(let o): return .old(o * count + i)
    case .like(let o): return .like(o * count + i)
    case .initial, .closed: return outer
    }
  }

  /// What scenarios say of each other: a new one says of itself what the one that it is like said of itself, and nothing of
  /// that one, so that it starts with the same result.
  private func withOwn(_ matrix: Matrix, _ maps: [[Place]], _ closed: Float) -> Matrix {
    var swapped = matrix
    let inner = maps.dropFirst().dropLast().reduce(1) { $0 * $1.count }
    guard let columns = maps.last else { return matrix }
    for (group, place) in maps[0].enumerated() {
      guard case .like(let largest) = place, let now = columns.firstIndex(of: .old(largest)) else { continue }
      for row in group * inner..<(group + 1) * inner {
        swapped[row, group] = matrix[row, now]
        swapped[row, now] = closed
      }
    }
    return swapped
  }
}
