/// The labels of a chunk's rows and how much each row counts, as the schema reads them.
struct ChunkLabels {
  private let truths: UnsafeBufferPointer<UInt8>?
  private let shares: UnsafeBufferPointer<Double>?
  private let impressions: UnsafeBufferPointer<Double>?
  private let weights: UnsafeBufferPointer<Double>?
  private let rowsOfNegative: Double

  /// Nil where no column has labels that are to be believed.
  init?(_ chunk: CodedChunk, _ layout: LogLayout) {
    guard let label = layout.label, case .label(let rule, true) = layout.log[label].kind else { return nil }
    let column = chunk.column(label)
    truths = rule.isBinary ? column.labels : nil
    shares = rule.isBinary ? nil : column.numbers
    impressions = layout.impressions.map { chunk.column($0).numbers }
    weights = layout.weight.map { chunk.column($0).numbers }
    rowsOfNegative = layout.rowsOfNegative
  }

  /// Clicks of a row: 0 or 1, or the expected or counted ones.
  @inline(__always)
  func clicks(_ row: Int) -> Double { truths.map { Double($0[row]) } ?? shares?[row] ?? 0 }

  /// The share of a row that was clicked, 0 ... 1.
  @inline(__always)
  func share(_ row: Int) -> Float {
    if let truths { return Float(truths[row]) }
    let clicks = shares?[row] ?? 0
    guard let impressions else { return Float(clicks) }
    return impressions[row] > 0 ? Float(clicks / impressions[row]) : 0
  }

  /// Impressions that a row stands for.
  @inline(__always)
  func impressions(_ row: Int) -> Double {
    if let impressions { return impressions[row] }
    return truths.map { $0[row] == 0 ? rowsOfNegative : 1 } ?? 1
  }

  /// How much a row counts.
  @inline(__always)
  func weight(_ row: Int) -> Float { Float(impressions(row) * (weights?[row] ?? 1)) }
}

extension LogLayout {
  /// Whether labels are 0 or 1 only, and rows with either stand for one.
  var hasBinaryLabels: Bool {
    guard rowsOfNegative == 1 else { return false }
    guard let label, case .label(let rule, _) = log[label].kind else { return true }
    return rule.isBinary
  }

  /// Whether rows count differently.
  var hasWeights: Bool { impressions != nil || weight != nil || rowsOfNegative != 1 }
}
