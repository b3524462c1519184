import Tensors

/// The order in which a part's rows are read: yields rows of the store, some at a time.
protocol RowOrder {
  /// Replaces `rows` by the next up to `count` rows; leaves it empty at the end.
  mutating func fill(_ rows: inout [UInt32], count: Int)
}

/// The order of the input: sections merged by the input's row numbers.
struct InputOrder: RowOrder {
  private let numbers: MappedColumn
  private var sections: [Range<Int>]
  /// The section that is being read, and the number of the first row that another one has.
  private var current = 0
  private var limit = Int.min

  init(_ part: LogPart, skip: Int) {
    numbers = part.log.columns.rowNumbers
    sections = part.sections.filter { !$0.isEmpty }
    for _ in 0..<min(skip, part.rows) { _ = next() }
  }

  mutating func fill(_ rows: inout [UInt32], count: Int) {
    rows.removeAll(keepingCapacity: true)
    while rows.count < count, let row = next() { rows.append(row) }
  }

  private mutating func next() -> UInt32? {
    guard !sections.isEmpty else { return nil }
    if numbers[sections[current].lowerBound] >= limit { choose() }
    let row = sections[current].lowerBound
    sections[current].removeFirst()
    if sections[current].isEmpty {
      sections.remove(at: current)
      (current, limit) = (0, .min)
    }
    return UInt32(row)
  }

  /// Finds the section with the lowest number, and how far it goes before another's turn: all sections are looked at once a
  /// run of rows and not once a row.
  private mutating func choose() {
    (current, limit) = (0, .max)
    var lowest = numbers[sections[0].lowerBound]
    for i in sections.indices.dropFirst() {
      let number = numbers[sections[i].lowerBound]
      if number < lowest {
        (current, limit, lowest) = (i, lowest, number)
      } else {
        limit = min(limit, number)
      }
    }
  }
}

/// A random order: blocks of rows shuffled, then the rows of each window of blocks.
///
/// Only one window of row numbers is in memory (4 MB), and reading touches the store in whole blocks. A part of up to
/// one window's rows gets a uniform permutation.
struct ShuffledOrder: RowOrder {
  static let blockRows = 8_192
  static let windowBlocks = 128

  private let sections: [Range<Int>]
  private let generator: RandomGenerator
  /// Rows of the sections together, which the blocks cut without regard to where a section ends.
  private let count: Int
  private let blocks: [UInt32]
  private var window: [UInt32] = []
  private var windows = 0
  private var place = 0

  init(_ sections: [Range<Int>], generator: RandomGenerator, skip: Int) {
    self.sections = sections
    self.generator = generator
    count = sections.reduce(0) { $0 + $1.count }
    var blocks = Array(0..<UInt32((count + Self.blockRows - 1) / Self.blockRows))
    var draw = generator.child("blocks")
    Self.shuffle(&blocks, &draw)
    self.blocks = blocks
    // Windows draw from generators of their own, so those before the first wanted row need not be drawn.
    place = min(skip, count)
    while let size = windowRows(windows).map({ $0.reduce(0) { $0 + $1.count } }), place >= size {
      place -= size
      windows += 1
    }
    loadWindow()
  }

  mutating func fill(_ target: inout [UInt32], count: Int) {
    target.removeAll(keepingCapacity: true)
    while target.count < count {
      if place == window.count {
        place = 0
        loadWindow()
        if window.isEmpty { return }
      }
      let some = min(count - target.count, window.count - place)
      target.append(contentsOf: window[place..<place + some])
      place += some
    }
  }

  /// The places of each block of a window among the sections' rows; nil after the last window.
  private func windowRows(_ index: Int) -> [Range<Int>]? {
    let first = index * Self.windowBlocks
    guard first < blocks.count else { return nil }
    return blocks[first..<min(first + Self.windowBlocks, blocks.count)].map { block in
      let begin = Int(block) * Self.blockRows
      return begin..<min(begin + Self.blockRows, count)
    }
  }

  private mutating func loadWindow() {
    window.removeAll(keepingCapacity: true)
    guard let ranges = windowRows(windows) else { return }
    for range in ranges { append(range) }
    var draw = generator.child("window", windows)
    Self.shuffle(&window, &draw)
    windows += 1
  }

  /// Appends the rows at some places.
  private mutating func append(_ places: Range<Int>) {
    var first = 0
    for section in sections {
      let common = places.clamped(to: first..<first + section.count)
      for place in common { window.append(UInt32(section.lowerBound + place - first)) }
      first += section.count
    }
  }

  /// Fisher and Yates.
  private static func shuffle(_ values: inout [UInt32], _ generator: inout RandomGenerator) {
    for i in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(i, generator.index(below: i + 1)) }
  }
}
