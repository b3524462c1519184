/// How results are cut into the pieces that threads work on. Cuts depend on shapes alone, so the same sums are made in
/// the same order on any number of threads.
enum Tile {
  /// Rows of a batch that one product takes at most; inputs of that height stay in the second-level cache.
  static let rows = 256
  /// The height of every product at inference, the last rows padded, where the library makes them.
  static let inferenceRows = 64
  /// Rows and columns of a weight gradient that one product makes at most: with the weights and their moments they stay in
  /// the second-level cache, where Adam meets them.
  static let weightRows = 128
  static let weightColumns = 512
}

/// A range split into equal parts (to within one) of at most a given size.
struct EvenSplit: Sendable {
  let whole: Range<Int>
  let count: Int

  init(_ whole: Range<Int>, by size: Int) {
    self.whole = whole
    count = (whole.count + size - 1) / size
  }

  subscript(part: Int) -> Range<Int> {
    whole.lowerBound + whole.count * part / count..<whole.lowerBound + whole.count * (part + 1) / count
  }
}

/// The tiles of a result whose rows fall into groups: tasks for the worker pool. A tile lies within one group.
///
/// The last quarter of the rows is cut into narrower tiles, so that threads end together: nine equal tiles on two threads
/// would be five and four.
struct TileGrid: Sendable {
  let groups: Groups
  private let height: Int
  private let wide: EvenSplit
  private let narrow: EvenSplit
  /// Rows of tiles: group g has `starts[g] ..< starts[g + 1]`.
  private let starts: [Int]
  /// How many of them are cut into wide tiles.
  private let wideRows: Int

  /// - Parameters:
  ///   - height: rows that a tile has at most.
  ///   - columns: of the result.
  ///   - width: columns that a tile has at most, and one of the last.
  init(_ groups: Groups, height: Int, columns: Int, width: (wide: Int, narrow: Int)) {
    self.groups = groups
    self.height = height
    wide = EvenSplit(0..<columns, by: width.wide)
    narrow = EvenSplit(0..<columns, by: width.narrow)
    var starts = [0]
    for group in 0..<groups.count { starts.append(starts[group] + EvenSplit(groups[group], by: height).count) }
    self.starts = starts
    wideRows = starts[groups.count] * 3 / 4
  }

  var count: Int { wideRows * wide.count + (starts[groups.count] - wideRows) * narrow.count }

  subscript(task: Int) -> (group: Int, rows: Range<Int>, columns: Range<Int>) {
    let wideTasks = wideRows * wide.count
    let cut = task < wideTasks ? wide : narrow
    let (past, column) = (task < wideTasks ? task : task - wideTasks).quotientAndRemainder(dividingBy: cut.count)
    let row = task < wideTasks ? past : wideRows + past
    // The last group that starts at or before the row (groups without rows share their start with the next one).
    var low = 0
    var high = groups.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return (low, EvenSplit(groups[low], by: height)[row - starts[low]], cut[column])
  }
}
