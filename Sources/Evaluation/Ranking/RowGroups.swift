/// Rows brought together by an integer code, such as their session or their scenario, each group in the rows' own order.
struct RowGroups {
  /// Row numbers, group after group.
  private let order: [Int32]
  /// Where each group starts in `order`, and at the end the number of rows.
  private let starts: [Int]
  /// The code of each group, ascending.
  let codes: [Int32]

  /// Groups rows 0..<n by their codes with a counting sort, O(n + range of the codes). Codes as a vocabulary gives them
  /// lie close together; others (hashes, raw user ids) are numbered first, so that memory follows the rows.
  init(_ rowCodes: [Int32]) {
    let low = Int(rowCodes.min() ?? 0)
    let high = Int(rowCodes.max() ?? -1)
    if high - low < 4 * rowCodes.count + 1024 {
      self.init(rowCodes, slots: high - low + 1, slot: { Int($0) - low }, code: { Int32($0 + low) })
    } else {
      let distinct = Set(rowCodes).sorted()
      let numbers = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      self.init(rowCodes, slots: distinct.count, slot: { numbers[$0] ?? 0 }, code: { distinct[$0] })
    }
  }

  private init(_ rowCodes: [Int32], slots: Int, slot: (Int32) -> Int, code: (Int) -> Int32) {
    var next = [Int](repeating: 0, count: slots)
    for rowCode in rowCodes { next[slot(rowCode)] += 1 }
    var codes: [Int32] = []
    var starts: [Int] = []
    var start = 0
    for index in 0..<slots where next[index] > 0 {
      codes.append(code(index))
      starts.append(start)
      (next[index], start) = (start, start + next[index])
    }
    starts.append(start)
    var order = [Int32](repeating: 0, count: rowCodes.count)
    for row in rowCodes.indices {
      let index = slot(rowCodes[row])
      order[next[index]] = Int32(row)
      next[index] += 1
    }
    (self.order, self.starts, self.codes) = (order, starts, codes)
  }

  /// The rows of group `group` in 0..<codes.count.
  func rows(_ group: Int) -> ArraySlice<Int32> { order[starts[group]..<starts[group + 1]] }
}
