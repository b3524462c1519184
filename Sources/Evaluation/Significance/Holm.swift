/// Holm's step-down correction (1979) of the p of several comparisons.
///
///     p̃(i) = max over j ≤ i of min(1, (m − j + 1) p(j)),    p(1) ≤ … ≤ p(m)
///
/// Of the comparisons with p̃ below 0.05, the chance that any came about by luck alone is below 0.05, however the
/// comparisons hang together (here, all are with the same best model).
/// - Returns: the corrected p, in the order given.
public func holm(_ p: [Double]) -> [Double] {
  let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
  var adjusted = p
  var largest = 0.0
  for (rank, index) in order.enumerated() {
    largest = max(largest, min(1, Double(p.count - rank) * p[index]))
    adjusted[index] = largest
  }
  return adjusted
}
