/// The area under the ROC curve by mid-ranks.
func areaUnderCurve(_ scores: [Double], _ labels: [Bool]) -> Double? {
  let order = scores.indices.sorted { scores[$0] < scores[$1] }
  var ranks = 0.0
  var start = 0
  while start < order.count {
    var end = start
    while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
    for position in start..<end where labels[order[position]] { ranks += Double(start + end + 1) / 2 }
    start = end
  }
  let clicks = Double(labels.count { $0 })
  let others = Double(labels.count) - clicks
  return clicks > 0 && others > 0 ? (ranks - clicks * (clicks + 1) / 2) / (clicks * others) : nil
}
