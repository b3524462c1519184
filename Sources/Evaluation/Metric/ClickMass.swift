/// How much of some rows is clicked, and how much is not, each row counting by its weight.
///
/// Of a row that stands for n impressions, c of them clicked, these are c and n − c: it is the same as c rows with a click
/// and n − c without.
struct ClickMass: Sendable, Equatable {
  var clicks = 0.0
  var others = 0.0

  /// Of no rows.
  init() {}

  init(clicks: Double, others: Double) { (self.clicks, self.others) = (clicks, others) }

  /// Of one row.
  ///
  /// - Parameter label: the share of it that is clicked.
  init(label: Float, weight: Float) {
    let product = Double(label) * Double(weight)
    let whole = product.rounded()
    // A share is a quotient that was rounded to a Float; of counts it gives the whole number back that it was made from.
    clicks = abs(product - whole) <= product * 0x1p-23 ? whole : product
    others = max(Double(weight) - clicks, 0)
  }

  var all: Double { clicks + others }

  static func += (sum: inout ClickMass, row: ClickMass) {
    sum.clicks += row.clicks
    sum.others += row.others
  }
}
