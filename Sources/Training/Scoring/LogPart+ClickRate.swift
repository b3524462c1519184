import ClickLog
import Evaluation

extension LogPart {
  /// The rate that a model starts from: as observed, but neither 0 nor 1, of which half a row is left.
  package var startingClickRate: Double {
    guard rows > 0 else { return 0.5 }
    let rate = clickRate
    // A row of counts stands for many impressions, so that a rate may be far below one in the number of rows.
    let least = rate > 0 && rate < 1 ? logLossFloor : 0.5 / (Double(rows) + 1)
    return min(max(rate, least), 1 - least)
  }
}
