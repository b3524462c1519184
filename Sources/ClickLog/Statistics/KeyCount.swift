/// Rows with a key's value and their clicks, each row counting as much as its weight.
struct KeyCount: Sendable, Equatable, BitwiseCopyable {
  var rows = 0.0
  var clicks = 0.0

  static func += (a: inout KeyCount, b: KeyCount) {
    a.rows += b.rows
    a.clicks += b.clicks
  }

  static func - (a: KeyCount, b: KeyCount) -> KeyCount {
    KeyCount(rows: a.rows - b.rows, clicks: a.clicks - b.clicks)
  }

  /// As a store holds it.
  var stored: StoredCount { StoredCount(rows: Float(rows), clicks: Float(clicks)) }
}

extension KeyCount {
  init(_ count: StoredCount) { self.init(rows: Double(count.rows), clicks: Double(count.clicks)) }
}

/// A count in the precision of stores and runs: what a model sees is made of it, wherever the row comes from.
struct StoredCount: Sendable, Equatable, BitwiseCopyable {
  var rows: Float = 0
  var clicks: Float = 0
}
