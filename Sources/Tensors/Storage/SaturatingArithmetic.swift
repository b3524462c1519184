/// Sums and products of sizes that may be far too large, such as those of a model that is only planned: `Int.max` where an
/// `Int` has no room.
extension Int {
  /// The product of numbers of 0 or more.
  package static func saturatingProduct(_ factors: some Sequence<Int>) -> Int {
    factors.reduce(1) { product, factor in
      let (result, overflows) = product.multipliedReportingOverflow(by: factor)
      return overflows ? .max : result
    }
  }

  /// The sum of numbers of 0 or more.
  package static func saturatingSum(_ terms: some Sequence<Int>) -> Int {
    terms.reduce(0) { sum, term in
      let (result, overflows) = sum.addingReportingOverflow(term)
      return overflows ? .max : result
    }
  }
}
