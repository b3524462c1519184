/// Scores of clicks and of non-clicks, gathered for an exact AUC at 4 bytes a row.
///
/// Rows may come batch by batch: the result depends on the set of rows alone. Apart from its buffers the value costs
/// nothing to empty and fill again, so that one ranking serves all sessions of a grouped AUC.
public struct ClickRanking: Sendable {
  private var clicks: [UInt32] = []
  private var others: [UInt32] = []
  private var scratch: [UInt32] = []
  private var sawNotANumber = false

  public init() {}

  /// Adds one row.
  public mutating func add(score: Float, label: Float) {
    if score.isNaN { sawNotANumber = true }
    let key = Self.orderedKey(score)
    if label > 0.5 { clicks.append(key) } else { others.append(key) }
  }

  /// Adds n rows.
  public mutating func add(scores: [Float], labels: [Float]) {
    others.reserveCapacity(others.count + scores.count)
    scores.withUnsafeBufferPointer { scores in
      labels.withUnsafeBufferPointer { labels in
        for row in scores.indices { add(score: scores[row], label: labels[row]) }
      }
    }
  }

  /// Forgets all rows and keeps the memory.
  public mutating func removeAll() {
    clicks.removeAll(keepingCapacity: true)
    others.removeAll(keepingCapacity: true)
    sawNotANumber = false
  }

  /// The area under the curve of the rows so far, or nil where it is not defined.
  public mutating func areaUnderCurve() -> Double? {
    guard !clicks.isEmpty, !others.isEmpty, !sawNotANumber else { return nil }
    radixSort(&clicks, scratch: &scratch)
    radixSort(&others, scratch: &scratch)
    // Mann and Whitney's statistic, doubled so that ties stay whole: a click wins 2 against every non-click below it
    // and 1 against every one level with it. Both sorted lists are walked once.
    var doubledWins: UInt64 = 0
    var below = 0
    var notAbove = 0
    clicks.withUnsafeBufferPointer { clicks in
      others.withUnsafeBufferPointer { others in
        for click in clicks {
          while below < others.count, others[below] < click { below += 1 }
          notAbove = max(notAbove, below)
          while notAbove < others.count, others[notAbove] == click { notAbove += 1 }
          doubledWins += UInt64(below + notAbove)
        }
      }
    }
    return Double(doubledWins) / (2 * Double(clicks.count) * Double(others.count))
  }

  /// A whole number ordered as the score is. Adding zero turns −0 into +0, so that the two tie.
  static func orderedKey(_ score: Float) -> UInt32 {
    let bits = (score + 0).bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }
}
