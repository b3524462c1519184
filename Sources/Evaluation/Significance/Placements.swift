/// Each row's own part in an AUC: DeLong, DeLong and Clarke-Pearson's structural components (1988).
///
///     V10(click)     = share of the non-clicks that it scores above
///     V01(non-click) = share of the clicks that score above it          a tie counts half
///
/// Either's mean is the AUC. The mean of several models' AUCs on the same rows (one model, several seeds) is a
/// U-statistic too, with the mean of their kernels as its kernel; so its components are the means of theirs, and a value
/// can stand for several scorings. Kept as whole numbers of doubled wins, so that no order of adding up rounds.
///
/// A row of c clicks in n impressions is c clicks and n − c non-clicks of one placement each, kept once with their number.
///
/// Its AUC is that of `auc(scores:labels:)` to the last bit; where only the area is asked for, that is faster and smaller.
public struct Placements: Sendable, Equatable {
  /// For each click, summed over the scorings: 2 for a non-click below it, 1 for one level with it.
  private(set) var clickWins: [UInt64]
  /// For each non-click, likewise: 2 for a click above it, 1 for one level with it.
  private(set) var otherLosses: [UInt64]
  /// How many clicks, and how many non-clicks, each of these stands for; nil where it is one.
  let clickCounts: [Double]?
  let otherCounts: [Double]?
  public let clicks: Int
  public let others: Int
  /// How many scorings of the same rows this is the mean of.
  public private(set) var scorings = 1

  /// The placements of n rows, in O(n log n) by one pass over the rows in order of score (Sun and Xu 2014).
  /// - Parameters:
  ///   - scores: n scores on any monotone scale.
  ///   - labels: n labels, 1 for a click and 0 for none.
  /// - Returns: nil when a class is missing or a score is not a number.
  public init?(scores: [Float], labels: [Float]) {
    precondition(scores.count == labels.count, "one label for each score")
    let clicks = labels.reduce(0) { $1 > 0.5 ? $0 + 1 : $0 }
    guard clicks > 0, clicks < labels.count, !scores.contains(where: \.isNaN) else { return nil }

    // Each row's place among its own class, so that models on the same rows agree on it.
    var place: [Int] = []
    place.reserveCapacity(labels.count)
    var (nextClick, nextOther) = (0, 0)
    for label in labels {
      if label > 0.5 {
        place.append(nextClick)
        nextClick += 1
      } else {
        place.append(nextOther)
        nextOther += 1
      }
    }
    (clickCounts, otherCounts) = (nil, nil)
    (self.clicks, others) = (clicks, labels.count - clicks)
    clickWins = [UInt64](repeating: 0, count: clicks)
    otherLosses = [UInt64](repeating: 0, count: labels.count - clicks)

    var order = scores.indices.map { UInt64(ClickRanking.orderedKey(scores[$0])) << 32 | UInt64($0) }
    order.sort()
    var start = 0
    var (clicksBelow, othersBelow) = (0, 0)
    while start < order.count {
      var end = start
      var clicksLevel = 0
      while end < order.count, order[end] >> 32 == order[start] >> 32 {
        if labels[Self.row(order[end])] > 0.5 { clicksLevel += 1 }
        end += 1
      }
      let othersLevel = end - start - clicksLevel
      for entry in order[start..<end] {
        let row = Self.row(entry)
        if labels[row] > 0.5 {
          clickWins[place[row]] = UInt64(2 * othersBelow + othersLevel)
        } else {
          otherLosses[place[row]] = UInt64(2 * (clicks - clicksBelow - clicksLevel) + clicksLevel)
        }
      }
      clicksBelow += clicksLevel
      othersBelow += othersLevel
      start = end
    }
  }

  /// Placements that stand for several clicks or non-clicks each.
  init(clickWins: [UInt64], _ clickCounts: [Double], otherLosses: [UInt64], _ otherCounts: [Double]) {
    (self.clickWins, self.otherLosses) = (clickWins, otherLosses)
    (self.clickCounts, self.otherCounts) = (clickCounts, otherCounts)
    clicks = Int(clickCounts.reduce(0, +))
    others = Int(otherCounts.reduce(0, +))
  }

  /// Takes another model's (or seed's) placements of the same rows into the mean.
  public mutating func add(_ other: Placements) {
    precondition(other.clicks == clicks && other.others == others, "placements of the same rows")
    for index in clickWins.indices { clickWins[index] += other.clickWins[index] }
    for index in otherLosses.indices { otherLosses[index] += other.otherLosses[index] }
    scorings += other.scorings
  }

  /// The mean of several scorings of the same rows; nil without any.
  public static func mean(of all: [Placements]) -> Placements? {
    guard var mean = all.first else { return nil }
    for other in all.dropFirst() { mean.add(other) }
    return mean
  }

  /// The mean of the scorings' AUCs.
  public var auc: Double {
    let wins =
      clickCounts.map { counts in zip(clickWins, counts).reduce(0) { $0 + Double($1.0) * $1.1 } }
      ?? Double(clickWins.reduce(0, +))
    return wins / (2 * Double(scorings) * Double(clicks) * Double(others))
  }

  /// V10 of each click.
  public var clickComponents: [Double] {
    let scale = 2 * Double(scorings) * Double(others)
    return clickWins.map { Double($0) / scale }
  }

  /// V01 of each non-click.
  public var otherComponents: [Double] {
    let scale = 2 * Double(scorings) * Double(clicks)
    return otherLosses.map { Double($0) / scale }
  }

  private static func row(_ entry: UInt64) -> Int { Int(entry & 0xffff_ffff) }
}
